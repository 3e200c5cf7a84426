import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { FetchLike } from "../../../src/core/fetch_like.ts";
import { createCollector, FakeClock } from "../../../src/testing/mod.ts";
import { INGEST_URL, ingestInit, sampleEvent } from "./sample.ts";

const named = (eventName: string, id?: string) => {
  return sampleEvent(id === undefined ? { eventName } : { eventName, properties: { id } });
};

Deno.test("Collector.fetch() fits the SDK's fetch option", async () => {
  const collector = createCollector();
  const send: FetchLike = collector.fetch;
  const { headers, body } = ingestInit();
  const { signal } = new AbortController();
  const init = { method: "POST", headers, body, redirect: "manual", signal } as const;
  assertEquals((await send(INGEST_URL, init)).status, 202);
});

Deno.test("Collector.fetch() works detached", async () => {
  const { fetch } = createCollector();
  assertEquals((await fetch(INGEST_URL, ingestInit())).status, 202);
});

Deno.test("Collector.fetch() takes a URL object", async () => {
  const { fetch } = createCollector();
  assertEquals((await fetch(new URL(INGEST_URL), ingestInit())).status, 202);
});

Deno.test("Collector.fetch() takes a Request and ignores the second argument", async () => {
  const collector = createCollector();
  const request = new Request(INGEST_URL, ingestInit());
  const response = await collector.fetch(request, { method: "PUT", body: "ignored" });
  assertEquals(response.status, 202);
});

Deno.test("Collector.fetch() reads a body that is not a string", async () => {
  const { fetch } = createCollector();
  const body = new TextEncoder().encode(ingestInit().body);
  assertEquals((await fetch(INGEST_URL, { ...ingestInit(), body })).status, 202);
});

Deno.test("Collector.fetch() rejects what fetch rejects", async () => {
  const collector = createCollector();
  await assertRejects(() => collector.fetch("https://"), TypeError);
  const headers = { "x-bad": "two\nlines" };
  await assertRejects(() => collector.fetch(INGEST_URL, { headers }), TypeError);
  assertEquals(collector.requests, []);
});

Deno.test("Collector.fetch() answers with a Response of JSON", async () => {
  const response = await createCollector().fetch(INGEST_URL, ingestInit());
  assertInstanceOf(response, Response);
  assertEquals(response.headers.get("content-type"), "application/json");
  assertEquals(await response.json(), { accepted: 1 });
});

Deno.test("Collector.events keeps order and repeats", async () => {
  const collector = createCollector();
  await collector.fetch(INGEST_URL, ingestInit([named("a"), named("b")]));
  await collector.fetch(INGEST_URL, ingestInit([named("a")]));
  assertEquals(collector.events, [named("a"), named("b"), named("a")]);
  assertEquals(collector.eventNames(), ["a", "b", "a"]);
});

Deno.test("Collector.events is one array that fills in", async () => {
  const collector = createCollector();
  const { events, requests } = collector;
  await collector.fetch(INGEST_URL, ingestInit());
  assertEquals([events.length, requests.length], [1, 1]);
});

Deno.test("Collector.requests describes an accepted request", async () => {
  const clock = new FakeClock({ settle: "microtasks" });
  const collector = createCollector({ clock });
  await clock.advance(250);
  const url = "https://collector.test/base/v1/ingest?a=1";
  const init = ingestInit([named("a")], { headers: { "X-Extra": "yes" } });
  await collector.fetch(url, init);
  const [request, ...others] = collector.requests;
  const { headers, ...rest } = request!;
  assertEquals(others, []);
  assertEquals(rest, {
    atMs: 250,
    method: "POST",
    url,
    path: "/base/v1/ingest",
    body: init.body,
    events: [named("a")],
    accepted: 1,
    status: 202,
    failure: undefined,
  });
  assertEquals(headers["x-extra"], "yes");
  assertEquals(headers["authorization"], "Bearer test-key");
});

Deno.test("Collector.requests keeps refused and unknown requests too", async () => {
  const collector = createCollector();
  await collector.fetch(INGEST_URL, ingestInit([{ bad: true }]));
  await collector.fetch("https://collector.test/nowhere");
  await collector.fetch(INGEST_URL, { ...ingestInit(), body: "no JSON" });
  const seen = collector.requests.map(({ status, accepted, events }) => [status, accepted, events]);
  assertEquals(seen, [[400, 0, [{ bad: true }]], [404, 0, undefined], [400, 0, undefined]]);
});

Deno.test("Collector.requests holds a request before it is answered", async () => {
  const collector = createCollector();
  const answered = collector.fetch(INGEST_URL, ingestInit());
  assertEquals(collector.requests.length, 1);
  assertEquals(collector.requests[0]?.status, undefined);
  await answered;
  assertEquals(collector.requests[0]?.status, 202);
});

Deno.test("Collector.reset() forgets events, requests and faults", async () => {
  const collector = createCollector();
  await collector.fetch(INGEST_URL, ingestInit());
  collector.script({ status: 503 });
  collector.always({ status: 500 });
  collector.reset();
  assertEquals([collector.events, collector.requests], [[], []]);
  assertEquals((await collector.fetch(INGEST_URL, ingestInit())).status, 202);
});

Deno.test("Collector.duplicates() names each repeated id once", async () => {
  const collector = createCollector();
  const ids = ["1", "2", "1", "3", "1", "2"];
  await collector.fetch(INGEST_URL, ingestInit(ids.map((id) => named("a", id))));
  assertEquals(collector.duplicates("id"), ["1", "2"]);
});

Deno.test("Collector.duplicates() ignores events without the id", async () => {
  const collector = createCollector();
  await collector.fetch(INGEST_URL, ingestInit([named("a"), named("b"), named("c", "1")]));
  assertEquals(collector.duplicates("id"), []);
  assertEquals(collector.duplicates("other"), []);
});

Deno.test("Collector.waitForEvents() resolves at once when enough have come", async () => {
  const collector = createCollector();
  await collector.fetch(INGEST_URL, ingestInit([named("a"), named("b")]));
  assertEquals((await collector.waitForEvents(2)).length, 2);
  assertEquals((await collector.waitForEvents(0)).length, 2);
});

Deno.test("Collector.waitForEvents() resolves with the event that completes the count", async () => {
  const clock = new FakeClock({ settle: "microtasks" });
  const collector = createCollector({ clock });
  let isThere = false;
  const arrived = collector.waitForEvents(2).then((events) => {
    isThere = true;
    return events;
  });
  await collector.fetch(INGEST_URL, ingestInit([named("a")]));
  await clock.advance(0);
  assert(!isThere);
  await collector.fetch(INGEST_URL, ingestInit([named("b")]));
  assertEquals((await arrived).map(({ eventName }) => eventName), ["a", "b"]);
  assertEquals(clock.timers, 0);
});

Deno.test("Collector.waitForEvents() resolves when more come than it waits for", async () => {
  const collector = createCollector({ clock: new FakeClock({ settle: "microtasks" }) });
  const arrived = Promise.all([collector.waitForEvents(1), collector.waitForEvents(2)]);
  await collector.fetch(INGEST_URL, ingestInit([named("a"), named("b"), named("c")]));
  assertEquals((await arrived).map(({ length }) => length), [3, 3]);
});

Deno.test("Collector.waitForEvents() rejects in time and says how many came", async () => {
  const clock = new FakeClock({ settle: "microtasks" });
  const collector = createCollector({ clock });
  const arrived = collector.waitForEvents(3, { timeoutMs: 100 });
  await collector.fetch(INGEST_URL, ingestInit());
  await clock.advance(99);
  assertEquals(clock.timers, 1);
  await clock.advance(1);
  await assertRejects(() => arrived, Error, "Waited 100 ms for 3 events: 1 came");
});

Deno.test("Collector.waitForEvents() waits five seconds by default", async () => {
  const clock = new FakeClock();
  const collector = createCollector({ clock });
  const arrived = collector.waitForEvents(1);
  assertEquals(clock.nextTimerAt, 5_000);
  await clock.advance(5_000);
  await assertRejects(() => arrived, Error, "0 came");
});

Deno.test("Collector.waitForEvents() uses the platform's timers without a clock", async () => {
  const collector = createCollector();
  await assertRejects(() => collector.waitForEvents(1, { timeoutMs: 1 }), Error, "0 came");
});

Deno.test("createCollector() looks the platform's timers up at the call", async () => {
  const collector = createCollector();
  const original = globalThis.setTimeout;
  const delays: unknown[] = [];
  globalThis.setTimeout = ((callback: () => void, delayMs: number) => {
    delays.push(delayMs);
    callback();
    return 0;
  }) as unknown as typeof setTimeout;
  try {
    collector.script({ delayMs: 60_000 });
    await collector.fetch(INGEST_URL, ingestInit());
  } finally {
    globalThis.setTimeout = original;
  }
  assertEquals(delays, [60_000]);
});

Deno.test("createCollector() calls 'onAccept' before it answers", async () => {
  const seen: unknown[] = [];
  let store = (): void => {};
  const collector = createCollector({
    onAccept: (events, request) => {
      seen.push(events.length, request.path);
      return new Promise((resolve) => store = resolve);
    },
  });
  const answered = collector.fetch(INGEST_URL, ingestInit());
  assertEquals(seen, [1, "/v1/ingest"]);
  assertEquals(collector.events.length, 0);
  store();
  assertEquals((await answered).status, 202);
  assertEquals(collector.events.length, 1);
});

Deno.test("createCollector() does not call 'onAccept' for what it refuses", async () => {
  const collector = createCollector({
    onAccept: () => {
      throw new Error("should not be called");
    },
  });
  assertEquals((await collector.fetch(INGEST_URL, ingestInit([{}]))).status, 400);
});

for (
  const [how, onAccept] of [
    ["throws", () => {
      throw new Error("disk full");
    }],
    ["rejects", () => Promise.reject(new Error("disk full"))],
  ] as const
) {
  Deno.test(`createCollector() keeps nothing and answers 500 when 'onAccept' ${how}`, async () => {
    const collector = createCollector({ onAccept });
    const response = await collector.fetch(INGEST_URL, ingestInit());
    assertEquals(response.status, 500);
    assertStringIncludes((await response.json()).error, "Cannot store");
    assertEquals([collector.events.length, collector.requests[0]?.accepted], [0, 0]);
  });
}
