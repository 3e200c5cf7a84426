/**
 * Hooks are the caller's code: they are told what happens, may change what is sent, and can harm nothing.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Drop, InslyticNode, InslyticNodeOptions, WireEvent } from "@tidings/sdk";
import type { Fault } from "@tidings/sdk/testing";
import {
  assertBalanced,
  createTestBench,
  hasSettled,
  type TestBench,
} from "../support/test_bench.ts";

const GOOD = { eventName: "good", anonymousId: "anon-1" };
const NOW = "2026-01-01T00:00:00.000Z";
const SENT = { ...GOOD, timestamp: NOW, sessionId: "", consentGiven: true, properties: {} };

const boom = (): never => {
  throw new Error("hostile hook");
};

/** A hook of a type that the options do not allow. */
function hook(name: keyof InslyticNodeOptions, value: unknown): Partial<InslyticNodeOptions> {
  return { [name]: value };
}

async function deliver(bench: TestBench): Promise<void> {
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  await flushed;
}

// beforeSend.

Deno.test("beforeSend sees what would be sent: plain strings, every default, the event's id", async () => {
  const seen: WireEvent[] = [];
  const beforeSend = (event: WireEvent) => {
    // Not structuredClone(): an edge VM has it from another realm.
    seen.push({ ...event, properties: { ...event.properties } });
    return event;
  };
  await using bench = createTestBench({ beforeSend });
  const properties = { total: 49.99, paid: true, at: new Date(0), none: null, left: undefined };
  const id = bench.client.track({ ...GOOD, userId: null, properties, utmSource: "news" });
  assertEquals<unknown>(seen, [{
    ...SENT,
    messageId: id,
    userId: null,
    utmSource: "news",
    properties: { total: "49.99", paid: "true", at: "1970-01-01T00:00:00.000Z", none: "null" },
  }]);
});

Deno.test("beforeSend sees the caller's own messageId", async () => {
  const seen: string[] = [];
  const beforeSend = (event: WireEvent) => {
    seen.push(event.messageId);
    return event;
  };
  await using bench = createTestBench({ beforeSend });
  bench.client.track({ ...GOOD, messageId: "m-1" });
  assertEquals(seen, ["m-1"]);
});

Deno.test("beforeSend runs inside track(), untyped() and identify()", async () => {
  const seen: string[] = [];
  const beforeSend = (event: WireEvent) => {
    seen.push(event.eventName);
    return event;
  };
  await using bench = createTestBench({ beforeSend });
  bench.client.track(GOOD);
  bench.client.untyped({ ...GOOD, eventName: "untyped" });
  bench.client.identify("u-1", { plan: "pro" });
  assertEquals(seen, ["good", "untyped", "$identify"]);
});

Deno.test("beforeSend does not run for an event that is refused anyway", async () => {
  let calls = 0;
  const beforeSend = (event: WireEvent) => {
    calls++;
    return event;
  };
  await using bench = createTestBench({ beforeSend });
  bench.client.track({ eventName: "", anonymousId: "a" });
  bench.client.track({ ...GOOD, properties: { pad: "x".repeat(100_000) } });
  assertEquals(calls, 0);
  assertEquals(bench.client.stats().dropped, { invalid: 1, too_large: 1 });
});

Deno.test("beforeSend may return another event", async () => {
  const beforeSend = (event: WireEvent): WireEvent => ({
    ...event,
    eventName: "renamed",
    userId: "hashed",
    properties: { ...event.properties, added: "1" },
  });
  await using bench = createTestBench({ beforeSend });
  bench.client.track({ ...GOOD, properties: { a: "1" } });
  await deliver(bench);
  assertEquals<unknown>(bench.collector.events, [
    { ...SENT, eventName: "renamed", userId: "hashed", properties: { a: "1", added: "1" } },
  ]);
});

Deno.test("beforeSend may change the event in place", async () => {
  const beforeSend = (event: WireEvent) => {
    delete event.properties.email;
    event.properties.a = "changed";
    event.pageUrl = "https://a.example";
    return event;
  };
  await using bench = createTestBench({ beforeSend });
  const properties = { email: "a@b.example", a: "1" };
  bench.client.track({ ...GOOD, properties });
  await deliver(bench);
  assertEquals<unknown>(bench.collector.events, [
    { ...SENT, properties: { a: "changed" }, pageUrl: "https://a.example" },
  ]);
  assertEquals(properties, { email: "a@b.example", a: "1" }, "the caller's object is untouched");
});

Deno.test("beforeSend cannot change the event later", async () => {
  let kept: WireEvent | undefined;
  const beforeSend = (event: WireEvent) => kept = event;
  await using bench = createTestBench({ beforeSend });
  bench.client.track(GOOD);
  Object.assign(kept ?? {}, { eventName: "changed later" });
  await deliver(bench);
  assertEquals(bench.collector.eventNames(), ["good"]);
});

Deno.test("beforeSend cannot change the event's id", async () => {
  const beforeSend = (event: WireEvent) => ({ ...event, messageId: "other" });
  await using bench = createTestBench({ beforeSend, messageIdKey: "mid" });
  assertEquals(bench.client.track({ ...GOOD, messageId: "m-1" }), "m-1");
  await deliver(bench);
  assertEquals(bench.collector.events[0]?.properties, { mid: "m-1" });
});

Deno.test("beforeSend runs before messageIdKey is written", async () => {
  const seen: unknown[] = [];
  const beforeSend = (event: WireEvent) => {
    seen.push({ ...event.properties });
    return event;
  };
  await using bench = createTestBench({ beforeSend, messageIdKey: "mid" });
  bench.client.track(GOOD);
  assertEquals(seen, [{}]);
});

Deno.test("beforeSend drops an event by null, and nobody is warned", async () => {
  await using bench = createTestBench({ beforeSend: () => null });
  assertEquals(bench.client.track({ ...GOOD, messageId: "m-1" }), null);
  assertEquals(bench.client.stats().dropped, { before_send: 1 });
  assertEquals(bench.drops, [{
    reason: "before_send",
    messageId: "m-1",
    name: "good",
    detail: "'beforeSend' returned null",
  }]);
  assertEquals(bench.warnings, []);
});

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

const FAILING: readonly (readonly [what: string, beforeSend: unknown, detail: RegExp])[] = [
  ["returns undefined", () => undefined, /returned undefined/],
  ["returns true", () => true, /returned boolean/],
  ["returns a string", () => "event", /returned string/],
  ["returns a number", () => 0, /returned number/],
  ["returns a function", () => () => {}, /returned function/],
  ["returns an empty object", () => ({}), /'eventName'/],
  ["returns an array", () => [], /'eventName'/],
  ["returns a revoked proxy", () => revoked, /./],
  [
    "returns an event without a name",
    (event: object) => ({ ...event, eventName: "" }),
    /eventName/,
  ],
  ["returns a wrong userId", (event: object) => ({ ...event, userId: 5 }), /'userId'/],
  [
    "returns an event too large",
    (event: object) => ({ ...event, pageUrl: "x".repeat(99_999) }),
    /large/,
  ],
  [
    "returns a throwing getter",
    (event: object) => Object.defineProperty({ ...event }, "userId", { get: boom }),
    /read/,
  ],
  ["throws", boom, /threw: hostile hook/],
  ["throws undefined", () => {
    throw undefined;
  }, /threw: undefined/],
  ["throws a symbol", () => {
    throw Symbol("s");
  }, /threw: Symbol\(s\)/],
  ["throws an error with a symbol for a message", () => {
    throw Object.assign(new Error("m"), { message: Symbol("m") });
  }, /threw/],
  ["returns a promise", (event: object) => Promise.resolve(event), /returned a promise/],
  ["returns a promise of null", () => Promise.resolve(null), /returned a promise/],
  ["returns a rejecting promise", () => Promise.reject(new Error("x")), /returned a promise/],
  ["returns a promise without end", () => new Promise(() => {}), /returned a promise/],
  ["is async and throws", async () => await boom(), /returned a promise/],
  ["returns a thenable", () => ({ then: () => {} }), /returned a promise/],
  ["returns a thenable that throws", () => ({ then: boom }), /returned a promise/],
  [
    "returns a thenable by a throwing getter",
    () => Object.defineProperty({}, "then", { get: boom }),
    /threw/,
  ],
];

for (const [what, beforeSend, detail] of FAILING) {
  Deno.test(`beforeSend that ${what} drops the event as before_send, with a warning`, async () => {
    await using bench = createTestBench(hook("beforeSend", beforeSend));
    assertEquals(bench.client.track({ ...GOOD, messageId: "m-1" }), null);
    await deliver(bench);
    assertEquals(bench.collector.requests.length, 0);
    assertEquals(bench.client.stats().dropped, { before_send: 1 });
    const [drop] = bench.drops;
    assertEquals(bench.drops.length, 1);
    assertEquals([drop?.reason, drop?.messageId, drop?.name], ["before_send", "m-1", "good"]);
    assertMatch(drop?.detail ?? "", detail);
    assertEquals(bench.warnings.length, 1);
    assertStringIncludes(bench.warnings[0] ?? "", "beforeSend");
  });
}

Deno.test("beforeSend that fails for one event leaves its neighbours alone", async () => {
  const beforeSend = (event: WireEvent) => event.eventName === "e2" ? boom() : event;
  await using bench = createTestBench({ beforeSend });
  bench.track(3);
  await deliver(bench);
  assertEquals(bench.collector.eventNames(), ["e1", "e3"]);
});

Deno.test("beforeSend that leaves consentGiven out does not turn false into true", async () => {
  const beforeSend = ({ eventName, anonymousId }: WireEvent) => ({ eventName, anonymousId });
  await using bench = createTestBench(hook("beforeSend", beforeSend));
  bench.client.track({ ...GOOD, consentGiven: false });
  await deliver(bench);
  for (const event of bench.collector.events) assertEquals(event.consentGiven, false);
});

Deno.test("beforeSend does not hide the warning of a bad timestamp", async () => {
  await using bench = createTestBench({ beforeSend: (event) => event });
  bench.client.track({ ...GOOD, timestamp: "yesterday" });
  assertEquals(bench.warnings.length, 1);
  assertStringIncludes(bench.warnings[0] ?? "", "yesterday");
});

Deno.test("beforeSend that tracks without end is stopped", async () => {
  let calls = 0;
  const bench: TestBench = createTestBench({
    beforeSend: (event) => {
      calls++;
      bench.client.track(GOOD);
      return event;
    },
  });
  await using _ = bench;
  bench.client.track(GOOD);
  assert(calls < 10, `${calls} calls`);
  assertBalanced(bench.client.stats());
});

Deno.test("beforeSend that shuts the client down: the event is refused as closed", async () => {
  const bench: TestBench = createTestBench({
    beforeSend: (event) => {
      void bench.client.shutdown();
      return event;
    },
  });
  await using _ = bench;
  assertEquals(bench.client.track(GOOD), null);
  assertEquals(bench.client.stats().dropped, { closed: 1 });
  await bench.clock.advance(60_000);
  assertEquals(bench.clock.timers, 0);
});

// onDrop.

/** One way to lose an event, and what onDrop is told. */
interface Loss {
  readonly reason: Drop["reason"];
  readonly options?: Partial<InslyticNodeOptions>;
  readonly lose: (bench: TestBench) => Promise<void> | void;
  readonly drop: Omit<Drop, "reason">;
}

const named = (messageId: string | null, name: string | null, detail: string) => ({
  messageId,
  name,
  detail,
});
const EVENT = { ...GOOD, messageId: "m-1" };

const LOSSES: readonly Loss[] = [
  {
    reason: "invalid",
    lose: ({ client }) => void client.track({ ...EVENT, anonymousId: "" }),
    drop: named("m-1", "good", "'anonymousId' must be a non-empty string"),
  },
  {
    reason: "unserializable",
    lose: ({ client }) =>
      void client.track(Object.defineProperty({ ...EVENT }, "userId", { get: boom })),
    drop: named("m-1", "good", "a field of the event cannot be read"),
  },
  {
    reason: "too_large",
    lose: ({ client }) => void client.track({ ...EVENT, properties: { a: "x".repeat(40_000) } }),
    drop: named("m-1", "good", "the event is larger than 32768 bytes"),
  },
  {
    reason: "before_send",
    options: { beforeSend: () => null },
    lose: ({ client }) => void client.track(EVENT),
    drop: named("m-1", "good", "'beforeSend' returned null"),
  },
  {
    reason: "overflow",
    options: { maxQueueSize: 1 },
    lose: ({ client }) => void [client.track(EVENT), client.track(GOOD)],
    drop: named("m-1", "good", "the queue is full"),
  },
  {
    reason: "closed",
    lose: async ({ client }) => {
      await client.shutdown();
      client.track(EVENT);
    },
    drop: named("m-1", "good", "the client was shut down"),
  },
  {
    reason: "rejected",
    lose: async ({ client, clock, collector }) => {
      collector.script({ status: 409, body: "no such project" });
      client.track(EVENT);
      void client.flush();
      await clock.advance(0);
    },
    drop: named("m-1", "good", "HTTP 409: no such project"),
  },
];

for (const { reason, options = {}, lose, drop } of LOSSES) {
  Deno.test(`onDrop is told once of an event lost as ${reason}`, async () => {
    await using bench = createTestBench(options);
    await lose(bench);
    await bench.clock.advance(60_000);
    assertEquals(bench.drops, [{ reason, ...drop }]);
    assertEquals(bench.client.stats().dropped, { [reason]: 1 });
  });
}

Deno.test("onDrop is told of each lost event, not once a minute", async () => {
  await using bench = createTestBench({ maxQueueSize: 1, flushInterval: 0 });
  bench.track(100);
  assertEquals(bench.drops.length, 99);
  assertEquals(bench.warnings.length, 1);
});

Deno.test("onDrop is told nothing when nothing is lost", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 503 }, { kind: "reset" }, { status: 429 });
  bench.track(5);
  void bench.client.flush();
  await bench.clock.advance(60_000);
  assertEquals(bench.client.stats().delivered, 5);
  assertEquals(bench.drops, []);
});

Deno.test("onDrop that drops again is not called within itself", async () => {
  let calls = 0;
  const bench: TestBench = createTestBench({
    onDrop: () => {
      calls++;
      bench.client.track({ eventName: "", anonymousId: "" });
    },
  });
  await using _ = bench;
  bench.client.track({ eventName: "", anonymousId: "" });
  assertEquals(calls, 1);
  assertEquals(bench.client.stats().dropped, { invalid: 2 });
});

// onError.

const PROBLEMS: readonly (readonly [fault: Fault, problem: object])[] = [
  [{ status: 503, body: "busy" }, {
    kind: "server_error",
    status: 503,
    attempt: 1,
    retryInMs: 1_000,
    message: "HTTP 503: busy",
  }],
  [{ status: 429, retryAfter: 7, body: "" }, {
    kind: "throttled",
    status: 429,
    retryInMs: 7_000,
    message: "HTTP 429",
  }],
  [{ status: 401, body: "who?" }, {
    kind: "refused",
    status: 401,
    retryInMs: 30_000,
    message: "HTTP 401: who?",
  }],
  [{ status: 409, body: "no" }, {
    kind: "rejected",
    status: 409,
    attempt: 1,
    message: "HTTP 409: no",
  }],
  [{ status: 413, body: "big" }, {
    kind: "too_large",
    status: 413,
    attempt: 1,
    message: "HTTP 413: big",
  }],
];

for (const [fault, problem] of PROBLEMS) {
  Deno.test(`onError is told of ${JSON.stringify(problem)}`, async () => {
    await using bench = createTestBench();
    bench.collector.script(fault);
    bench.track(1);
    void bench.client.flush();
    await bench.clock.advance(0);
    const { attempt, ...told } = bench.problems[0] ?? {};
    const { attempt: expected, ...rest } = { attempt, ...problem };
    assertEquals<unknown>(told, { ...rest, omitted: 0 });
    assertEquals(attempt, expected);
    assertEquals(bench.problems.length, 1);
  });
}

Deno.test("onError is told of a failed connection and of the reason inside", async () => {
  const fetch = () =>
    Promise.reject(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }));
  await using bench = createTestBench({ fetch });
  bench.track(1);
  void bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(bench.problems, [{
    kind: "network",
    attempt: 1,
    retryInMs: 1_000,
    message: "no connection: fetch failed: ECONNREFUSED",
    omitted: 0,
  }]);
});

Deno.test("onError is told of an answer that does not come in time", async () => {
  await using bench = createTestBench({ requestTimeoutMs: 100 });
  bench.collector.script({ kind: "hang" });
  bench.track(1);
  void bench.client.flush();
  await bench.clock.advance(100);
  assertEquals(bench.problems.map(({ kind, message }) => [kind, message]), [
    ["timeout", "no answer in time"],
  ]);
});

Deno.test("onError is told when the server accepted fewer events", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 200, body: '{"accepted":1}' });
  bench.track(3);
  await deliver(bench);
  assertEquals(bench.problems.map(({ kind, message }) => [kind, message]), [
    ["accepted_fewer", "the server accepted 1 of 3 events"],
  ]);
  assertEquals(bench.client.stats().delivered, 3);
});

Deno.test("onError is told at most once per kind and second, with how many were left out", async () => {
  await using bench = createTestBench({ maxInFlight: 4, maxBatchSize: 1 });
  bench.collector.always({ status: 503 });
  bench.track(4);
  void bench.client.flush();
  await bench.clock.advance(999);
  const told = () => bench.problems.map(({ kind, omitted }) => [kind, omitted]);
  assertEquals(told(), [["server_error", 0]]);
  await bench.clock.advance(1);
  assertEquals(told(), [["server_error", 0], ["server_error", 3]]);
});

Deno.test("onError is told of two kinds within one second", async () => {
  await using bench = createTestBench({ maxInFlight: 2, maxBatchSize: 1 });
  bench.collector.script({ status: 503 }, { status: 409 });
  bench.track(2);
  void bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(bench.problems.map(({ kind }) => kind).toSorted(), ["rejected", "server_error"]);
});

for (const name of ["onDrop", "waitUntil"] as const) {
  Deno.test(`onError is told that ${name} failed`, async () => {
    await using bench = createTestBench({ ...hook(name, boom), maxQueueSize: 1 });
    bench.track(2);
    assertEquals(bench.problems, [{
      kind: "hook",
      attempt: 0,
      message: `${name}: hostile hook`,
      omitted: 0,
    }]);
    assertStringIncludes(bench.warnings.join(), "hostile hook");
  });
}

Deno.test("onError that fails is warned of", async () => {
  await using bench = createTestBench(hook("onError", boom));
  bench.collector.script({ status: 503 });
  bench.track(1);
  void bench.client.flush();
  await bench.clock.advance(0);
  assertStringIncludes(bench.warnings.join(), "onError: hostile hook");
});

// waitUntil.

Deno.test("waitUntil is called once per pending period, with a promise that settles at its end", async () => {
  const periods: Promise<void>[] = [];
  await using bench = createTestBench({ waitUntil: (promise) => void periods.push(promise) });
  assertEquals(periods.length, 0);
  bench.track(3);
  assertEquals(periods.length, 1);
  await bench.clock.advance(9_999);
  assertEquals(await hasSettled(periods[0] ?? Promise.resolve()), false);
  await bench.clock.advance(1);
  assertEquals(await hasSettled(periods[0] ?? Promise.reject()), true);
  bench.track(1);
  assertEquals(periods.length, 2);
  await deliver(bench);
  assertEquals(await hasSettled(periods[1] ?? Promise.reject()), true);
});

Deno.test("waitUntil's promise goes on while a batch waits for its retry", async () => {
  const periods: Promise<void>[] = [];
  await using bench = createTestBench({ waitUntil: (promise) => void periods.push(promise) });
  bench.collector.script({ status: 503 });
  bench.track(1);
  void bench.client.flush();
  await bench.clock.advance(999);
  assertEquals(await hasSettled(periods[0] ?? Promise.resolve()), false);
  await bench.clock.advance(1);
  assertEquals(await hasSettled(periods[0] ?? Promise.reject()), true);
  assertEquals(periods.length, 1);
});

Deno.test("waitUntil's promise settles at shutdown even if events are left", async () => {
  const periods: Promise<void>[] = [];
  await using bench = createTestBench({ waitUntil: (promise) => void periods.push(promise) });
  bench.collector.always({ status: 503 });
  bench.track(1);
  await bench.client.shutdown({ timeoutMs: 0 });
  assertEquals(bench.client.pending, 1);
  assertEquals(await hasSettled(periods[0] ?? Promise.reject()), true);
});

Deno.test("waitUntil is not called for a refused event", async () => {
  let calls = 0;
  await using bench = createTestBench({ waitUntil: () => void calls++ });
  bench.client.track({ eventName: "", anonymousId: "" });
  assertEquals(calls, 0);
});

// Hostile hooks of every kind.

type Act = (client: InslyticNode) => unknown;

const ACTS: readonly (readonly [what: string, act: Act])[] = [
  ["throws", boom],
  ["throws null", () => {
    throw null;
  }],
  ["throws an error with a symbol for a message", () => {
    throw Object.assign(new Error("m"), { message: Symbol("m") });
  }],
  ["throws an error whose message throws", () => {
    throw Object.assign(new Error("m"), { message: { toString: boom } });
  }],
  ["rejects", () => Promise.reject(new Error("hostile hook"))],
  ["rejects with undefined", () => Promise.reject()],
  ["never settles", () => new Promise(() => {})],
  ["returns a thenable that throws", () => ({ then: boom })],
  [
    "returns a thenable by a throwing getter",
    () => Object.defineProperty({}, "then", { get: boom }),
  ],
  ["returns garbage", () => Symbol("garbage")],
  ["calls track()", (client) => client.track({ ...GOOD, eventName: "from a hook" })],
  ["calls track() with garbage", (client) => client.track({ eventName: "", anonymousId: "" })],
  ["calls identify()", (client) => client.identify("from a hook")],
  ["calls flush()", (client) => void client.flush()],
  ["waits for flush()", async (client) => await client.flush()],
  [
    "calls stats() and pending",
    (client) => [client.stats(), client.pending, JSON.stringify(client)],
  ],
];

/** Every hook as an option, calling `act` and otherwise doing what it should. */
const HOOKS: readonly (readonly [name: string, make: (act: () => unknown) => object])[] = [
  ["onDrop", (act) => ({ onDrop: act })],
  ["onError", (act) => ({ onError: act })],
  ["waitUntil", (act) => ({ waitUntil: act })],
  ["logger.warn", (act) => ({ logger: { warn: act } })],
  ["logger.debug", (act) => ({ logger: { warn: () => {}, debug: act } })],
  ["every hook", (act) => ({
    onDrop: act,
    onError: act,
    waitUntil: act,
    logger: { warn: act, debug: act },
  })],
];

/** A client that loses events, meets failures and recovers, with hooks that act. */
function createTroubledBench(make: (act: () => unknown) => object, act: Act): TestBench {
  const bench: TestBench = createTestBench({
    debug: true,
    maxQueueSize: 6,
    maxBatchSize: 2,
    ...make(() => act(bench.client)),
  });
  bench.collector.script({ status: 503 }, { kind: "reset" }, { status: 429 });
  return bench;
}

for (const [name, make] of HOOKS) {
  for (const [what, act] of ACTS) {
    Deno.test(`${name} that ${what} changes nothing`, async () => {
      const bench = createTroubledBench(make, act);
      await using _ = bench;
      const { client, clock, collector } = bench;
      bench.track(8);
      client.track({ eventName: "", anonymousId: "" });
      const flushed = client.flush();
      await clock.advance(60_000);
      assertBalanced(client.stats());
      assertEquals(await hasSettled(flushed), true, "flush() did not settle");
      // What is tracked at each request makes another request, without end: the caller's own doing.
      const feedsItself = /track\(\)$|identify\(\)/.test(what) && /debug|every/.test(name);
      if (!feedsItself) assertEquals(client.pending, 0);
      const ours = collector.eventNames().filter((event) => /^e\d$/.test(event));
      assertEquals(new Set(ours).size, ours.length, "an event came twice");
      const lost = client.stats().dropped.overflow ?? 0;
      assert(ours.length + lost >= 8, `${ours} came, ${lost} were given up`);
      assertEquals(clock.keepAlives, 0);
    });
  }

  Deno.test(`${name} that calls shutdown() ends the client as usual`, async () => {
    const bench = createTroubledBench(make, (client) => void client.shutdown());
    await using _ = bench;
    bench.track(8);
    bench.client.track({ eventName: "", anonymousId: "" });
    const flushed = bench.client.flush();
    await bench.clock.advance(60_000);
    assertBalanced(bench.client.stats());
    assertEquals(await hasSettled(flushed), true, "flush() did not settle");
    assertEquals(await hasSettled(bench.client.shutdown()), true, "shutdown() did not settle");
    assertEquals(bench.clock.timers, 0);
    assertEquals(bench.clock.keepAlives, 0);
  });

  Deno.test(`${name} that calls shutdown() and tracks leaves no timer`, async () => {
    const bench = createTroubledBench(make, (client) => {
      void client.shutdown({ timeoutMs: 0 });
      client.track(GOOD);
    });
    await using _ = bench;
    bench.track(8);
    await bench.clock.advance(60_000);
    assertBalanced(bench.client.stats());
    assertEquals(bench.clock.timers, 0);
  });
}

Deno.test("logger that is missing debug is fine", async () => {
  await using bench = createTestBench({ debug: true, logger: { warn: () => {} } });
  bench.track(1);
  await deliver(bench);
  assertEquals(bench.client.stats().delivered, 1);
});

Deno.test("logger is called as a method: it may be a class", async () => {
  class Log {
    readonly lines: string[] = [];
    warn(line: string): void {
      this.lines.push(line);
    }
  }
  const logger = new Log();
  await using bench = createTestBench({ logger });
  bench.client.track({ eventName: "", anonymousId: "" });
  assertEquals(logger.lines.length, 1);
});

Deno.test("console is the logger unless another is given, looked up at each line", async () => {
  const { warn } = console;
  const lines: unknown[] = [];
  await using bench = createTestBench(hook("logger", undefined));
  console.warn = (line: unknown) => void lines.push(line);
  try {
    bench.client.track({ eventName: "", anonymousId: "" });
  } finally {
    console.warn = warn;
  }
  assertEquals(lines.length, 1);
  assertStringIncludes(String(lines[0]), "Tidings: 1 event dropped");
});

Deno.test("logger is told each kind of warning once a minute, with the count", async () => {
  await using bench = createTestBench();
  const lose = () => bench.client.track({ eventName: "", anonymousId: "" });
  for (let i = 0; i < 5; i++) lose();
  assertEquals(bench.warnings.length, 1);
  await bench.clock.advance(59_999);
  lose();
  assertEquals(bench.warnings.length, 1);
  await bench.clock.advance(1);
  lose();
  assertEquals(bench.warnings.length, 2);
  assertStringIncludes(bench.warnings[1] ?? "", "6 events dropped");
});

Deno.test("logger is told at shutdown what was counted and not yet told", async () => {
  await using bench = createTestBench();
  for (let i = 0; i < 5; i++) bench.client.track({ eventName: "", anonymousId: "" });
  await bench.client.shutdown();
  assertEquals(bench.warnings.length, 2);
  assertStringIncludes(bench.warnings[1] ?? "", "4 events dropped");
});

// Events that a hook tracks while track() makes room, or opens a period, come after the event itself.

/** What is left when a hook has tracked once, within a call of track(). */
async function assertNothingStays(bench: TestBench): Promise<void> {
  const flushed = bench.client.flush();
  await bench.clock.advance(60_000);
  assertEquals(await hasSettled(flushed), true, "flush() did not settle");
  assertEquals(bench.client.pending, 0);
}

for (const name of ["onDrop", "logger.warn"]) {
  for (const maxBatchSize of [1, 2, 3, 20]) {
    Deno.test(`flush() sends what ${name} tracked within track(), in batches of ${maxBatchSize}`, async () => {
      let hasTracked = false;
      const act = () => {
        if (!hasTracked) {
          hasTracked = true;
          bench.client.track({ ...GOOD, eventName: "from a hook" });
        }
      };
      const told = name === "onDrop" ? { onDrop: act } : { logger: { warn: act } };
      const bench: TestBench = createTestBench({ maxQueueSize: 3, maxBatchSize, ...told });
      await using _ = bench;
      bench.track(4);
      await assertNothingStays(bench);
      assertEquals(bench.collector.eventNames(), ["e3", "e4", "from a hook"]);
    });
  }
}

for (const maxBatchSize of [1, 2, 20]) {
  Deno.test(`flush() sends what waitUntil tracked within track(), in batches of ${maxBatchSize}`, async () => {
    let hasTracked = false;
    const waitUntil = () => {
      if (!hasTracked) {
        hasTracked = true;
        bench.client.track({ ...GOOD, eventName: "from a hook" });
      }
    };
    const bench: TestBench = createTestBench({ maxBatchSize, waitUntil });
    await using _ = bench;
    bench.track(1);
    await assertNothingStays(bench);
    assertEquals(bench.collector.eventNames().toSorted(), ["e1", "from a hook"]);
  });
}

Deno.test("a failed fetch whose error has no text for a message is retried like any other", async () => {
  let calls = 0;
  const bench: TestBench = createTestBench({
    fetch: (url, init) => {
      if (++calls > 2) return bench.collector.fetch(url, init);
      const message = calls === 1 ? Symbol("m") : { toString: boom };
      return Promise.reject(Object.assign(new Error("m"), { message }));
    },
  });
  await using _ = bench;
  bench.track(1);
  await assertNothingStays(bench);
  assertEquals(bench.collector.eventNames(), ["e1"]);
});

for (const maxBatchSize of [1, 20]) {
  Deno.test(`flush() called by onDrop within track() settles, in batches of ${maxBatchSize}`, async () => {
    const flushed: Promise<unknown>[] = [];
    const bench: TestBench = createTestBench({
      maxQueueSize: 2,
      flushInterval: 0,
      maxBatchSize,
      onDrop: () => void flushed.push(bench.client.flush()),
    });
    await using _ = bench;
    bench.track(3);
    await bench.clock.advance(0);
    assertEquals(flushed.length, 1);
    assertEquals(await hasSettled(flushed[0] ?? Promise.resolve()), true, "flush() did not settle");
    assertEquals(bench.collector.eventNames(), ["e2", "e3"]);
  });
}

Deno.test("flush() called by waitUntil within track() settles", async () => {
  const flushed: Promise<unknown>[] = [];
  const bench: TestBench = createTestBench({
    flushInterval: 0,
    waitUntil: () => void flushed.push(bench.client.flush()),
  });
  await using _ = bench;
  bench.track(1);
  await bench.clock.advance(0);
  assertEquals(await hasSettled(flushed[0] ?? Promise.resolve()), true, "flush() did not settle");
  assertEquals(bench.collector.eventNames(), ["e1"]);
});

Deno.test("shutdown() called by onDrop within track() leaves no timer and no open period", async () => {
  const periods: Promise<void>[] = [];
  const bench: TestBench = createTestBench({
    maxQueueSize: 1,
    onDrop: () => void bench.client.shutdown({ timeoutMs: 0 }),
    waitUntil: (promise) => void periods.push(promise),
  });
  await using _ = bench;
  bench.track(2);
  assertEquals(bench.clock.timers, 0);
  for (const period of periods) assertEquals(await hasSettled(period), true);
  await bench.clock.advance(60_000);
  assertEquals(bench.collector.requests.length, 0);
});
