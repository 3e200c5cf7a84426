/**
 * Every value of the hostile corpus in every place where a value can come in: nothing throws, no good event
 * notices, and the key stays where it belongs.
 */
import { assert, assertEquals, assertGreaterOrEqual, assertLess } from "@std/assert";
import {
  type FetchLike,
  InslyticNode,
  type InslyticNodeOptions,
  type WireEvent,
} from "@tidings/sdk";
import { createCollector, FakeClock, MemoryStorage } from "@tidings/sdk/testing";
import { assertBalanced, createTestBench, TEST_KEY } from "../support/test_bench.ts";
import { CORPUS, type Hostile, keyBearers, reusableCorpus } from "./hostile/corpus.ts";
import {
  assertClean,
  call,
  createHostileRun,
  createTally,
  findLeaks,
  holdsKey,
  neighbour,
  noticing,
  safeText,
  type Tally,
  words,
} from "./hostile/hostile_run.ts";

const VALUES = reusableCorpus();

const GOOD = { eventName: "good", anonymousId: "anon-1" };

Deno.test("CORPUS holds at least 300 values, each by a name of its own", () => {
  assertGreaterOrEqual(CORPUS.length, 300);
  assertEquals(new Set(CORPUS.map(([what]) => what)).size, CORPUS.length);
});

// What is tracked.

/** Fields of an event beside its name. */
const FIELDS = [
  "anonymousId",
  "userId",
  "sessionId",
  "timestamp",
  "consentGiven",
  "properties",
  "messageId",
  "pageUrl",
  "pageTitle",
  "referrer",
  "utmSource",
  "utmMedium",
  "utmCampaign",
  "deviceType",
];

/** Passes a value in one place. */
type Pass = (client: InslyticNode, value: unknown) => unknown;

/** The places by the claim that is made about them. */
const PLACES: readonly (readonly [where: string, pass: Pass])[] = [
  ["track() survives every hostile event", (client, x) => call(client, "track", x)],
  ["untyped() survives every hostile event", (client, x) => call(client, "untyped", x)],
  ...["eventName", ...FIELDS].map((field) =>
    [
      `track() survives every hostile '${field}'`,
      (client: InslyticNode, x: unknown) => call(client, "track", { ...GOOD, [field]: x }),
    ] as const
  ),
  [
    "track() survives every hostile property",
    (client, x) => call(client, "track", { ...GOOD, properties: { a: 1, x, z: 1 } }),
  ],
  [
    "track() survives every hostile value within a property",
    (client, x) => call(client, "track", { ...GOOD, properties: { a: { b: [x, { x }] } } }),
  ],
  [
    "track() survives every hostile property by a getter",
    (client, x) => call(client, "track", { ...GOOD, properties: Object.create(null, getter(x)) }),
  ],
  [
    "track() survives every hostile exception of a getter",
    (client, x) => call(client, "track", { ...GOOD, properties: { get: thrownBy(x) } }),
  ],
  [
    "track() survives every hostile toJSON",
    (client, x) =>
      call(client, "track", { ...GOOD, properties: { x: { toJSON: x }, y: { toJSON: () => x } } }),
  ],
  [
    "untyped() survives every hostile property",
    (client, x) => call(client, "untyped", { ...GOOD, properties: { x } }),
  ],
  ["identify() survives every hostile user", (client, x) => call(client, "identify", x)],
  ["identify() survives every hostile traits", (client, x) => call(client, "identify", "u", x)],
  [
    "identify() survives every hostile trait",
    (client, x) => call(client, "identify", "u", { x }),
  ],
  [
    "identify() survives every hostile envelope",
    (client, x) => call(client, "identify", "u", {}, x),
  ],
  ...FIELDS.map((field) =>
    [
      `identify() survives every hostile '${field}' of the envelope`,
      (client: InslyticNode, x: unknown) => call(client, "identify", "u", {}, { [field]: x }),
    ] as const
  ),
];

function getter(value: unknown): PropertyDescriptorMap {
  return { x: { get: () => value, enumerable: true } };
}

function thrownBy(value: unknown): object {
  const get = (): never => {
    throw value;
  };
  return Object.defineProperty({}, "x", { get, enumerable: true });
}

/** Tries every value in one place. */
async function tryAll(pass: Pass, options: Partial<InslyticNodeOptions> = {}): Promise<void> {
  const tally = createTally();
  await noticing(tally, async () => {
    const run = createHostileRun(tally, options);
    for (const [what, make] of VALUES) {
      const value = make();
      run.attempt(() => what, (client) => pass(client, value));
    }
    await run.finish();
  });
  assertClean(tally);
  assertEquals(tally.payloads, VALUES.length);
}

for (const [claim, pass] of PLACES) {
  Deno.test(claim, () => tryAll(pass));
}

Deno.test("track() survives every hostile event with a beforeSend and a messageIdKey", async () => {
  const options = { beforeSend: (event: WireEvent) => event };
  await tryAll((client, x) => call(client, "track", { ...GOOD, properties: { x } }), options);
});

// What methods are told.

Deno.test("flush() survives every hostile argument", async () => {
  const tally = createTally();
  await noticing(tally, async () => {
    await using bench = createTestBench();
    for (const [what, make] of VALUES) {
      bench.track(1);
      const flushed = call(bench.client, "flush", make());
      await bench.clock.advance(1_000);
      assertEquals(await flushed, { delivered: 1, dropped: 0, pending: 0 }, what);
    }
  });
  assertClean(tally);
});

for (const where of ["argument", "'timeoutMs'"]) {
  Deno.test(`shutdown() survives every hostile ${where}`, async () => {
    const tally = createTally();
    await noticing(tally, async () => {
      for (const [what, make] of VALUES) {
        await using bench = createTestBench({ handleSignals: false });
        bench.track(1);
        const value = make();
        const ended = call(
          bench.client,
          "shutdown",
          where === "argument" ? value : { timeoutMs: value },
        );
        await bench.clock.advance(0);
        // A deadline of 0 ms is one that can be meant.
        const isAtOnce = where === "'timeoutMs'" && value === 0;
        const delivered = isAtOnce ? 0 : 1;
        assertEquals(await ended, { delivered, dropped: 0, pending: 1 - delivered }, what);
      }
    });
    assertClean(tally);
  });
}

// What hooks return and throw.

/** All hostile values, and those that hold the key. */
const WITH_KEY: readonly Hostile[] = [...VALUES, ...keyBearers(TEST_KEY)];

/** Tracks good events between which beforeSend returns or throws each value. */
async function tryBeforeSend(
  answer: (event: WireEvent, value: unknown) => unknown,
): Promise<void> {
  const tally = createTally();
  let value: unknown;
  const beforeSend = (event: WireEvent): WireEvent =>
    event.eventName === "hostile" ? answer(event, value) as WireEvent : event;
  await noticing(tally, async () => {
    for (const [what, make] of WITH_KEY) {
      // A client for each: a warning of the same kind would be left out.
      const run = createHostileRun(tally, { beforeSend, handleSignals: false });
      value = make();
      run.attempt(() => what, (client) => client.track({ ...GOOD, eventName: "hostile" }));
      await run.finish();
    }
  });
  assertClean(tally);
}

Deno.test("beforeSend may return every hostile value", () => tryBeforeSend((_, value) => value));

Deno.test("beforeSend may throw every hostile value", () =>
  tryBeforeSend((_, value) => {
    throw value;
  }));

Deno.test("beforeSend may put every hostile value into every field", async () => {
  const tally = createTally();
  let change: object = {};
  const beforeSend = (event: WireEvent): WireEvent =>
    event.eventName === "hostile" ? { ...event, ...change } : event;
  await noticing(tally, async () => {
    for (const field of ["eventName", ...FIELDS]) {
      const run = createHostileRun(tally, { beforeSend });
      for (const [what, make] of VALUES) {
        change = { [field]: make() };
        run.attempt(
          () => `${field}: ${what}`,
          (client) => client.track({ ...GOOD, eventName: "hostile" }),
        );
      }
      await run.finish();
    }
  });
  assertClean(tally);
});

/** Hooks and loggers that all do the same, and a log of what they were told. */
function hooksThat(act: () => unknown, told: string[]): Partial<InslyticNodeOptions> {
  const hook = (what: unknown): void => {
    told.push(typeof what === "string" ? what : JSON.stringify(what));
    return act() as void;
  };
  return {
    onDrop: hook,
    onError: hook,
    waitUntil: () => act() as void,
    logger: { warn: hook, debug: hook },
    debug: true,
  };
}

/** Lets every hook do something with each value, in an outage that calls all of them. */
async function tryHooks(act: (value: unknown) => unknown): Promise<void> {
  const tally = createTally();
  const told: string[] = [];
  await noticing(tally, async () => {
    for (const [what, make] of WITH_KEY) {
      const value = make();
      const hooks = hooksThat(() => act(value), told);
      await using bench = createTestBench({ ...hooks, flushInterval: 0, handleSignals: false });
      const { client, clock, collector } = bench;
      try {
        collector.script({ status: 503 });
        client.track(neighbour("before", 0));
        client.track({ eventName: "", anonymousId: "a" });
        client.track(neighbour("after", 0));
        const flushed = client.flush();
        await clock.advance(1_000);
        assertEquals(await flushed, { delivered: 2, dropped: 0, pending: 0 }, what);
        assertEquals(collector.eventNames(), ["before 0", "after 0"], what);
        assertBalanced(client.stats());
      } catch (error) {
        tally.throws.push(`${what}: ${safeText(error)}`);
      }
    }
  });
  findLeaks(tally, told);
  assertClean(tally);
  assertGreaterOrEqual(told.length, 4 * WITH_KEY.length, "hooks were not called");
}

Deno.test("onDrop, onError, waitUntil and logger may return every hostile value", () =>
  tryHooks((value) => value));

Deno.test("onDrop, onError, waitUntil and logger may throw every hostile value", () =>
  tryHooks((value) => {
    throw value;
  }));

Deno.test("onDrop, onError, waitUntil and logger may reject with every hostile value", () =>
  tryHooks((value) => Promise.reject(value)));

/** Rejects, and does not let anybody take notice by its own methods. */
const mute = (): unknown =>
  Object.assign(Promise.reject(new Error("hostile")), { catch: () => {}, finally: () => {} });

Deno.test("beforeSend may return a promise that rejects and whose catch does nothing", () =>
  tryBeforeSend(mute));

Deno.test("onDrop, onError, waitUntil and logger may return a promise whose catch does nothing", () =>
  tryHooks(mute));

// What fetch returns and throws.

/** Turns a value into what a fetch does. */
type Answer = (value: unknown) => unknown;

/** A response of which one member is given. */
const response = (member: object): object => ({
  status: 503,
  headers: new Headers(),
  body: null,
  ...member,
});

/** A response with a body of one chunk. */
const body = (read: () => unknown): object =>
  response({ body: { getReader: () => ({ read, cancel: () => Promise.resolve() }) } });

const ANSWERS: readonly (readonly [claim: string, answer: Answer])[] = [
  ["return", (value) => value],
  ["resolve to", (value) => Promise.resolve(value)],
  ["reject with", (value) => Promise.reject(value)],
  ["throw", (value) => {
    throw value;
  }],
  ["answer with a status of", (status) => response({ status })],
  ["answer with a type of", (type) => response({ type })],
  ["answer with headers of", (headers) => response({ headers })],
  ["answer with a header of", (value) => response({ headers: { get: () => value } })],
  ["answer with a body of", (value) => response({ body: value })],
  ["answer with a reader of", (value) => response({ body: { getReader: () => value } })],
  ["answer with a reader that reads", (value) => body(() => value)],
  ["answer with a reader that resolves to", (value) => body(() => Promise.resolve(value))],
  ["answer with a reader that rejects with", (value) => body(() => Promise.reject(value))],
  ["answer with a chunk of", (value) => body(() => Promise.resolve({ done: false, value }))],
];

/** Turns enough for the promises of one exchange, thenables in thenables included. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 400; turn++) await undefined;
}

/** Tracks one event per value, which the first two requests of each answer. */
async function tryFetch(answer: Answer): Promise<void> {
  const tally = createTally();
  await noticing(tally, async () => {
    for (const [what, make] of WITH_KEY) await tryOneFetch(tally, what, () => answer(make()));
  });
  assertClean(tally);
}

async function tryOneFetch(tally: Tally, what: string, answer: () => unknown): Promise<void> {
  const clock = new FakeClock({ settle });
  const collector = createCollector({ clock, apiKey: TEST_KEY });
  const bodies: string[] = [];
  const fetch: FetchLike = (url, init) => {
    bodies.push(init.body);
    return bodies.length <= 2 ? answer() as ReturnType<FetchLike> : collector.fetch(url, init);
  };
  const options = { fetch, clock, debug: true, flushInterval: 0, handleSignals: false };
  await using bench = createTestBench(options);
  const { client } = bench;
  try {
    client.track(neighbour("before", 0));
    const flushed = client.flush();
    // An answer that never comes, twice, and two waits.
    for (let step = 0; step < 100 && client.pending > 0; step++) await clock.advance(1_000);
    assertEquals(client.pending, 0);
    assertEquals((await flushed).pending, 0);
    assertEquals(client.stats().delivered, 1);
    assertEquals(new Set(bodies).size, 1, "a retry sent other bytes");
    assertBalanced(client.stats());
    if (bodies.length > 2) assertEquals(collector.eventNames(), ["before 0"]);
  } catch (error) {
    tally.throws.push(`${what}: ${safeText(error)}`);
  }
  findLeaks(tally, [...words(bench), ...bodies]);
  const ended = client.shutdown({ timeoutMs: 0 });
  await clock.advance(0);
  await ended;
  if (clock.timers > 0) tally.faults.push(`${what}: timers are left`);
}

for (const [claim, answer] of ANSWERS) {
  Deno.test(`fetch may ${claim} every hostile value`, () => tryFetch(answer));
}

// What the constructor is told.

const OPTIONS = [
  "endpoint",
  "allowInsecure",
  "flushInterval",
  "maxBatchSize",
  "maxRetries",
  "maxQueueSize",
  "maxQueueBytes",
  "maxEventBytes",
  "requestTimeoutMs",
  "shutdownTimeoutMs",
  "handleSignals",
  "maxInFlight",
  "retryJitter",
  "storage",
  "storageKey",
  "messageIdKey",
  "beforeSend",
  "onDrop",
  "onError",
  "waitUntil",
  "fetch",
  "logger",
  "debug",
  "clock",
  "apikey",
];

/** Constructs a client; one that comes to be is shut down. */
async function construct(tally: Tally, what: string, options: unknown): Promise<void> {
  try {
    const client: unknown = Reflect.construct(InslyticNode, [options]);
    assert(client instanceof InslyticNode);
    await client.shutdown({ timeoutMs: 0 });
  } catch (error) {
    const isMistake = error instanceof TypeError || error instanceof RangeError;
    if (!isMistake) tally.throws.push(`${what}: ${safeText(error)}`);
    else if (!/^Cannot create InslyticNode as /.test(error.message)) {
      tally.faults.push(`${what}: ${safeText(error)}`);
    }
    if (holdsKey(safeText(error))) tally.leaks.push(`${what}: ${safeText(error)}`);
  }
}

/** Options of which none touches the world, and all that they say. */
function quietOptions(said: string[]): object {
  return {
    apiKey: TEST_KEY,
    clock: new FakeClock({ settle: "microtasks" }),
    fetch: () => Promise.reject(new Error("no network")),
    handleSignals: false,
    logger: { warn: (line: string) => void said.push(line) },
    onError: (problem: unknown) => void said.push(JSON.stringify(problem)),
  };
}

for (const option of OPTIONS) {
  Deno.test(`InslyticNode() takes or refuses every hostile '${option}'`, async () => {
    const tally = createTally();
    const said: string[] = [];
    await noticing(tally, async () => {
      for (const [what, make] of WITH_KEY) {
        await construct(tally, what, { ...quietOptions(said), [option]: make() });
      }
    });
    findLeaks(tally, said);
    assertClean(tally);
  });
}

Deno.test("InslyticNode() takes or refuses every hostile 'apiKey' and options object", async () => {
  const tally = createTally();
  const said: string[] = [];
  await noticing(tally, async () => {
    for (const [what, make] of VALUES) {
      await construct(tally, what, { ...quietOptions(said), apiKey: make() });
      await construct(tally, what, make());
    }
  });
  assertClean(tally);
});

for (const option of ["apiKey", ...OPTIONS]) {
  Deno.test(`InslyticNode() refuses an '${option}' that cannot be read, whatever it throws`, async () => {
    const tally = createTally();
    const said: string[] = [];
    await noticing(tally, async () => {
      for (const [what, make] of WITH_KEY) {
        const value = make();
        const get = (): never => {
          throw value;
        };
        const options = quietOptions(said);
        await construct(tally, what, Object.defineProperty(options, option, { get }));
      }
    });
    findLeaks(tally, said);
    assertClean(tally);
  });
}

Deno.test("InslyticNode() says that a storage is in use without the key in 'storageKey'", async () => {
  const tally = createTally();
  const options = { ...quietOptions([]), storage: new MemoryStorage(), storageKey: TEST_KEY };
  const client: unknown = Reflect.construct(InslyticNode, [options]);
  await construct(tally, "the key", options);
  assert(client instanceof InslyticNode);
  await client.shutdown({ timeoutMs: 0 });
  assertClean(tally);
});

Deno.test("InslyticNode() with 100 000 unknown options takes less than a second", async () => {
  const unknown = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`option${i}`, i]));
  const tally = createTally();
  const startedAt = performance.now();
  await construct(tally, "unknown options", { ...unknown, ...quietOptions([]) });
  assertLess(performance.now() - startedAt, 1_000);
  assertClean(tally);
});

/** Members of a logger, a storage and a clock. */
const MEMBERS = ["warn", "debug", "key", "getItem", "setItem", "removeItem", "now", "setTimer"];

Deno.test("InslyticNode() takes or refuses hostile members of an option that is an object", async () => {
  const tally = createTally();
  const said: string[] = [];
  await noticing(tally, async () => {
    for (const [what, make] of WITH_KEY) {
      for (const option of ["logger", "storage", "clock"]) {
        const value = make();
        const members = Object.fromEntries(MEMBERS.map((name) => [name, value]));
        await construct(tally, what, { ...quietOptions(said), [option]: members });
      }
    }
  });
  findLeaks(tally, said);
  assertClean(tally);
});
