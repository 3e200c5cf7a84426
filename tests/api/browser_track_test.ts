/**
 * `track()` in a browser takes anything at all: it becomes a valid event on the wire or is refused with a
 * reason, and its neighbours never notice.
 */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  createMetricsClient,
  type DropReason,
  type MetricsClientOptions,
} from "@tidings/sdk/browser";
import { BROWSER_KEY, createBrowserBench } from "../support/browser_bench.ts";

const BARE = { enrichDeviceInfo: false, captureUtmParams: false } as const;

const boom = (): never => {
  throw new Error("hostile");
};

function circular(): object {
  const object: Record<string, unknown> = { a: 1 };
  object.self = object;
  return object;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const throwing = new Proxy({}, { get: boom, ownKeys: boom, getOwnPropertyDescriptor: boom });

const REFUSED: readonly [title: string, name: unknown, event: unknown, reason: DropReason][] = [
  ["no name", undefined, undefined, "invalid"],
  ["an empty name", "", undefined, "invalid"],
  ["a name of 101 characters", "x".repeat(101), undefined, "invalid"],
  ["a name that is no string", Symbol("s"), undefined, "invalid"],
  ["an object as name", throwing, undefined, "invalid"],
  ["a string as event", "e", "plan", "invalid"],
  ["a function as event", "e", boom, "invalid"],
  ["an event that throws", "e", throwing, "unserializable"],
  ["a revoked proxy", "e", revoked(), "unserializable"],
  ["an array as metadata", "e", { metadata: [1] }, "invalid"],
  ["a string as metadata", "e", { metadata: "x" }, "invalid"],
  ["metadata that throws", "e", { metadata: throwing }, "unserializable"],
  ["a number as path", "e", { path: 5 }, "invalid"],
  ["an object as url", "e", { url: {} }, "invalid"],
  ["an id of 201 characters", "e", { messageId: "x".repeat(201) }, "invalid"],
  ["metadata above 'maxEventBytes'", "e", { metadata: { a: "x".repeat(40_000) } }, "too_large"],
  [
    "metadata of a million keys",
    "e",
    { metadata: Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, undefined])) },
    "too_large",
  ],
];

for (const [title, name, event, reason] of REFUSED) {
  Deno.test(`track() refuses ${title} as '${reason}'`, async () => {
    await using bench = createBrowserBench();
    assertEquals(Reflect.apply(bench.client.track, undefined, [name, event]), null);
    assertEquals(bench.client.stats().dropped, { [reason]: 1 });
    assertEquals(bench.drops.map((drop) => drop.reason), [reason]);
    bench.client.track("neighbour");
    assertEquals((await bench.deliver()).map((one) => one.name), ["neighbour"]);
  });
}

const TAKEN: readonly [title: string, value: unknown, wire: unknown][] = [
  ["a number", 1.5, 1.5],
  ["NaN", NaN, null],
  ["a BigInt", 12n, "12"],
  ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
  ["nested data", { a: [1, { b: null }] }, { a: [1, { b: null }] }],
  ["a cycle", circular(), { a: 1, self: "[Circular]" }],
  ["what cannot be read", throwing, "[unreadable]"],
  ["a Map", new Map([["a", 1]]), [["a", 1]]],
  ["a lone surrogate", "\ud800", "\ud800"],
  ["nothing", undefined, undefined],
  ["a function", boom, undefined],
];

for (const [title, value, wire] of TAKEN) {
  Deno.test(`track() takes ${title} in metadata`, async () => {
    await using bench = createBrowserBench(BARE);
    assertEquals(typeof bench.client.track("e", { metadata: { value, other: 1 } }), "string");
    const [event] = await bench.deliver();
    assertEquals(event?.metadata.value, wire);
    assertEquals(event?.metadata.other, 1);
  });
}

Deno.test("track() reads a getter that throws as '[unreadable]', and '__proto__' as any other key", async () => {
  await using bench = createBrowserBench(BARE);
  const metadata = JSON.parse('{"__proto__":{"polluted":true},"fine":1}');
  Object.defineProperty(metadata, "bad", { get: boom, enumerable: true });
  bench.client.track("e", { metadata });
  await bench.deliver();
  const body = bench.page.received[0]?.body ?? "";
  assert(body.includes('"metadata":{"__proto__":{"polluted":true},"fine":1,"bad":"[unreadable]"}'));
});

Deno.test("track() cuts texts to the API's limits without splitting a surrogate pair", async () => {
  await using bench = createBrowserBench({ sanitizeUrl: (url) => url });
  const pairs = "x" + "😀".repeat(3_000);
  bench.client.track("x".repeat(100), { path: pairs, url: pairs, referrer: pairs });
  const [event] = await bench.deliver();
  assertEquals(event?.name.length, 100);
  for (const [text, max] of [[event?.path, 2_048], [event?.url, 4_096]] as const) {
    assertEquals(text?.length, max - 1);
    assert(text?.isWellFormed());
  }
  assertEquals(event?.referrer?.length, 4_095);
});

for (
  const [given, wire] of [
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"],
    ["2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000Z"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
  ] as const
) {
  Deno.test(`track() takes ${JSON.stringify(given)} as 'occurredAt'`, async () => {
    await using bench = createBrowserBench();
    bench.client.track("e", { occurredAt: given });
    assertEquals((await bench.deliver())[0]?.occurredAt, wire);
    assertEquals(bench.warnings, []);
  });
}

for (const bad of ["yesterday", new Date(NaN), 5, {}, "x".repeat(1e6)]) {
  Deno.test(`track() takes now for an 'occurredAt' that is ${String(bad).slice(0, 20)}, and warns`, async () => {
    await using bench = createBrowserBench();
    bench.client.track("e", { occurredAt: bad as string });
    assertEquals((await bench.deliver())[0]?.occurredAt, "2026-01-01T00:00:00.000Z");
    assertEquals(bench.warnings.length, 1);
  });
}

Deno.test("track() writes the id into metadata under 'messageIdKey', and returns it", async () => {
  await using bench = createBrowserBench({ messageIdKey: "mid", beforeSend: (event) => event });
  const id = bench.client.track("e", { metadata: { mid: "mine" } });
  assertMatch(id ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assertEquals(bench.client.track("own", { messageId: "m-1" }), "m-1");
  const events = await bench.deliver();
  assertEquals(events.map(({ metadata }) => metadata.mid), [id, "m-1"]);
});

Deno.test("track() says where the page is, sanitized, now and not later", async () => {
  await using bench = createBrowserBench({}, {
    url: "https://shop.example/a/user@mail.example?utm_source=news&token=1#top",
    referrer: "https://me:pw@other.example/x?q=secret",
  });
  bench.client.track("first");
  bench.page.goTo("/b/1234567890123456789012345");
  bench.client.track("second", { url: "https://x.example/?secret=1", path: "/mine", referrer: "" });
  const [first, second] = await bench.deliver();
  assertEquals(first?.url, "https://shop.example/a/*?utm_source=news");
  assertEquals(first?.path, "/a/*");
  assertEquals(first?.referrer, "https://other.example/x");
  assertEquals(second?.url, "https://x.example/");
  assertEquals(second?.path, "/mine");
  assertEquals(second?.referrer, undefined);
});

for (const [title, sanitizeUrl] of [["throws", boom], ["returns a number", () => 5]] as const) {
  Deno.test(`a 'sanitizeUrl' that ${title} makes every URL empty`, async () => {
    await using bench = createBrowserBench({ sanitizeUrl: sanitizeUrl as () => string });
    bench.client.track("e");
    const [event] = await bench.deliver();
    assertEquals([event?.url, event?.path, event?.referrer], [undefined, undefined, undefined]);
  });
}

Deno.test("events carry device and campaign, unless that is off", async () => {
  const url = "https://shop.example/?utm_source=news&utm_medium=mail&utm_campaign=a&gclid=1";
  await using bench = createBrowserBench({}, { url });
  bench.client.track("e");
  bench.page.goTo("/elsewhere");
  bench.client.track("e");
  for (const { metadata } of await bench.deliver()) {
    assertEquals(metadata, {
      browser: "Firefox",
      os: "Linux",
      deviceType: "desktop",
      language: "en-GB",
      utmSource: "news",
      utmMedium: "mail",
      utmCampaign: "a",
    });
  }
  await bench.client.shutdown();
});

Deno.test("'beforeSend' sees the merged event, may change it, and drops it with null", async () => {
  const seen: unknown[] = [];
  await using bench = createBrowserBench({
    ...BARE,
    beforeSend: (event) => {
      seen.push(event.metadata);
      if (event.name === "secret") return null;
      return { ...event, url: "u", metadata: { ...event.metadata, added: true } };
    },
  });
  bench.client.setContext({ a: 1 });
  bench.client.track("e", { metadata: { b: 2 } });
  bench.client.track("secret");
  const events = await bench.deliver();
  assertEquals(seen, [{ a: 1, b: 2 }, { a: 1 }]);
  assertEquals(events.map(({ url, metadata }) => [url, metadata]), [
    ["u", { a: 1, b: 2, added: true }],
  ]);
  assertEquals(bench.client.stats().dropped, { before_send: 1 });
  assertEquals(bench.warnings, []);
});

for (
  const [title, beforeSend] of [
    ["throws", boom],
    ["returns a promise", () => Promise.reject(new Error("late"))],
    ["returns nothing", () => {}],
    ["returns an event without a name", () => ({})],
  ] as const
) {
  Deno.test(`a 'beforeSend' that ${title} drops the event as 'before_send'`, async () => {
    await using bench = createBrowserBench({
      beforeSend: beforeSend as unknown as NonNullable<MetricsClientOptions["beforeSend"]>,
    });
    assertEquals(bench.client.track("e"), null);
    assertEquals(bench.client.stats().dropped, { before_send: 1 });
  });
}

Deno.test("hooks and loggers that throw change nothing, and a hook that tracks ends", async () => {
  await using bench = createBrowserBench({
    onError: boom,
    logger: { warn: boom },
    onDrop: () => {
      bench.client.track("");
      boom();
    },
    beforeSend: (event) => {
      bench.client.track("nested");
      return event;
    },
  });
  bench.client.track("");
  bench.client.track("e");
  const events = await bench.deliver();
  assert(events.some(({ name }) => name === "e"));
  assert(events.length < 20);
});

Deno.test("methods may be used by themselves", async () => {
  await using bench = createBrowserBench();
  const { track, flush } = bench.client;
  track("e");
  const flushed = flush();
  await bench.clock.advance(0);
  assertEquals((await flushed).delivered, 1);
});

Deno.test("the key is in no message and no text of the client", async () => {
  await using bench = createBrowserBench({ beforeSend: () => boom() });
  bench.client.track(`${BROWSER_KEY}${"x".repeat(100)}`);
  bench.client.setConsent(BROWSER_KEY as never);
  const said = JSON.stringify([bench.warnings, bench.client, bench.page.storage.snapshot()]);
  assert(!said.includes(BROWSER_KEY));
  const error = assertThrows(
    () => createMetricsClient(BROWSER_KEY, { storageKey: [BROWSER_KEY] as never }),
    TypeError,
  );
  assert(!error.message.includes(BROWSER_KEY));
});

Deno.test("unknown options are named in one warning, with the nearest name", async () => {
  await using bench = createBrowserBench({ flushInterval: 5, colour: "red" } as object);
  assertEquals(bench.warnings.length, 1);
  assertMatch(bench.warnings[0] ?? "", /'flushInterval'.*'flushIntervalMs'.*'colour'/);
});
