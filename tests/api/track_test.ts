/**
 * `track()`, `untyped()` and `identify()` take anything at all: it becomes a valid event on the wire or is
 * refused with a reason, and its neighbours never notice.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { DropReason, InslyticNode, InslyticNodeOptions } from "@tidings/sdk";
import { assertBalanced, createTestBench, type TestBench } from "../support/test_bench.ts";

/** No flush by itself, and everything in one request. */
const ONE_REQUEST = { flushInterval: 0, maxBatchSize: 1_000 };

/** The beginning of a bench's clock. */
const NOW = "2026-01-01T00:00:00.000Z";

/** Calls a method with arguments that its type does not allow. */
function call(client: InslyticNode, method: keyof InslyticNode, ...args: unknown[]): unknown {
  return Reflect.apply(client[method] as () => unknown, client, args);
}

/** Delivers what waits. */
async function deliver(bench: TestBench): Promise<void> {
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  await flushed;
}

// Hostile values.

const boom = (): never => {
  throw new Error("hostile");
};

/** A proxy of which one trap throws. */
function trapped(trap: keyof ProxyHandler<object>, target: object = { a: 1 }): object {
  return new Proxy(target, { [trap]: boom });
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function deep(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = "bottom";
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

function circular(): object {
  const object: Record<string, unknown> = { a: 1 };
  object.self = object;
  object.list = [object, { object }];
  return object;
}

function wide(keys: number): object {
  const object: Record<string, number> = {};
  for (let i = 0; i < keys; i++) object[`key${i}`] = i;
  return object;
}

const withJson = (toJSON: () => unknown): object => ({ a: 1, toJSON });

/** An object of another realm's, or nobody's, making. */
const bare = (own: object): object => Object.assign(Object.create(null), own);

class Money {
  readonly #cents = 1_250;
  currency = "EUR";
  get cents(): number {
    return this.#cents;
  }
}

type Make = (client: InslyticNode) => unknown;

const HOSTILE: readonly (readonly [what: string, make: Make])[] = [
  ["undefined", () => undefined],
  ["null", () => null],
  ["true", () => true],
  ["false", () => false],
  ["0", () => 0],
  ["-0", () => -0],
  ["NaN", () => NaN],
  ["Infinity", () => Infinity],
  ["-Infinity", () => -Infinity],
  ["1e308", () => 1e308],
  ["5e-324", () => 5e-324],
  ["a bigint", () => 12_345_678_901_234_567_890n],
  ["a negative bigint", () => -1n],
  ["a bigint of 20 000 digits", () => 10n ** 20_000n],
  ["a symbol", () => Symbol("s")],
  ["a registered symbol", () => Symbol.for("s")],
  ["an empty string", () => ""],
  ["a space", () => " "],
  ["NUL", () => "a\u0000b"],
  ["control characters", () => "\u0001\u001f\u007f\u0085\r\n\t"],
  ["U+2028 and U+2029", () => "a\u2028b\u2029c"],
  ["a lone high surrogate", () => "a\ud800"],
  ["a lone low surrogate", () => "\udc00b"],
  ["surrogates the wrong way round", () => "\udc00\ud800"],
  ["emoji", () => "👩‍👩‍👧‍👦"],
  ["a byte order mark", () => "\ufeffx"],
  ["right-to-left marks", () => "\u202eevil\u202c"],
  ["quotes and backslashes", () => '"\\"\\\\","eventName":"forged'],
  ["markup", () => "</script><!--<script>alert(1)//"],
  ["a format string", () => "%s%d%n${process.exit()}"],
  ["the name of a prototype", () => "__proto__"],
  ["a string of 10 000 characters", () => "x".repeat(10_000)],
  ["a string of 1 MiB", () => "x".repeat(2 ** 20)],
  ["a string of 40 MiB", () => "x".repeat(40 * 2 ** 20)],
  ["a string of 1 MiB of quotes", () => '"'.repeat(2 ** 20)],
  ["a string of 1 MiB of NUL", () => "\u0000".repeat(2 ** 20)],
  ["a function", () => () => "called"],
  ["an async function", () => async () => await boom()],
  ["a generator function", () => function* () {}],
  ["a class", () => Money],
  ["a bound function", () => boom.bind(null)],
  ["a throwing function", () => boom],
  ["an empty object", () => ({})],
  ["a plain object", () => ({ a: 1, b: { c: [1, 2, { d: null }] } })],
  ["an object without prototype", () => bare({ a: 1 })],
  ["a class instance", () => new Money()],
  ["a frozen object", () => Object.freeze({ a: Object.freeze([1]) })],
  ["a sealed object", () => Object.seal({ a: 1 })],
  ["an object with symbol keys", () => ({ [Symbol("k")]: 1, a: 1 })],
  ["an object with hidden members", () => Object.defineProperty({}, "a", { value: 1 })],
  ["an object with an empty key", () => ({ "": 1, " ": 2 })],
  ["an object with numeric keys", () => ({ 1: "a", 0: "b", "-1": "c" })],
  // Not as a literal: Deno's coverage cannot write such a name down.
  ["an object with a lone surrogate as key", () => Object.fromEntries([["\ud800", 1]])],
  ["an object with a key of 1 MiB", () => ({ ["k".repeat(2 ** 20)]: 1 })],
  ["an own __proto__ key", () => JSON.parse('{"__proto__":{"polluted":true},"a":1}')],
  [
    "own constructor and prototype keys",
    () =>
      JSON.parse('{"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}}'),
  ],
  ["own toString and valueOf that throw", () => ({ toString: boom, valueOf: boom })],
  ["a Symbol.toPrimitive that throws", () => ({ [Symbol.toPrimitive]: boom })],
  ["a Symbol.toStringTag that throws", () => ({
    get [Symbol.toStringTag]() {
      return boom();
    },
  })],
  ["a circular object", circular],
  ["a circular array", () => {
    const list: unknown[] = [1];
    list.push(list, [list]);
    return list;
  }],
  ["a circular map", () => {
    const map = new Map<string, unknown>();
    return map.set("self", map);
  }],
  ["one object many times", () => {
    const one = { a: 1 };
    return { one, two: one, three: [one, one] };
  }],
  ["an object doubled 40 times", () => deep(40, (inner) => ({ a: inner, b: inner }))],
  ["objects 100 000 deep", () => deep(100_000, (inner) => ({ a: inner }))],
  ["arrays 100 000 deep", () => deep(100_000, (inner) => [inner])],
  ["maps 10 000 deep", () => deep(10_000, (inner) => new Map([["a", inner]]))],
  ["toJSON 100 000 deep", () => deep(100_000, (inner) => withJson(() => inner))],
  ["1 000 000 keys", () => wide(1_000_000)],
  ["1 000 000 undefined members", () => new Array(1_000_000).fill(undefined)],
  ["an empty array", () => []],
  ["an array", () => [1, "a", null, undefined, () => 1, Symbol("s"), 1n]],
  ["a sparse array", () => [1, , 3]],
  ["a sparse array of 1e9", () => {
    const list: unknown[] = [];
    list[1e9] = 1;
    return list;
  }],
  ["an array of length 2^32 - 1", () => new Array(2 ** 32 - 1)],
  ["an array with a throwing member", () => Object.defineProperty([1, 2], 1, { get: boom })],
  ["an array without prototype", () => Object.setPrototypeOf([1, 2], null)],
  ["arguments", () =>
    function () {
      return arguments;
    }()],
  ["a boxed number", () => Object(5)],
  ["a boxed NaN", () => Object(NaN)],
  ["a boxed string", () => Object("text")],
  ["a boxed boolean", () => Object(false)],
  ["a boxed bigint", () => Object(5n)],
  ["a boxed symbol", () => Object(Symbol("s"))],
  ["a boxed number that throws", () => Object.assign(Object(5), { valueOf: boom })],
  ["a boxed string that throws", () => Object.assign(Object("t"), { toString: boom })],
  ["a date", () => new Date(0)],
  ["an invalid date", () => new Date(NaN)],
  ["the last date there is", () => new Date(8.64e15)],
  ["the first date there is", () => new Date(-8.64e15)],
  ["a date that throws", () => Object.assign(new Date(0), { toJSON: boom, toISOString: boom })],
  ["a date that is none", () => Object.create(Date.prototype)],
  ["a map", () => new Map<unknown, unknown>([["a", 1], [{ k: 1 }, new Set([2])]])],
  ["a set", () => new Set([1, "a", { b: 2 }])],
  ["a map of 1 000 000", () => new Map(Array.from({ length: 1_000_000 }, (_, i) => [i, i]))],
  ["a map that is none", () => Object.create(Map.prototype)],
  [
    "a map whose iterator throws",
    () => Object.assign(new Map([[1, 2]]), { [Symbol.iterator]: boom }),
  ],
  ["a weak map", () => new WeakMap()],
  ["a weak reference", () => new WeakRef({})],
  ["a regular expression", () => /a+/g],
  ["an error", () => new Error("message", { cause: new Error("cause") })],
  [
    "an error with a symbol for a message",
    () => Object.assign(new Error("m"), { message: Symbol("m") }),
  ],
  [
    "an error whose message throws",
    () => Object.defineProperty(new Error(), "message", { get: boom }),
  ],
  ["an aggregate error", () => new AggregateError([new Error("a")], "all")],
  ["a promise", () => Promise.resolve(1)],
  ["a rejected promise", () => {
    const rejected = Promise.reject(new Error("hostile"));
    rejected.catch(() => {});
    return rejected;
  }],
  ["a thenable that throws", () => ({ then: boom })],
  ["a URL", () => new URL("https://user:secret@example.com/a?b#c")],
  ["an array buffer", () => new ArrayBuffer(8)],
  ["a detached buffer's view", () => {
    const view = new Uint8Array(8);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    return view;
  }],
  ["a data view", () => new DataView(new ArrayBuffer(8))],
  ["bytes", () => new Uint8Array([1, 2, 255])],
  ["floats", () => new Float64Array([NaN, -0, Infinity, 0.1])],
  ["big integers", () => new BigInt64Array([1n, -1n])],
  ["1 MiB of bytes", () => new Uint8Array(2 ** 20)],
  ["a generator", () =>
    function* () {
      yield 1;
    }()],
  ["globalThis", () => globalThis],
  ["Math", () => Math],
  ["Intl", () => Intl],
  ["Object.prototype", () => Object.prototype],
  ["Function.prototype", () => Function.prototype],
  ["a throwing getter", () => ({
    a: 1,
    get b() {
      return boom();
    },
    c: 2,
  })],
  ["a getter that throws a symbol", () => ({
    get a() {
      throw Symbol("thrown");
    },
  })],
  ["a getter that throws null", () => ({
    get a() {
      throw null;
    },
  })],
  ["a getter that overflows the stack", () => {
    // Not a tail call: some runtimes would follow it without end.
    const endless = (): unknown => [endless()];
    return {
      get a() {
        return endless();
      },
    };
  }],
  ["a getter that answers anew each time", () => {
    let count = 0;
    return {
      get a() {
        return count++ % 2 === 0 ? "text" : { deeper: count };
      },
    };
  }],
  ["a getter that deletes its neighbours", () => ({
    get a() {
      return Reflect.deleteProperty(this, "b");
    },
    b: 1,
  })],
  ["a getter that adds members", () => ({
    get a() {
      return Reflect.set(this, `k${Math.random()}`, 1);
    },
  })],
  ["a getter that calls track()", (client) => ({
    get a() {
      return client.track({ eventName: "nested", anonymousId: "n" });
    },
  })],
  ["a getter that tracks itself", (client) => {
    const self = {
      get eventName(): string {
        call(client, "track", self);
        return "self";
      },
      anonymousId: "s",
      get a(): unknown {
        return call(client, "track", { eventName: "e", anonymousId: "a", properties: self });
      },
    };
    return self;
  }],
  ["a getter that calls flush()", (client) => ({
    get a() {
      void client.flush();
      return 1;
    },
  })],
  ["a toJSON that throws", () => withJson(boom)],
  ["a toJSON that returns undefined", () => withJson(() => undefined)],
  ["a toJSON that returns a function", () => withJson(() => boom)],
  ["a toJSON that returns a bigint", () => withJson(() => 1n)],
  ["a toJSON that returns itself", () => {
    const self: object = withJson(() => self);
    return self;
  }],
  ["a toJSON without end", () => {
    const next = (): object => withJson(() => ({ a: next(), b: next() }));
    return next();
  }],
  [
    "a toJSON that calls track()",
    (client) => withJson(() => client.track({ eventName: "nested", anonymousId: "n" })),
  ],
  ["a toJSON that is no function", () => ({ toJSON: "text", a: 1 })],
  ["a toJSON getter that throws", () => Object.defineProperty({}, "toJSON", { get: boom })],
  ["a revoked proxy", () => revoked({})],
  ["a revoked proxy of an array", () => revoked([])],
  ["a revoked proxy of a function", () => revoked(boom)],
  ["a proxy whose get throws", () => trapped("get")],
  ["a proxy whose has throws", () => trapped("has")],
  ["a proxy whose ownKeys throws", () => trapped("ownKeys")],
  ["a proxy whose getOwnPropertyDescriptor throws", () => trapped("getOwnPropertyDescriptor")],
  ["a proxy whose getPrototypeOf throws", () => trapped("getPrototypeOf")],
  ["a proxy of an array whose get throws", () => trapped("get", [1])],
  [
    "a proxy of an array whose length throws",
    () =>
      new Proxy([1], { get: (list, key) => key === "length" ? boom() : Reflect.get(list, key) }),
  ],
  [
    "a proxy of an array of endless length",
    () => new Proxy([], { get: (_, key) => key === "length" ? Infinity : undefined }),
  ],
  [
    "a proxy of an array of symbolic length",
    () => new Proxy([], { get: (_, key) => key === "length" ? Symbol("length") : undefined }),
  ],
  [
    "a proxy that has everything",
    () => new Proxy({}, { get: (_, key) => String(key), has: () => true }),
  ],
  ["a proxy of 100 000 keys", () =>
    new Proxy({}, {
      ownKeys: () => Array.from({ length: 100_000 }, (_, i) => `k${i}`),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
    })],
  ["a proxy of a proxy", () => new Proxy(new Proxy({ a: 1 }, {}), {})],
  ["a proxy of a map", () => new Proxy(new Map([[1, 2]]), {})],
  ["a proxy of a date", () => new Proxy(new Date(0), {})],
];

/** Fields of an event, in which each value is tried. */
const FIELDS = [
  "eventName",
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

const GOOD = { eventName: "good", anonymousId: "anon-1" };

type Try = (client: InslyticNode, value: unknown) => unknown;

/** Every place that a value can be passed in. */
const PLACES: readonly (readonly [where: string, attempt: Try])[] = [
  ["the event", (client, value) => call(client, "track", value)],
  ["the untyped event", (client, value) => call(client, "untyped", value)],
  ...FIELDS.map((field) =>
    [
      field,
      (client: InslyticNode, value: unknown) => call(client, "track", { ...GOOD, [field]: value }),
    ] as const
  ),
  ["a property", (client, value) => call(client, "track", { ...GOOD, properties: { value } })],
  [
    "a property's member",
    (client, value) => call(client, "track", { ...GOOD, properties: { value: { list: [value] } } }),
  ],
  ["the user", (client, value) => call(client, "identify", value)],
  ["the traits", (client, value) => call(client, "identify", "u", value)],
  ["a trait", (client, value) => call(client, "identify", "u", { value })],
  ["the envelope", (client, value) => call(client, "identify", "u", {}, value)],
  [
    "the envelope's anonymousId",
    (client, value) => call(client, "identify", "u", {}, { anonymousId: value }),
  ],
];

/** What a hostile value could have changed for everybody. */
function globalShape(): unknown {
  const shared = [Object, Array, Function, String, Number, Date, Map, Set, Promise, Error, Proxy];
  return [
    ...shared.map((maker) => [Reflect.ownKeys(maker), Reflect.ownKeys(maker.prototype ?? {})]),
    Reflect.ownKeys(JSON),
    ({} as Record<string, unknown>).polluted,
  ];
}

function droppedCount(client: InslyticNode): number {
  return Object.values(client.stats().dropped).reduce((sum, count) => sum + count, 0);
}

const neighbour = (side: string, index: number) => ({
  ...GOOD,
  eventName: `${side} ${index}`,
  properties: { amount: "12.50" },
});

/** Tries a value in every place, between good events, and looks at the books after each. */
async function tryEverywhere(make: Make, options: Partial<InslyticNodeOptions>): Promise<void> {
  const before = globalShape();
  await using bench = createTestBench({ ...ONE_REQUEST, ...options });
  const { client, drops } = bench;
  const value = make(client);
  PLACES.forEach(([where, attempt], index) => {
    client.track(neighbour("before", index));
    const { tracked } = client.stats();
    const id = attempt(client, value);
    assert(id === null || typeof id === "string", where);
    assert(client.stats().tracked > tracked, `${where}: not counted`);
    assertBalanced(client.stats());
    assertEquals(drops.length, droppedCount(client), `${where}: onDrop`);
    client.track(neighbour("after", index));
  });
  for (const { reason, detail } of drops) assert(reason.length > 0 && detail !== undefined);
  const waiting = client.pending;
  await deliver(bench);
  assertEquals(client.pending, 0);
  assertEquals(new Set(bench.collector.requests.map(({ status }) => status)), new Set([202]));
  assertEquals(bench.collector.events.length, waiting);
  const { events } = bench.collector;
  const isNeighbour = ({ eventName }: { eventName: string }) => /^(before|after) /.test(eventName);
  const expected = PLACES.flatMap((_, index) => [
    neighbour("before", index),
    neighbour("after", index),
  ]).map((event) => ({ ...event, timestamp: NOW, sessionId: "", consentGiven: true }));
  assertEquals(events.filter(isNeighbour), expected);
  assertEquals(globalShape(), before);
}

for (const [what, make] of HOSTILE) {
  Deno.test(`track() and identify() survive ${what} in every place`, () => tryEverywhere(make, {}));
}

Deno.test("track() and identify() survive every hostile value with a beforeSend", async () => {
  const light = HOSTILE.filter(([what]) => !/MiB|000 000/.test(what));
  for (const [, make] of light) await tryEverywhere(make, { beforeSend: (event) => event });
});

Deno.test("track() survives being called with nothing", async () => {
  await using bench = createTestBench();
  assertEquals(call(bench.client, "track"), null);
  assertEquals(call(bench.client, "identify"), null);
  assertEquals(bench.client.stats().tracked, 2);
  assertEquals(droppedCount(bench.client), 2);
});

Deno.test("track() works detached from its client", async () => {
  await using bench = createTestBench();
  const { track, untyped, identify } = bench.client;
  track(GOOD);
  untyped(GOOD);
  identify("u-1");
  assertEquals(bench.client.pending, 3);
});

// Work is bounded.

/** An object whose members count how often they are read. */
function counting(members: number, value: (index: number) => unknown): {
  object: object;
  reads: () => number;
} {
  let reads = 0;
  const object = {};
  for (let i = 0; i < members; i++) {
    Object.defineProperty(object, `k${i}`, {
      enumerable: true,
      get: () => {
        reads++;
        return value(i);
      },
    });
  }
  return { object, reads: () => reads };
}

const WORK: readonly (readonly [what: string, value: (index: number) => unknown])[] = [
  ["short texts", () => "x"],
  ["empty texts", () => ""],
  ["undefined", () => undefined],
  ["functions", () => () => {}],
  ["symbols", () => Symbol("s")],
  ["nulls", () => null],
  ["objects", () => ({})],
  ["exceptions", boom],
];

for (const [what, value] of WORK) {
  for (const place of ["properties", "a property", "a property's member"]) {
    Deno.test(`track() gives up 100 000 getters of ${what} as ${place} after twice maxEventBytes`, async () => {
      await using bench = createTestBench({ maxEventBytes: 4_096 });
      const { object, reads } = counting(100_000, value);
      const properties = place === "properties"
        ? object
        : place === "a property"
        ? { object }
        : { list: [object] };
      assertEquals(call(bench.client, "track", { ...GOOD, properties }), null);
      assertEquals(bench.client.stats().dropped, { too_large: 1 });
      // Each read costs at least two characters of text: a name of two and more.
      assert(reads() <= 4_096, `${reads()} reads`);
    });
  }
}

Deno.test("track() counts what it looks at over all properties together", async () => {
  await using bench = createTestBench({ maxEventBytes: 4_096 });
  // Each property alone is within what may be looked at; none leaves more text than `{}`.
  const { object, reads } = counting(300, () => undefined);
  const properties: Record<string, object> = {};
  for (let i = 0; i < 200; i++) properties[`p${i}`] = object;
  assertEquals(call(bench.client, "track", { ...GOOD, properties }), null);
  assertEquals(bench.client.stats().dropped, { too_large: 1 });
  assert(reads() <= 4_096, `${reads()} reads`);
});

Deno.test("track() does not write out a number of millions of digits", async () => {
  await using bench = createTestBench();
  const number = 1n << 20_000_000n;
  const startedAt = performance.now();
  assertEquals(bench.client.track({ ...GOOD, properties: { number } }), null);
  assert(performance.now() - startedAt < 500, "the digits were made");
  assertEquals(bench.client.stats().dropped, { too_large: 1 });
});

Deno.test("track() reads each field of an event once", async () => {
  await using bench = createTestBench();
  const reads: string[] = [];
  const event = new Proxy({ ...GOOD, properties: { a: "1" } }, {
    get: (target, key) => {
      reads.push(String(key));
      return Reflect.get(target, key);
    },
  });
  bench.client.track(event);
  assertEquals(reads.toSorted(), FIELDS.toSorted());
});

// The limit of an event's size.

const PADDINGS = [["x", 1], ["é", 2], ["€", 3], ["😀", 4]] as const;

for (const [text, width] of PADDINGS) {
  for (const maxEventBytes of [1_024, 32_768]) {
    const claim = `in UTF-8 (${width} a character)`;
    /** An event of exactly so many bytes on the wire. */
    const sized = (bytes: number) => {
      const empty =
        `{"eventName":"good","timestamp":"${NOW}","anonymousId":"anon-1","sessionId":"",` +
        `"consentGiven":true,"properties":{"pad":""}}`;
      const room = bytes - empty.length;
      const pad = text.repeat(Math.floor(room / width)) + "x".repeat(room % width);
      return { ...GOOD, properties: { pad } };
    };

    Deno.test(`track() takes an event of exactly ${maxEventBytes} bytes ${claim}`, async () => {
      await using bench = createTestBench({ maxEventBytes });
      assert(bench.client.track(sized(maxEventBytes)) !== null);
      await deliver(bench);
      const body = bench.collector.requests[0]?.body ?? "";
      assertEquals(new TextEncoder().encode(body).length, maxEventBytes + '{"events":[]}'.length);
    });

    Deno.test(`track() refuses an event of ${maxEventBytes} bytes and one ${claim}`, async () => {
      await using bench = createTestBench({ maxEventBytes });
      const event = sized(maxEventBytes + 1);
      assertEquals(bench.client.track({ ...event, messageId: "m-1" }), null);
      assertEquals(bench.drops, [{
        reason: "too_large",
        messageId: "m-1",
        name: "good",
        detail: `the event is larger than ${maxEventBytes} bytes`,
      }]);
    });
  }
}

Deno.test("track() takes an event of 32 KiB by default and refuses one of 33", async () => {
  await using bench = createTestBench();
  const sized = (bytes: number) => ({ ...GOOD, properties: { pad: "x".repeat(bytes) } });
  assert(bench.client.track(sized(32 * 1_024 - 200)) !== null);
  assertEquals(bench.client.track(sized(33 * 1_024)), null);
});

// Properties become strings.

const TEXTS: readonly (readonly [what: string, value: unknown, text: string | undefined])[] = [
  ["a string as it is", "49.99", "49.99"],
  ["an empty string as it is", "", ""],
  ["a string that looks like JSON as it is", '{"a":1}', '{"a":1}'],
  ["an integer", 5, "5"],
  ["a fraction", 49.99, "49.99"],
  ["-0 as 0", -0, "0"],
  ["NaN", NaN, "NaN"],
  ["Infinity", Infinity, "Infinity"],
  ["a big number", 1e21, "1e+21"],
  ["true", true, "true"],
  ["false", false, "false"],
  ["null as null", null, "null"],
  ["a bigint as its digits", 2n ** 64n, "18446744073709551616"],
  ["a date as ISO 8601", new Date(0), "1970-01-01T00:00:00.000Z"],
  ["an invalid date by its name", new Date(NaN), "Invalid Date"],
  ["undefined not at all", undefined, undefined],
  ["a function not at all", () => {}, undefined],
  ["a symbol not at all", Symbol("s"), undefined],
  ["an object as JSON", { a: 1, b: [true, null] }, '{"a":1,"b":[true,null]}'],
  ["an object's odd members as JSON does", { a: undefined, b: () => {}, c: NaN }, '{"c":null}'],
  ["an array as JSON", [1, undefined, "a"], '[1,null,"a"]'],
  ["a sparse array with its holes", [1, , 3], "[1,null,3]"],
  ["a date within an object", { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ["a bigint within an object", { n: 1n }, '{"n":"1"}'],
  ["a boxed number", Object(5), "5"],
  ["a boxed string", Object("text"), "text"],
  ["a boxed boolean", Object(false), "false"],
  ["a map as pairs", new Map([["a", 1]]), '[["a",1]]'],
  ["a set as a list", new Set([1, 2]), "[1,2]"],
  ["bytes as a list", new Uint8Array([1, 255]), "[1,255]"],
  ["an error by name and message", new TypeError("m"), '{"name":"TypeError","message":"m"}'],
  ["a toJSON's answer", withJson(() => ({ b: 2 })), '{"b":2}'],
  ["a toJSON's text without quotes", withJson(() => "text"), "text"],
  ["a class instance by its own members", new Money(), '{"currency":"EUR"}'],
  ["what cannot be read as a marker", revoked({}), "[unreadable]"],
  ["a throwing toJSON as a marker", withJson(boom), "[unreadable]"],
];

for (const [what, value, text] of TEXTS) {
  Deno.test(`track() sends ${what}`, async () => {
    await using bench = createTestBench();
    call(bench.client, "track", { ...GOOD, properties: { value, last: "1" } });
    await deliver(bench);
    const expected = text === undefined ? { last: "1" } : { value: text, last: "1" };
    assertEquals(bench.collector.events[0]?.properties, expected);
  });
}

Deno.test("track() sends [Circular] where an object contains itself", async () => {
  await using bench = createTestBench();
  const value: Record<string, unknown> = { a: 1 };
  value.self = value;
  call(bench.client, "track", { ...GOOD, properties: { value } });
  await deliver(bench);
  assertEquals(bench.collector.events[0]?.properties, { value: '{"a":1,"self":"[Circular]"}' });
});

Deno.test("track() sends [unreadable] for the one property that throws", async () => {
  await using bench = createTestBench();
  const properties = Object.defineProperty({ a: "1", c: "3" }, "b", {
    get: boom,
    enumerable: true,
  });
  bench.client.track({ ...GOOD, properties });
  await deliver(bench);
  assertEquals(bench.collector.events[0]?.properties, { a: "1", b: "[unreadable]", c: "3" });
});

for (const trap of ["a length that throws", "a symbolic length"]) {
  Deno.test(`track() sends [unreadable] for an array of ${trap}`, async () => {
    await using bench = createTestBench();
    const answer = (): unknown => trap === "a symbolic length" ? Symbol("length") : boom();
    const list = new Proxy([1], { get: (_, key) => key === "length" ? answer() : undefined });
    call(bench.client, "track", { ...GOOD, properties: { list, a: "1" } });
    await deliver(bench);
    assertEquals(bench.collector.events[0]?.properties, { list: "[unreadable]", a: "1" });
  });
}

Deno.test("track() keeps own __proto__ and constructor keys as plain properties", async () => {
  await using bench = createTestBench();
  const properties = JSON.parse(
    '{"__proto__":"p","constructor":"c","prototype":"t","toString":"s"}',
  );
  bench.client.track({ ...GOOD, properties });
  await deliver(bench);
  const body = bench.collector.requests[0]?.body ?? "";
  assertStringIncludes(
    body,
    '"properties":{"__proto__":"p","constructor":"c","prototype":"t","toString":"s"}',
  );
});

Deno.test("track() sends lone surrogates as escapes: the body is valid UTF-8", async () => {
  await using bench = createTestBench();
  bench.client.track({ ...GOOD, properties: { "k\ud800": "v\udc00" } });
  await deliver(bench);
  const body = bench.collector.requests[0]?.body ?? "";
  assert(body.isWellFormed());
  assertEquals(bench.collector.events[0]?.properties, { "k\ud800": "v\udc00" });
});

// Who may be what.

const REFUSED:
  readonly (readonly [what: string, event: unknown, reason: DropReason, says: RegExp])[] = [
    ["no event", undefined, "unserializable", /cannot be read/],
    ["an empty event", {}, "invalid", /'eventName' must be a non-empty string/],
    ["an empty eventName", { ...GOOD, eventName: "" }, "invalid", /'eventName'/],
    ["a number as eventName", { ...GOOD, eventName: 5 }, "invalid", /'eventName' must be/],
    ["an empty anonymousId", { ...GOOD, anonymousId: "" }, "invalid", /'anonymousId'/],
    ["null as anonymousId", { ...GOOD, anonymousId: null }, "invalid", /'anonymousId'/],
    ["a number as userId", { ...GOOD, userId: 5 }, "invalid", /'userId' must be a string/],
    ["an object as sessionId", { ...GOOD, sessionId: {} }, "invalid", /'sessionId'/],
    ["a string as consentGiven", { ...GOOD, consentGiven: "no" }, "invalid", /'consentGiven'/],
    ["null as consentGiven", { ...GOOD, consentGiven: null }, "invalid", /'consentGiven'/],
    ["an array as properties", { ...GOOD, properties: [] }, "invalid", /'properties'/],
    ["a string as properties", { ...GOOD, properties: "a" }, "invalid", /'properties'/],
    ["a number as pageUrl", { ...GOOD, pageUrl: 5 }, "invalid", /'pageUrl'/],
    ["a boolean as utmSource", { ...GOOD, utmSource: true }, "invalid", /'utmSource'/],
    ["an empty messageId", { ...GOOD, messageId: "" }, "invalid", /'messageId'/],
    ["a number as messageId", { ...GOOD, messageId: 5 }, "invalid", /'messageId'/],
    ["201 characters of messageId", { ...GOOD, messageId: "m".repeat(201) }, "invalid", /200/],
    [
      "unreadable properties",
      { ...GOOD, properties: trapped("ownKeys") },
      "unserializable",
      /read/,
    ],
    ["a throwing eventName", trapped("get"), "unserializable", /read/],
    ["too long an eventName", { ...GOOD, eventName: "n".repeat(40_000) }, "too_large", /32768/],
  ];

for (const [what, event, reason, says] of REFUSED) {
  Deno.test(`track() refuses ${what} as ${reason}`, async () => {
    await using bench = createTestBench();
    assertEquals(call(bench.client, "track", event), null);
    assertEquals(bench.client.stats().dropped, { [reason]: 1 });
    assertEquals(bench.drops.map((drop) => drop.reason), [reason]);
    assertMatch(bench.drops[0]?.detail ?? "", says);
  });
}

Deno.test("track() takes a messageId of 200 characters", async () => {
  await using bench = createTestBench();
  const messageId = "m".repeat(200);
  assertEquals(bench.client.track({ ...GOOD, messageId }), messageId);
});

Deno.test("track() names the event that it refuses for its messageId", async () => {
  await using bench = createTestBench();
  call(bench.client, "track", { ...GOOD, messageId: 5 });
  assertEquals(bench.drops.map(({ name }) => name), ["good"]);
});

Deno.test("track() tells a refused event's own messageId", async () => {
  await using bench = createTestBench();
  call(bench.client, "track", { ...GOOD, userId: 5, messageId: "m-1" });
  assertEquals(bench.drops.map(({ messageId }) => messageId), ["m-1"]);
});

// Timestamps.

const AS_GIVEN = [
  "2026-01-02T03:04:05Z",
  "2026-01-02T03:04:05.1Z",
  "2026-01-02T03:04:05.123456789Z",
  "2024-02-29T00:00:00.000Z",
  "1970-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
];

for (const timestamp of AS_GIVEN) {
  Deno.test(`track() sends the timestamp ${timestamp} as given`, async () => {
    await using bench = createTestBench();
    bench.client.track({ ...GOOD, timestamp });
    await deliver(bench);
    assertEquals(bench.collector.events[0]?.timestamp, timestamp);
    assertEquals(bench.warnings, []);
  });
}

const IN_UTC: readonly (readonly [timestamp: string | Date, sent: string])[] = [
  ["2026-01-02", "2026-01-02T00:00:00.000Z"],
  ["2026-01-02T03:04Z", "2026-01-02T03:04:00.000Z"],
  ["2026-01-02T03:04:05+05:30", "2026-01-01T21:34:05.000Z"],
  ["2026-01-02T03:04:05-0800", "2026-01-02T11:04:05.000Z"],
  [new Date("2026-01-02T03:04:05.678Z"), "2026-01-02T03:04:05.678Z"],
];

for (const [timestamp, sent] of IN_UTC) {
  Deno.test(`track() sends the timestamp ${timestamp} as ${sent}`, async () => {
    await using bench = createTestBench();
    bench.client.track({ ...GOOD, timestamp });
    await deliver(bench);
    assertEquals(bench.collector.events[0]?.timestamp, sent);
    assertEquals(bench.warnings, []);
  });
}

const BAD_TIMESTAMPS: readonly (readonly [what: string, timestamp: unknown])[] = [
  ["an empty string", ""],
  ["a word", "yesterday"],
  ["a year", "2026"],
  ["a digit", "1"],
  ["an American date", "01/02/2026"],
  ["an HTTP date", "Thu, 01 Jan 2026 00:00:00 GMT"],
  ["spaces around", " 2026-01-02T03:04:05Z "],
  ["month 13", "2026-13-01T00:00:00Z"],
  ["hour 25", "2026-01-01T25:00:00Z"],
  ["30 February", "2026-02-30T00:00:00Z"],
  ["29 February of a common year", "2026-02-29T12:00:00.000Z"],
  ["30 February without a time", "2026-02-30"],
  ["30 February with an offset", "2026-02-30T10:00:00+02:00"],
  ["a year of six digits", "+010000-01-01T00:00:00Z"],
  ["a year before year 0", "-000001-01-01T00:00:00Z"],
  ["a number", 1_767_225_600_000],
  ["an invalid Date", new Date(NaN)],
  ["the last Date there is", new Date(8.64e15)],
  ["the first Date there is", new Date(-8.64e15)],
  ["a Date that is none", Object.create(Date.prototype)],
  ["a revoked proxy", revoked({})],
  ["a proxy of a Date", new Proxy(new Date(0), {})],
  ["an object", {}],
  ["true", true],
];

for (const [what, timestamp] of BAD_TIMESTAMPS) {
  Deno.test(`track() sends now for a timestamp that is ${what}, with a warning`, async () => {
    await using bench = createTestBench();
    call(bench.client, "track", { ...GOOD, timestamp });
    await deliver(bench);
    assertEquals(bench.collector.events.map((event) => event.timestamp), [NOW]);
    assertEquals(bench.warnings.length, 1);
    assertStringIncludes(bench.warnings[0] ?? "", "'timestamp'");
  });
}

Deno.test("track() takes the end of a day, T24:00:00, for the next day's beginning or warns", async () => {
  await using bench = createTestBench();
  bench.client.track({ ...GOOD, timestamp: "2026-01-01T24:00:00Z" });
  await deliver(bench);
  assertEquals(bench.collector.requests.map(({ status }) => status), [202]);
});

// A polluted Object.prototype.

/** Runs a test while `Object.prototype` has further members. */
async function polluted(members: object, test: () => Promise<void> | void): Promise<void> {
  const before = Object.keys(members);
  for (const [key, value] of Object.entries(members)) {
    Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
  }
  try {
    await test();
  } finally {
    for (const key of before) Reflect.deleteProperty(Object.prototype, key);
  }
}

for (const field of FIELDS) {
  Deno.test(`track() does not send a ${field} that is on Object.prototype`, async () => {
    await using bench = createTestBench({ flushInterval: 0 });
    const { [field]: _, ...own } = { ...GOOD, [field]: "" } as Record<string, unknown>;
    const value = field === "consentGiven" ? false : "polluted";
    let id: unknown;
    await polluted({ [field]: value }, () => {
      id = call(bench.client, "track", own);
    });
    await deliver(bench);
    const hasOwnFieldsOnly = field !== "eventName" && field !== "anonymousId";
    assertEquals(bench.collector.events.length, hasOwnFieldsOnly ? 1 : 0);
    assert(id !== "polluted");
    for (const event of bench.collector.events) {
      const { anonymousId, consentGiven, timestamp } = event;
      const rest = { properties: {}, sessionId: "" };
      assertEquals(event, { ...GOOD, ...rest, anonymousId, consentGiven, timestamp });
      assertEquals([anonymousId, consentGiven, timestamp], ["anon-1", true, NOW]);
    }
    if (hasOwnFieldsOnly) assertEquals(bench.warnings, []);
  });
}

for (
  const make of [
    () => ({ ...GOOD, userId: "own" }),
    () => Object.create({ ...GOOD, userId: "own" }),
  ]
) {
  Deno.test(`track() reads a field of an event's own although Object.prototype has one: ${make}`, async () => {
    await using bench = createTestBench({ flushInterval: 0 });
    await polluted({ userId: "polluted", eventName: "polluted" }, () => {
      call(bench.client, "track", make());
    });
    await deliver(bench);
    assertEquals(bench.collector.events.map(({ eventName, userId }) => [eventName, userId]), [
      ["good", "own"],
    ]);
  });
}

Deno.test("track() sends no property that is on Object.prototype", async () => {
  await using bench = createTestBench({ flushInterval: 0 });
  Reflect.set(Object.prototype, "polluted", "yes");
  try {
    bench.client.track({ ...GOOD, properties: { a: "1" } });
  } finally {
    Reflect.deleteProperty(Object.prototype, "polluted");
  }
  await deliver(bench);
  assertEquals(bench.collector.events[0]?.properties, { a: "1" });
});

/** Words that the SDK's own objects may use: an object without them must not seem to have them. */
const WORDS = [
  "kind",
  "reason",
  "detail",
  "name",
  "message",
  "id",
  "invalid",
  "event",
  "url",
  "mustBe",
  "isOnPurpose",
  "value",
  "get",
  "set",
  "length",
  "0",
  "then",
  "count",
  "left",
];

for (const word of WORDS) {
  Deno.test(`track() works, and counts, with a '${word}' on Object.prototype`, async () => {
    await using bench = createTestBench({
      flushInterval: 0,
      beforeSend: (event) => event.eventName === "unwanted" ? null : event,
    });
    const { client } = bench;
    const before = client.stats();
    // No accessor: one that has `get` or `set` by inheritance could not be defined.
    Reflect.set(Object.prototype, word, word === "then" ? "polluted" : 5);
    try {
      client.track({ ...GOOD, properties: { a: "1" } });
      client.identify("u-1", { plan: "pro" });
      client.track({ ...GOOD, eventName: "unwanted" });
      call(client, "track", { ...GOOD, userId: 5 });
    } finally {
      Reflect.deleteProperty(Object.prototype, word);
    }
    assertEquals({ ...client.stats() }, {
      ...before,
      tracked: 4,
      queued: 2,
      dropped: { before_send: 1, invalid: 1 },
    });
    await deliver(bench);
    assertEquals(bench.collector.events.map(({ properties }) => properties), [
      { a: "1" },
      { plan: "pro" },
    ]);
    assertEquals(bench.drops.map(({ reason }) => reason), ["before_send", "invalid"]);
  });
}

Deno.test("track() does not ask a toJSON that is on Object.prototype", async () => {
  await using bench = createTestBench({ flushInterval: 0 });
  await polluted({ toJSON: () => "polluted" }, () => {
    call(bench.client, "track", { ...GOOD, properties: { o: { a: [1] }, d: new Date(0) } });
  });
  await deliver(bench);
  assertEquals(bench.collector.events[0]?.properties, {
    o: '{"a":[1]}',
    d: "1970-01-01T00:00:00.000Z",
  });
});

Deno.test("track() survives a throwing toJSON on Object.prototype", async () => {
  await using bench = createTestBench({ flushInterval: 0 });
  await polluted({ toJSON: boom }, () => {
    call(bench.client, "track", { ...GOOD, properties: { o: { a: 1 } } });
  });
  await deliver(bench);
  assertEquals(bench.collector.events[0]?.properties, { o: '{"a":1}' });
});

/** A proxy that says to be its own prototype, and how often it was asked. */
function ownPrototype(target: object): { proxy: object; asked: () => number } {
  let count = 0;
  const proxy: object = new Proxy(target, {
    getPrototypeOf: () => ++count > 20_000 ? boom() : proxy,
  });
  return { proxy, asked: () => count };
}

const CHAINS: readonly (readonly [where: string, place: (value: object) => unknown])[] = [
  ["an event", (value) => value],
  ["a timestamp", (timestamp) => ({ ...GOOD, timestamp })],
  ["properties", (properties) => ({ ...GOOD, properties })],
  ["a property", (value) => ({ ...GOOD, properties: { value } })],
  ["a property's member", (value) => ({ ...GOOD, properties: { value: [value] } })],
];

for (const [where, place] of CHAINS) {
  Deno.test(`track() follows no endless chain of prototypes of ${where}`, async () => {
    await using bench = createTestBench({ flushInterval: 0 });
    const { proxy, asked } = ownPrototype({ ...GOOD });
    await polluted({ userId: "polluted" }, () => {
      call(bench.client, "track", place(proxy));
    });
    assert(asked() < 2_000, `${asked()} questions`);
  });
}

Deno.test("track() still reads what an event inherits from a class of the caller's", async () => {
  await using bench = createTestBench();
  class Paid {
    readonly eventName = "paid";
    get anonymousId(): string {
      return "from a getter";
    }
  }
  bench.client.track(new Paid());
  await deliver(bench);
  assertEquals(bench.collector.events[0]?.anonymousId, "from a getter");
});

// Calls back into the client.

Deno.test("track() takes what a getter tracks, too", async () => {
  await using bench = createTestBench();
  const event = {
    ...GOOD,
    get userId() {
      bench.client.track({ ...GOOD, eventName: "from a getter" });
      return "u-1";
    },
  };
  bench.client.track(event);
  await deliver(bench);
  assertEquals(bench.collector.eventNames().toSorted(), ["from a getter", "good"]);
});

Deno.test("track() ends a getter that tracks its own event", async () => {
  await using bench = createTestBench();
  let calls = 0;
  const event = {
    ...GOOD,
    get userId(): string {
      calls++;
      bench.client.track(event);
      return "u-1";
    },
  };
  bench.client.track(event);
  assertEquals(calls, 4);
  assertBalanced(bench.client.stats());
  assertEquals(bench.client.stats().dropped, { unserializable: 1 });
});

Deno.test("track() refuses an event whose getter shuts the client down", async () => {
  await using bench = createTestBench();
  const event = {
    ...GOOD,
    get userId() {
      void bench.client.shutdown();
      return "u-1";
    },
  };
  assertEquals(bench.client.track(event), null);
  assertEquals(bench.client.stats().dropped, { closed: 1 });
  await bench.clock.advance(60_000);
  assertEquals(bench.collector.requests.length, 0);
  assertEquals(bench.clock.timers, 0);
});

Deno.test("track() reads no more than id and name of an event after shutdown()", async () => {
  const asked: unknown[] = [];
  await using bench = createTestBench({
    beforeSend: (event) => {
      asked.push(event);
      return event;
    },
  });
  await bench.client.shutdown();
  const event = new Proxy(GOOD, {
    get: (target, key) => {
      asked.push(key);
      return Reflect.get(target, key);
    },
  });
  bench.client.track(event);
  assertEquals(asked.toSorted(), ["eventName", "messageId"]);
});

Deno.test("track() drops a heavy event that no queue could hold, not those that wait", async () => {
  await using bench = createTestBench({ maxQueueBytes: 1_024 });
  bench.track(3);
  assertEquals(bench.client.track({ ...GOOD, properties: { pad: "x".repeat(2_000) } }), null);
  assertEquals(bench.client.pending, 3);
  assertEquals(bench.drops.map(({ name }) => name), ["good"]);
});
