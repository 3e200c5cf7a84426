/**
 * A client may end up in a log: what it shows of itself are its books, never its key. What servers and
 * platforms say about the key goes nowhere either.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { FetchLike, InslyticNodeOptions, Stats } from "@tidings/sdk";
import { createTestBench, type TestBench } from "../support/test_bench.ts";

/** Has characters that URLs, JSON and HTML write differently. */
const KEY = "pk/live+Zm9v==\"<&>'\\%7e0123456789";

/** A bench whose collector takes any key. */
function createBench(options: Partial<InslyticNodeOptions> = {}): TestBench {
  return createTestBench({ apiKey: KEY, debug: true, ...options });
}

/** All that a client says of itself and to others. */
function said(bench: TestBench): string {
  const { client, drops, problems, warnings, debugLines } = bench;
  return [
    ...warnings,
    ...debugLines,
    JSON.stringify({ drops, problems, stats: client.stats(), client }),
    ...problems.map(({ message }) => message),
    ...drops.map(({ detail }) => detail),
    String(client),
    `${Object.prototype.toString.call(client)}`,
  ].join("\n");
}

/** The key as one might meet it. */
const FORMS: readonly (readonly [form: string, text: string])[] = [
  ["as it is", KEY],
  ["as a header", `Bearer ${KEY}`],
  ["URL-encoded", encodeURIComponent(KEY)],
  [
    "URL-encoded in lower case",
    encodeURIComponent(KEY).replace(/%../g, (code) => code.toLowerCase()),
  ],
  ["in a form's encoding", new URLSearchParams({ key: KEY }).toString().slice("key=".length)],
  ["in JSON", JSON.stringify(KEY).slice(1, -1)],
  ["in JSON with escaped slashes", JSON.stringify(KEY).slice(1, -1).replaceAll("/", "\\/")],
  [
    "in HTML",
    KEY.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;").replaceAll("'", "&#39;"),
  ],
];

/** Parts of the key that every form must have lost: the ends that no encoding changes. */
function assertNoKey(text: string): void {
  assertEquals(text.includes(KEY), false, text);
  assertEquals(text.includes("0123456789"), false, text);
}

for (const [form, text] of FORMS) {
  Deno.test(`a server that echoes the key ${form} tells it to nobody`, async () => {
    await using bench = createBench();
    const headers = { "x-echo": "0123456789", "retry-after": text };
    bench.collector.script(
      { status: 500, body: `wrong key ${text}!`, headers },
      { status: 429, body: `{"error":"${text}"}`, headers },
      { status: 401, body: `<p>${text}</p>`, headers },
      { status: 400, body: text },
    );
    bench.track(2);
    for (let i = 0; i < 6; i++) {
      void bench.client.flush();
      await bench.clock.advance(301_000);
    }
    assert(bench.problems.length >= 4);
    assertNoKey(said(bench));
  });

  Deno.test(`a fetch that throws the key ${form} tells it to nobody`, async () => {
    const errors = [
      new TypeError(`cannot send to https://example.com with ${text}`),
      new TypeError("fetch failed", {
        cause: new Error(`bad header Authorization: Bearer ${text}`),
      }),
      text,
      { toString: () => text },
    ];
    let calls = 0;
    const fetch: FetchLike = () => {
      const error = errors[calls++ % errors.length];
      if (calls % 2 === 0) throw error;
      return Promise.reject(error);
    };
    await using bench = createBench({ fetch });
    bench.track(1);
    void bench.client.flush();
    await bench.clock.advance(60_000);
    assert(calls >= 4);
    assertNoKey(said(bench));
  });

  Deno.test(`hooks that throw the key ${form} tell it to nobody`, async () => {
    const fail = (): never => {
      throw new Error(`with ${text}`);
    };
    await using bench = createBench({ beforeSend: fail, waitUntil: fail });
    bench.track(2);
    assertEquals(bench.drops.length, 2);
    assertNoKey(said(bench));
  });
}

Deno.test("the key is cut out before a long answer is cut", async () => {
  await using bench = createBench();
  bench.collector.script({ status: 500, body: "x".repeat(480) + KEY });
  bench.track(1);
  void bench.client.flush();
  await bench.clock.advance(0);
  const message = bench.problems[0]?.message ?? "";
  assert(message.length <= 501, `${message.length}`);
  assertEquals(message.includes("pk/"), false, message);
});

Deno.test("onError tells what the server said, cut to 500 characters", async () => {
  await using bench = createBench();
  bench.collector.script({ status: 500, body: "no room ".repeat(1_000) });
  bench.track(1);
  void bench.client.flush();
  await bench.clock.advance(0);
  const message = bench.problems[0]?.message ?? "";
  assertStringIncludes(message, "HTTP 500: no room no room");
  assertEquals(message.length, 501);
});

Deno.test("JSON.stringify() of a client shows its books", async () => {
  await using bench = createTestBench();
  bench.track(2);
  const books: unknown = JSON.parse(JSON.stringify(bench.client));
  assertEquals(books, bench.client.stats() as unknown);
});

Deno.test("JSON.stringify() of an object that holds a client shows no key", async () => {
  await using bench = createTestBench({ apiKey: KEY });
  assertNoKey(JSON.stringify({ deep: { client: bench.client } }));
});

Deno.test("a client's own members hold no key", async () => {
  await using bench = createTestBench({ apiKey: KEY });
  const { client } = bench;
  assertEquals(Object.keys(client), []);
  const members = Reflect.ownKeys(client).map((key) => String(Reflect.get(client, key)));
  assertNoKey(members.join("\n"));
  assertNoKey(JSON.stringify({ ...client }));
});

for (const name of ["nodejs.util.inspect.custom", "Deno.customInspect"]) {
  Deno.test(`${name} of a client shows its books and no key`, async () => {
    await using bench = createTestBench({ apiKey: KEY });
    bench.track(2);
    const shown = String(
      Reflect.apply(Reflect.get(bench.client, Symbol.for(name)), bench.client, []),
    );
    assertStringIncludes(shown, "InslyticNode");
    assertStringIncludes(shown, '"queued":2');
    assertNoKey(shown);
  });
}

Deno.test("console.log() of a client shows no key", async () => {
  await using bench = createTestBench({ apiKey: KEY });
  const { log } = console;
  const shown: unknown[] = [];
  console.log = (...args: unknown[]) => void shown.push(...args);
  try {
    console.log(`${JSON.stringify(bench.client)} ${bench.client}`);
  } finally {
    console.log = log;
  }
  assertNoKey(shown.join());
});

// stats().

Deno.test("stats() of a fresh client is all zero", async () => {
  await using bench = createTestBench();
  const zero: Stats = {
    tracked: 0,
    restored: 0,
    delivered: 0,
    handedOver: 0,
    dropped: {},
    queued: 0,
    inFlight: 0,
    requests: 0,
    retries: 0,
  };
  assertEquals(bench.client.stats(), zero);
});

Deno.test("stats() follows an event from the call to its delivery", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 503 }, { delayMs: 100 });
  bench.track(2);
  bench.client.track({ eventName: "", anonymousId: "" });
  void bench.client.flush();
  await bench.clock.advance(1_050);
  const books = { tracked: 3, restored: 0, handedOver: 0, dropped: { invalid: 1 } };
  const wire = { requests: 2, retries: 1 };
  assertEquals(bench.client.stats(), { ...books, ...wire, queued: 0, inFlight: 2, delivered: 0 });
  await bench.clock.advance(50);
  assertEquals(bench.client.stats(), { ...books, ...wire, queued: 0, inFlight: 0, delivered: 2 });
});

Deno.test("stats() returns a copy: changing it changes nothing", async () => {
  await using bench = createTestBench();
  bench.track(1);
  const stats: unknown = bench.client.stats();
  Object.assign(stats as object, { tracked: 99, queued: 99 });
  Object.assign((stats as Stats).dropped, { invalid: 99 });
  const { tracked, queued, dropped } = bench.client.stats();
  assertEquals([tracked, queued, dropped], [1, 1, {}]);
});
