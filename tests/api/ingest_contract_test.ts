/**
 * The documented SDK and API, statement by statement: what code written for them may rely on.
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { InslyticNode, type InslyticNodeOptions } from "@tidings/sdk";
import { type Collector, createCollector, FakeClock, type Fault } from "@tidings/sdk/testing";

const KEY = "project-key-0123456789";

/** The beginning of a fresh `FakeClock`. */
const NOW = "2026-01-01T00:00:00.000Z";

interface Rig {
  readonly client: InslyticNode;
  readonly clock: FakeClock;
  readonly collector: Collector;
}

/** A client and its collector, on a clock that stands still. */
function start(options: Partial<InslyticNodeOptions> = {}): Rig {
  const clock = new FakeClock();
  const collector = createCollector({ clock });
  const { fetch } = collector;
  const logger = { warn: () => {} };
  const client = new InslyticNode({ apiKey: KEY, clock, fetch, logger, ...options });
  return { client, clock, collector };
}

/** Runs a test against a fresh client and shuts that down afterwards. */
async function withRig(
  options: Partial<InslyticNodeOptions>,
  test: (rig: Rig) => Promise<void>,
): Promise<void> {
  const rig = start(options);
  try {
    await test(rig);
  } finally {
    rig.collector.heal();
    const ended = rig.client.shutdown({ timeoutMs: 0 });
    await rig.clock.advance(0);
    await ended;
  }
}

/** A promise's result once the clock has moved on. */
async function after<T>(clock: FakeClock, ms: number, promise: Promise<T>): Promise<T> {
  await clock.advance(ms);
  return await promise;
}

/** Tracks `count` events named by their number, `first`, `first + 1` … */
function trackMany(client: InslyticNode, count: number, first = 1): void {
  for (let i = 0; i < count; i++) {
    client.track({ eventName: `event_${first + i}`, anonymousId: "anon-1" });
  }
}

const sizes = (collector: Collector): number[] =>
  collector.requests.map(({ events }) => events?.length ?? 0);

const names = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `event_${first + i}`);

// Construction.

Deno.test("InslyticNode() needs nothing but an apiKey", async () => {
  const client = new InslyticNode({ apiKey: KEY });
  assertEquals(client.pending, 0);
  await client.shutdown();
});

Deno.test("InslyticNode() sends to https://api.inslytic.com by default", () =>
  withRig({}, async ({ client, clock, collector }) => {
    trackMany(client, 1);
    await after(clock, 0, client.flush());
    assertEquals(collector.requests[0]?.url, "https://api.inslytic.com/v1/ingest");
  }));

Deno.test("InslyticNode() flushes after 10 000 ms by default", () =>
  withRig({}, async ({ client, clock, collector }) => {
    trackMany(client, 1);
    await clock.advance(9_999);
    assertEquals(collector.requests.length, 0);
    await clock.advance(1);
    assertEquals(collector.eventNames(), ["event_1"]);
  }));

Deno.test("InslyticNode() takes another flushInterval", () =>
  withRig({ flushInterval: 250 }, async ({ client, clock, collector }) => {
    trackMany(client, 1);
    await clock.advance(249);
    assertEquals(collector.requests.length, 0);
    await clock.advance(1);
    assertEquals(collector.requests.length, 1);
  }));

Deno.test("InslyticNode() retries three times by default", () =>
  withRig({}, async ({ client, clock, collector }) => {
    collector.always({ status: 503 });
    trackMany(client, 1);
    const flushed = client.flush();
    await clock.advance(7_000);
    assertEquals(collector.requests.length, 4);
    assertEquals((await flushed).pending, 1);
  }));

Deno.test("InslyticNode() takes another maxRetries", () =>
  withRig({ maxRetries: 1 }, async ({ client, clock, collector }) => {
    collector.always({ status: 503 });
    trackMany(client, 1);
    const flushed = client.flush();
    await clock.advance(1_000);
    assertEquals(collector.requests.length, 2);
    assertEquals((await flushed).pending, 1);
  }));

Deno.test("InslyticNode() lets several instances coexist, each with its own key", async () => {
  const clock = new FakeClock();
  const keys = ["first-key-0001", "second-key-0002"];
  const rigs = keys.map((apiKey) => {
    const collector = createCollector({ clock, apiKey });
    return {
      collector,
      client: new InslyticNode({ apiKey, clock, fetch: collector.fetch }),
    };
  });
  rigs.forEach(({ client }, i) => client.track({ eventName: `of_${i}`, anonymousId: "a" }));
  await clock.advance(10_000);
  rigs.forEach(({ collector }, i) => {
    assertEquals(collector.eventNames(), [`of_${i}`]);
    assertEquals(collector.requests.map(({ headers }) => headers["authorization"]), [
      `Bearer ${keys[i]}`,
    ]);
  });
  await Promise.all(rigs.map(({ client }) => client.shutdown()));
});

// track().

Deno.test("track() puts the event in the queue and sends nothing yet", () =>
  withRig({}, async ({ client, clock, collector }) => {
    trackMany(client, 1);
    assertEquals(client.pending, 1);
    await clock.advance(0);
    assertEquals(collector.requests.length, 0);
  }));

Deno.test("track() lets 19 events wait", () =>
  withRig({}, async ({ client, clock, collector }) => {
    trackMany(client, 19);
    await clock.advance(0);
    assertEquals(collector.requests.length, 0);
    assertEquals(client.pending, 19);
  }));

Deno.test("track() starts a flush with the 20th event", () =>
  withRig({}, async ({ client, clock, collector }) => {
    trackMany(client, 20);
    await clock.advance(0);
    assertEquals(sizes(collector), [20]);
    assertEquals(client.pending, 0);
  }));

Deno.test("track() starts a flush when maxBatchSize events wait", () =>
  withRig({ maxBatchSize: 3 }, async ({ client, clock, collector }) => {
    trackMany(client, 2);
    await clock.advance(0);
    assertEquals(collector.requests.length, 0);
    trackMany(client, 1, 3);
    await clock.advance(0);
    assertEquals(sizes(collector), [3]);
  }));

/** What one event becomes on the wire. */
async function onWire(event: Parameters<InslyticNode["track"]>[0]): Promise<unknown> {
  const { client, clock, collector } = start();
  client.track(event);
  await after(clock, 0, client.shutdown());
  assertEquals(collector.requests.map(({ status }) => status), [202]);
  return collector.events[0];
}

const REQUIRED = { eventName: "invoice_paid", anonymousId: "anon-1" };
const DEFAULTS = { timestamp: NOW, sessionId: "", consentGiven: true, properties: {} };

Deno.test("track() fills in every default and nothing else", async () => {
  assertEquals(await onWire(REQUIRED), { ...REQUIRED, ...DEFAULTS });
});

const FIELDS: readonly [claim: string, given: object, sent: object][] = [
  ["sends userId", { userId: "u-1" }, { userId: "u-1" }],
  ["sends userId null as null", { userId: null }, { userId: null }],
  ["leaves userId undefined out", { userId: undefined }, {}],
  ["sends sessionId", { sessionId: "sess-456" }, { sessionId: "sess-456" }],
  ["sends '' for sessionId undefined", { sessionId: undefined }, {}],
  ["sends properties", { properties: { total: "49.99" } }, { properties: { total: "49.99" } }],
  ["sends {} for properties undefined", { properties: undefined }, {}],
  ["sends numbers in properties as strings", { properties: { total: 49.99 } }, {
    properties: { total: "49.99" },
  }],
  ["sends timestamp as given", { timestamp: "2025-12-31T23:59:59.123Z" }, {
    timestamp: "2025-12-31T23:59:59.123Z",
  }],
  ["sends timestamp in UTC", { timestamp: "2025-12-31T23:59:59+02:00" }, {
    timestamp: "2025-12-31T21:59:59.000Z",
  }],
  ["takes a Date as timestamp", { timestamp: new Date(1_000) }, {
    timestamp: "1970-01-01T00:00:01.000Z",
  }],
  ["sends now for timestamp undefined", { timestamp: undefined }, {}],
  ["sends consentGiven false as given", { consentGiven: false }, { consentGiven: false }],
  ["sends consentGiven true as given", { consentGiven: true }, {}],
  ["sends true for consentGiven undefined", { consentGiven: undefined }, {}],
  ["sends pageUrl", { pageUrl: "https://example.com/a?b#c" }, {
    pageUrl: "https://example.com/a?b#c",
  }],
  ["sends pageTitle", { pageTitle: "Préis" }, { pageTitle: "Préis" }],
  ["sends referrer", { referrer: "https://example.org/" }, { referrer: "https://example.org/" }],
  ["sends utmSource", { utmSource: "news" }, { utmSource: "news" }],
  ["sends utmMedium", { utmMedium: "mail" }, { utmMedium: "mail" }],
  ["sends utmCampaign", { utmCampaign: "may" }, { utmCampaign: "may" }],
  ["sends utmSource null as null", { utmSource: null }, { utmSource: null }],
  ["sends utmMedium null as null", { utmMedium: null }, { utmMedium: null }],
  ["sends utmCampaign null as null", { utmCampaign: null }, { utmCampaign: null }],
  ["sends deviceType", { deviceType: "desktop" }, { deviceType: "desktop" }],
  ["leaves context fields undefined out", {
    pageUrl: undefined,
    pageTitle: undefined,
    referrer: undefined,
    utmSource: undefined,
    utmMedium: undefined,
    utmCampaign: undefined,
    deviceType: undefined,
  }, {}],
];

for (const [claim, given, sent] of FIELDS) {
  Deno.test(`track() ${claim}`, async () => {
    assertEquals(await onWire({ ...REQUIRED, ...given }), { ...REQUIRED, ...DEFAULTS, ...sent });
  });
}

Deno.test("track() sends nothing that the API does not know", async () => {
  const event = { ...REQUIRED, messageId: "m-1", colour: "red", context: { a: 1 } };
  assertEquals(await onWire(event), { ...REQUIRED, ...DEFAULTS });
});

for (const field of ["eventName", "anonymousId"] as const) {
  Deno.test(`track() requires ${field}`, () =>
    withRig({}, ({ client }) => {
      const { [field]: _, ...rest } = REQUIRED;
      const event: unknown = rest;
      assertEquals(client.track(event as typeof REQUIRED), null);
      assertEquals(client.stats().dropped, { invalid: 1 });
      return Promise.resolve();
    }));
}

// identify().

Deno.test("identify() sends $identify with both ids set to the given id", () =>
  withRig({}, async ({ client, clock, collector }) => {
    client.identify("u-1");
    await after(clock, 0, client.flush());
    assertEquals(collector.events, [
      { eventName: "$identify", anonymousId: "u-1", userId: "u-1", ...DEFAULTS },
    ]);
  }));

Deno.test("identify() sends the traits as properties", () =>
  withRig({}, async ({ client, clock, collector }) => {
    client.identify("u-1", { plan: "pro", seats: 5 });
    await after(clock, 0, client.flush());
    assertEquals(collector.events[0]?.properties, { plan: "pro", seats: "5" });
  }));

// flush().

Deno.test("flush() works through 45 events in slices of 20, 20 and 5, in order", () =>
  withRig({}, async ({ client, clock, collector }) => {
    trackMany(client, 45);
    const result = await after(clock, 0, client.flush());
    assertEquals(sizes(collector), [20, 20, 5]);
    assertEquals(collector.eventNames(), names(1, 45));
    assertEquals(result, { delivered: 45, dropped: 0, pending: 0 });
  }));

Deno.test("flush() never has two requests on the wire", () =>
  withRig({}, async ({ client, clock, collector }) => {
    collector.always({ delayMs: 100 });
    trackMany(client, 45);
    const flushed = client.flush();
    const starts: number[] = [];
    for (const step of [0, 99, 1, 99, 1, 99]) {
      await clock.advance(step);
      starts.push(collector.requests.length);
      assert(client.stats().inFlight <= 20);
    }
    assertEquals(starts, [1, 1, 2, 2, 3, 3]);
    assertEquals((await after(clock, 1, flushed)).delivered, 45);
  }));

Deno.test("flush() resolves after the third answer and not before", () =>
  withRig({}, async ({ client, clock, collector }) => {
    collector.always({ delayMs: 100 });
    trackMany(client, 45);
    let isOver = false;
    const flushed = client.flush().then((result) => {
      isOver = true;
      return result;
    });
    await clock.advance(299);
    assertEquals(isOver, false);
    assertEquals((await after(clock, 1, flushed)).pending, 0);
  }));

Deno.test("flush() resolves at once when nothing is pending", () =>
  withRig({}, async ({ client, collector }) => {
    assertEquals(await client.flush(), { delivered: 0, dropped: 0, pending: 0 });
    assertEquals(collector.requests.length, 0);
  }));

// shutdown().

Deno.test("shutdown() flushes the rest", async () => {
  const { client, clock, collector } = start();
  trackMany(client, 45);
  const result = await after(clock, 0, client.shutdown());
  assertEquals(result, { delivered: 45, dropped: 0, pending: 0 });
  assertEquals(collector.eventNames(), names(1, 45));
});

Deno.test("shutdown() stops the timer", async () => {
  const { client, clock } = start();
  trackMany(client, 1);
  await after(clock, 0, client.shutdown());
  assertEquals(clock.timers, 0);
  assertEquals(clock.keepAlives, 0);
});

Deno.test("shutdown() is idempotent: a second call changes nothing and joins the first", async () => {
  const { client, clock, collector } = start();
  trackMany(client, 3);
  const both = Promise.all([client.shutdown(), client.shutdown()]);
  const [first, second] = await after(clock, 0, both);
  assertEquals(first, { delivered: 3, dropped: 0, pending: 0 });
  assertEquals(second, first);
  assertEquals(await client.shutdown(), first);
  assertEquals(collector.requests.length, 1);
  assertEquals(clock.timers, 0);
});

Deno.test("shutdown() refuses later events as closed", async () => {
  const { client, clock, collector } = start();
  await after(clock, 0, client.shutdown());
  assertEquals(client.track(REQUIRED), null);
  assertEquals(client.identify("u-1"), null);
  assertEquals(client.untyped(REQUIRED), null);
  assertEquals(client.stats().dropped, { closed: 3 });
  await after(clock, 60_000, client.flush());
  assertEquals(collector.requests.length, 0);
});

Deno.test("InslyticNode[Symbol.asyncDispose]() is shutdown()", async () => {
  const { client, clock, collector } = start();
  trackMany(client, 1);
  await after(clock, 0, client[Symbol.asyncDispose]());
  assertEquals(collector.eventNames(), ["event_1"]);
  assertEquals(client.track(REQUIRED), null);
});

/** The part of `process` that tells who listens; absent in workers. */
interface ProcessLike {
  listenerCount?(name: string): number;
}

/** Who listens for the signals, or `undefined` where there are none. */
function signalListeners(): number[] | undefined {
  const { process } = globalThis as { process?: ProcessLike };
  if (typeof process?.listenerCount !== "function") return undefined;
  return ["SIGTERM", "SIGINT"].map((signal) => process.listenerCount?.(signal) ?? 0);
}

Deno.test("InslyticNode() listens for SIGTERM and SIGINT, shutdown() takes that off", async () => {
  const before = signalListeners();
  const { client, clock } = start();
  assertEquals(signalListeners(), before?.map((count) => count + 1));
  await after(clock, 0, client.shutdown());
  assertEquals(signalListeners(), before);
});

// pending.

Deno.test("pending counts the events in the queue now", () =>
  withRig({}, async ({ client, clock, collector }) => {
    assertEquals(client.pending, 0);
    trackMany(client, 3);
    assertEquals(client.pending, 3);
    collector.script({ delayMs: 100 });
    const flushed = client.flush();
    await clock.advance(50);
    assertEquals(client.pending, 3, "on the wire counts");
    await after(clock, 50, flushed);
    assertEquals(client.pending, 0);
  }));

Deno.test("pending cannot be written", () =>
  withRig({}, ({ client }) => {
    assertEquals(Reflect.set(client, "pending", 7), false);
    assertEquals(client.pending, 0);
    return Promise.resolve();
  }));

// Retries.

const RETRIED: readonly (readonly [what: string, fault: Fault])[] = [
  ["a failed connection", { kind: "reset" }],
  ...[500, 502, 503, 504, 599].map((status) => [`HTTP ${status}`, { status }] as const),
];

for (const [what, fault] of RETRIED) {
  Deno.test(`InslyticNode retries ${what} after 1 s with the same bytes`, () =>
    withRig({}, async ({ client, clock, collector }) => {
      collector.script(fault);
      trackMany(client, 2);
      const flushed = client.flush();
      await clock.advance(999);
      assertEquals(collector.requests.length, 1);
      assertEquals((await after(clock, 1, flushed)).delivered, 2);
      const [first, second] = collector.requests;
      assertEquals(second?.body, first?.body);
      assertEquals(second?.headers, first?.headers);
    }));
}

Deno.test("InslyticNode doubles the wait from 1 s and stops at 30 s", () =>
  withRig({ maxRetries: 8 }, async ({ client, clock, collector }) => {
    collector.always({ status: 503 });
    trackMany(client, 1);
    void client.flush();
    await clock.advance(121_000);
    const startsAt = collector.requests.map(({ atMs }) => atMs);
    assertEquals(startsAt, [0, 1, 3, 7, 15, 31, 61, 91, 121].map((seconds) => seconds * 1_000));
  }));

Deno.test("InslyticNode puts the events back to the front when retries run out", () =>
  withRig({}, async ({ client, clock, collector }) => {
    collector.script(...[503, 503, 503, 503].map((status) => ({ status })));
    trackMany(client, 2);
    const first = await after(clock, 7_000, client.flush());
    assertEquals(first, { delivered: 0, dropped: 0, pending: 2 });
    trackMany(client, 1, 3);
    await after(clock, 60_000, client.flush());
    assertEquals(collector.eventNames(), names(1, 3));
  }));

for (const status of [400, 401, 403, 404, 409]) {
  Deno.test(`InslyticNode does not retry HTTP ${status}: the same body is sent once in 7 s`, () =>
    withRig({}, async ({ client, clock, collector }) => {
      collector.always({ status });
      trackMany(client, 1);
      const flushed = client.flush();
      await clock.advance(7_000);
      assertEquals(collector.requests.length, 1);
      await flushed;
    }));

  Deno.test(`InslyticNode sends no body twice within 7 s of HTTP ${status} for a batch`, () =>
    withRig({}, async ({ client, clock, collector }) => {
      collector.always({ status });
      trackMany(client, 5);
      void client.flush();
      await clock.advance(7_000);
      const bodies = collector.requests.map(({ body }) => body);
      assertEquals(new Set(bodies).size, bodies.length);
    }));
}

// The wire.

const ENDPOINTS: readonly [endpoint: string, url: string][] = [
  ["https://api.inslytic.com", "https://api.inslytic.com/v1/ingest"],
  ["https://api.inslytic.com/", "https://api.inslytic.com/v1/ingest"],
  ["https://api.inslytic.com///", "https://api.inslytic.com/v1/ingest"],
  ["https://example.com/base", "https://example.com/base/v1/ingest"],
  ["https://example.com/base/", "https://example.com/base/v1/ingest"],
  ["https://example.com/a/b/c/", "https://example.com/a/b/c/v1/ingest"],
  ["https://example.com:8443/base", "https://example.com:8443/base/v1/ingest"],
  ["HTTPS://EXAMPLE.com", "https://example.com/v1/ingest"],
  ["http://localhost:3002", "http://localhost:3002/v1/ingest"],
];

for (const [endpoint, url] of ENDPOINTS) {
  Deno.test(`flush() posts to ${url} for the endpoint ${endpoint}`, () =>
    withRig({ endpoint }, async ({ client, clock, collector }) => {
      trackMany(client, 1);
      await after(clock, 0, client.flush());
      assertEquals(collector.requests.map((request) => request.url), [url]);
      assertEquals(collector.requests.map(({ method }) => method), ["POST"]);
    }));
}

Deno.test("flush() sends the documented headers and no others", () =>
  withRig({}, async ({ client, clock, collector }) => {
    trackMany(client, 1);
    await after(clock, 0, client.flush());
    const { "idempotency-key": idempotencyKey, ...headers } = collector.requests[0]?.headers ?? {};
    assertEquals(headers, {
      "authorization": `Bearer ${KEY}`,
      "content-type": "application/json",
    });
    assertMatch(idempotencyKey ?? "", /^[\x21-\x7e]{16,64}$/);
  }));

Deno.test("flush() names different batches by different Idempotency-Keys", () =>
  withRig({ maxBatchSize: 1 }, async ({ client, clock, collector }) => {
    for (let i = 0; i < 10; i++) client.track(REQUIRED);
    await after(clock, 0, client.flush());
    const keys = collector.requests.map(({ headers }) => headers["idempotency-key"]);
    assertEquals(new Set(keys).size, 10);
  }));

Deno.test("flush() sends a body of events and nothing else", () =>
  withRig({}, async ({ client, clock, collector }) => {
    trackMany(client, 2);
    await after(clock, 0, client.flush());
    const body: unknown = JSON.parse(collector.requests[0]?.body ?? "");
    const event = (eventName: string) => ({ eventName, anonymousId: "anon-1", ...DEFAULTS });
    assertEquals(body, { events: [event("event_1"), event("event_2")] });
  }));

Deno.test("flush() asks for redirects not to be followed", async () => {
  const { fetch } = createCollector();
  const inits: unknown[] = [];
  const client = new InslyticNode({
    apiKey: KEY,
    fetch: (url, init) => {
      inits.push({ method: init.method, redirect: init.redirect, signal: typeof init.signal });
      return fetch(url, init);
    },
  });
  client.track(REQUIRED);
  await client.shutdown();
  assertEquals(inits, [{ method: "POST", redirect: "manual", signal: "object" }]);
});

Deno.test("flush() keeps the key out of URL and body", () =>
  withRig({}, async ({ client, clock, collector }) => {
    trackMany(client, 1);
    await after(clock, 0, client.flush());
    const [request] = collector.requests;
    assertEquals(request?.url.includes(KEY), false);
    assertEquals(request?.body.includes(KEY), false);
  }));

Deno.test("track() reads the event at the call: later changes change nothing", () =>
  withRig({}, async ({ client, clock, collector }) => {
    const event = { ...REQUIRED, properties: { total: "1" } };
    client.track(event);
    event.eventName = "changed";
    event.properties.total = "2";
    await after(clock, 0, client.flush());
    assertEquals(collector.events[0], { ...REQUIRED, ...DEFAULTS, properties: { total: "1" } });
  }));

Deno.test("track() returns a UUID v7, another one for each event", () =>
  withRig({}, ({ client }) => {
    const ids = [client.track(REQUIRED), client.track(REQUIRED)];
    for (const id of ids) {
      assertMatch(
        id ?? "",
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
    assertNotEquals(ids[0], ids[1]);
    return Promise.resolve();
  }));

Deno.test("track() returns the caller's own messageId", () =>
  withRig({}, ({ client }) => {
    assertEquals(client.track({ ...REQUIRED, messageId: "order-17" }), "order-17");
    return Promise.resolve();
  }));

Deno.test("messageIdKey writes the id into properties, over a caller's own of that name", () =>
  withRig({ messageIdKey: "mid" }, async ({ client, clock, collector }) => {
    const id = client.track({ ...REQUIRED, properties: { mid: "forged", a: "1" } });
    const identified = client.identify("u-1");
    await after(clock, 0, client.flush());
    assertEquals(collector.events.map(({ properties }) => properties), [
      { a: "1", mid: id ?? "" },
      { mid: identified ?? "" },
    ]);
  }));
