import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { jsonMembers, mergeMembers, objectText } from "../../../src/core/json_members.ts";
import { Refusal } from "../../../src/core/refusal.ts";
import { boom, deep, OWN_CASES, type OwnCase, PLAIN_VALUES } from "./json_values.ts";

/** The JSON text of one value, `undefined` if it is left out. */
function written(value: unknown, maxLength = 1_000_000): string | undefined {
  return jsonMembers({ "": value }, "f", maxLength + 3).get("");
}

function assertRefused(run: () => unknown, reason = "too_large"): void {
  assertEquals(assertThrows(run, Refusal, "'f'").reason, reason);
}

// What JSON knows is written as JSON writes it.

const PLAIN: readonly unknown[] = [
  ...PLAIN_VALUES,
  JSON.parse('{"__proto__":{"a":1}}'),
  Object(false),
  { toJSON: () => undefined },
  { a: { toJSON: () => undefined } },
  { toJSON: () => Object.assign(new URL("https://example.com/"), { a: 1, toJSON: boom }) },
  undefined,
  () => {},
  Symbol("s"),
  Object.create(null),
  new (class Money {
    readonly cents = 5;
    valueOf(): number {
      return this.cents;
    }
  })(),
];

PLAIN.forEach((value, index) => {
  Deno.test(`jsonMembers() writes plain value ${index} as JSON.stringify() does`, () => {
    assertEquals(written(value), JSON.stringify(value));
  });
});

const OWN: readonly OwnCase[] = [
  ...OWN_CASES,
  ["a weak map as an object", new WeakMap(), "{}"],
  [
    "an exception of the platform too",
    new DOMException("m", "AbortError"),
    '{"name":"AbortError","message":"m"}',
  ],
  ["a boxed bigint as its digits", Object(1n), '"1"'],
  ["a throwing member as a marker", {
    get a() {
      return boom();
    },
    b: 1,
  }, '{"a":"[unreadable]","b":1}'],
  ["a throwing item as a marker", [{ toJSON: boom }, 1], '["[unreadable]",1]'],
  ["an object that says it is a list as a marker", {
    [Symbol.toStringTag]: "Set",
    get length() {
      return boom();
    },
  }, '"[unreadable]"'],
];

for (const [what, value, text] of OWN) {
  Deno.test(`jsonMembers() writes ${what}`, () => assertEquals(written(value), text));
}

Deno.test("jsonMembers() leaves a function out, and calls nothing of it", () => {
  assertEquals(written(Object.assign(() => {}, { toJSON: boom })), undefined);
});

Deno.test("jsonMembers() asks a toJSON that returns itself once", () => {
  let calls = 0;
  const self: object = {
    a: 1,
    toJSON: () => {
      calls++;
      return self;
    },
  };
  assertEquals(written(self), '{"a":1}');
  assertEquals(calls, 1);
});

Deno.test("jsonMembers() asks what a toJSON returned for no further one", () => {
  class Clone {
    readonly a = 1;
    toJSON(): Clone {
      return new Clone();
    }
  }
  assertEquals(written(new Clone()), '{"a":1}');
});

Deno.test("jsonMembers() writes [Circular] only for an ancestor, not for a twin", () => {
  const twin = { a: 1 };
  const value = { one: twin, two: twin, self: {} };
  value.self = value;
  assertEquals(
    objectText(jsonMembers(value, "f", 1_000)),
    '{"one":{"a":1},"two":{"a":1},"self":"[Circular]"}',
  );
  const list: unknown[] = [];
  list.push(list);
  assertEquals(written(list), '["[Circular]"]');
});

for (
  const [what, levels, wrap] of [
    ["objects", 64, (inner: unknown) => ({ a: inner })],
    ["arrays", 64, (inner: unknown) => [inner]],
    ["maps", 32, (inner: unknown) => new Map([[1, inner]])],
    ["toJSON", 32, (inner: unknown) => ({ toJSON: () => ({ a: inner }) })],
  ] as const
) {
  Deno.test(`jsonMembers() ends ${what} nested deeper than 64`, () => {
    assertEquals(written(deep(levels, wrap))?.includes("[too deep]"), false);
    assertEquals(written(deep(levels + 1, wrap))?.includes("[too deep]"), true);
    assert(written(deep(100_000, wrap))?.includes("[too deep]"));
  });
}

// What members are.

for (const value of [undefined, null, {}]) {
  Deno.test(`jsonMembers() finds no members in ${value}`, () => {
    assertEquals(jsonMembers(value, "f", 0), new Map());
  });
}

for (const value of [0, "", "text", true, 1n, Symbol("s"), () => {}, [], [1]]) {
  Deno.test(`jsonMembers() refuses ${typeof value} ${String(value)}`, () => {
    const error = assertThrows(() => jsonMembers(value, "f", 100), Refusal);
    assertEquals([error.reason, error.message], ["invalid", "'f' must be an object"]);
  });
}

Deno.test("jsonMembers() throws what a proxy throws when its keys are listed", () => {
  const error = assertThrows(() => jsonMembers(new Proxy({}, { ownKeys: boom }), "f", 100));
  assert(!(error instanceof Refusal));
});

Deno.test("jsonMembers() reads each member once, and nothing after it returned", () => {
  let reads = 0;
  const value = {
    get a(): number[] {
      reads++;
      return list;
    },
  };
  const list = [1];
  const members = jsonMembers(value, "f", 100);
  list.push(2);
  assertEquals([...members], [["a", "[1]"]]);
  assertEquals(reads, 1);
});

Deno.test("mergeMembers() lets the last layer win, at the place of the first", () => {
  const layers = [{ a: 1, b: 1 }, { c: 2 }, { a: 3 }].map((value) => jsonMembers(value, "f", 100));
  assertEquals([...mergeMembers(layers)], [["a", "3"], ["b", "1"], ["c", "2"]]);
  assertEquals(mergeMembers([]).size, 0);
});

Deno.test("objectText() writes an object, whatever its keys are", () => {
  const value = JSON.parse('{"__proto__":1,"a\\"b":{"c":[2]},"\\u0000":null}');
  const text = objectText(jsonMembers(value, "f", 1_000));
  assertEquals(text, JSON.stringify(value));
  assertEquals(objectText(new Map()), "{}");
});

// Somebody else's prototypes.

function withPollution(name: string, value: unknown, run: () => void): void {
  Object.defineProperty(Object.prototype, name, { value, configurable: true });
  try {
    run();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
}

Deno.test("jsonMembers() asks no toJSON that somebody put on Object.prototype", () => {
  class Own {
    toJSON(): string {
      return "own";
    }
  }
  withPollution("toJSON", () => "polluted", () => {
    const texts = [{ a: 1 }, [1], new Own(), new Date(0), Object(1)].map((value) => written(value));
    assertEquals(texts, ['{"a":1}', "[1]", '"own"', '"1970-01-01T00:00:00.000Z"', "1"]);
  });
});

Deno.test("jsonMembers() leaves prototypes as they are", () => {
  const before = Reflect.ownKeys(Object.prototype).length;
  written(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
  assertEquals(Reflect.ownKeys(Object.prototype).length, before);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});

// The limit.

for (
  const [value, length] of [
    [123, 3],
    ["", 2],
    ["abc", 5],
    ["\n", 4],
    [null, 4],
    [[], 2],
    [{}, 2],
    [12n, 4],
    [[1], 3],
    [{ a: 1 }, 7],
  ] as const
) {
  const shown = typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
  Deno.test(`jsonMembers() takes ${shown} with room for its ${length} units, and not with less`, () => {
    assertEquals(written(value, length)?.length, length);
    assertRefused(() => written(value, length - 1));
  });
}

const members = (value: unknown): object =>
  Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, value]));

for (
  const [what, value] of [
    ["a long text", "x".repeat(100)],
    ["a text that is long when escaped", "\u0000".repeat(40)],
    ["a long key", { ["k".repeat(100)]: 1 }],
    ["a long key of nothing", { ["k".repeat(100)]: undefined }],
    ["a long list", new Array(100).fill(1)],
    ["a long list of nothing", new Array(100)],
    ["a long list of lists", new Array(100).fill([])],
    ["many members", members(1)],
    ["many undefined members", members(undefined)],
    ["many functions", members(() => {})],
    ["a big map", new Map(Array.from({ length: 100 }, (_, i) => [i, i]))],
    ["many bytes", new Uint8Array(100)],
    ["a long number", 10n ** 100n],
    ["a long boxed text", Object("x".repeat(100))],
  ] as const
) {
  Deno.test(`jsonMembers() gives up ${what}`, () => {
    assertRefused(() => written(value, 50));
    assertRefused(() => written({ a: [value] }, 50));
  });
}

Deno.test("jsonMembers() counts all members together", () => {
  assertEquals(jsonMembers({ a: "x".repeat(40), b: 1 }, "f", 100).size, 2);
  assertRefused(() => jsonMembers({ a: "x".repeat(40), b: "x".repeat(60) }, "f", 100));
});

for (
  const [what, value] of [["text", "x".repeat(1_000)], ["key", { ["k".repeat(1_000)]: 1 }]] as const
) {
  Deno.test(`jsonMembers() gives up a ${what} that does not fit before it escapes it`, () => {
    const { stringify } = JSON;
    const escaped: unknown[] = [];
    JSON.stringify = (...args: unknown[]) => {
      escaped.push(args[0]);
      return Reflect.apply(stringify, JSON, args);
    };
    try {
      assertRefused(() => written(value, 500));
    } finally {
      JSON.stringify = stringify;
    }
    assertEquals(escaped, []);
  });
}

Deno.test("jsonMembers() reads no more of a map than there is room for", () => {
  let reads = 0;
  class Endless extends Map<number, number> {
    override *[Symbol.iterator](): MapIterator<[number, number]> {
      for (;;) yield [++reads, 0];
    }
  }
  assertRefused(() => written(new Endless(), 500));
  // A pair takes four units at least.
  assert(reads <= 125, `${reads}`);
});

Deno.test("jsonMembers() asks bytes for no toJSON: that of Node's buffers copies them", () => {
  const bytes = Object.assign(new Uint8Array(2), { toJSON: boom });
  assertEquals(written(bytes), "[0,0]");
});

/** None takes longer than the machine needs for a moment of its own. */
const HOSTILE: readonly (readonly [what: string, make: () => unknown])[] = [
  ["40 MiB of text", () => "é".repeat(20 << 20)],
  ["40 MiB of key", () => ({ ["k".repeat(40 << 20)]: 1 })],
  ["40 MiB of boxed text", () => Object("x".repeat(40 << 20))],
  ["20 million bits", () => 1n << 20_000_000n],
  ["20 million bits below zero", () => -(1n << 20_000_000n)],
  ["an array of 2^32 - 1 holes", () => new Array(2 ** 32 - 1)],
  ["64 MiB of bytes", () => new Uint8Array(64 << 20)],
  ["a million empty lists", () => new Array(1_000_000).fill([])],
  ["an object that nests itself by toJSON", () => {
    const make = (): object => ({ toJSON: () => ({ a: make(), b: make() }) });
    return make();
  }],
  ["a tree of shared nodes", () => deep(60, (inner) => [inner, inner, inner])],
];

for (const [what, make] of HOSTILE) {
  Deno.test(`jsonMembers() gives up ${what} at once`, () => {
    const value = make();
    const startedAt = performance.now();
    assertRefused(() => written(value, 32_768));
    const tookMs = performance.now() - startedAt;
    // Far less where nothing else runs.
    assert(tookMs < 100, `${tookMs} ms`);
  });
}

Deno.test("jsonMembers() comes back from proxies that are their own prototype", () => {
  const proxy: object = new Proxy({ a: 1 }, { getPrototypeOf: () => proxy });
  assertEquals(written(proxy), '{"a":1}');
  const target = {};
  Object.setPrototypeOf(target, new Proxy(target, {}));
  assertEquals(written(target), '"[unreadable]"');
  withPollution("toJSON", () => "polluted", () => assertEquals(written(proxy), '{"a":1}'));
});

// Whatever it is given.

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
});

Deno.test("jsonMembers() writes JSON for anything", () => {
  fc.assert(
    fc.property(anything, (value) => {
      JSON.parse(written(value) ?? "null");
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("jsonMembers() writes what JSON writes for any JSON value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assertEquals(written(value), JSON.stringify(value));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("jsonMembers() throws nothing but a Refusal, never for what fits, and exceeds its limit by no more than commas and keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(200), (value, maxLength) => {
      const json = JSON.stringify(value);
      try {
        assertEquals(written(value, maxLength), json);
        assert(json.length <= 8 * maxLength + 8);
      } catch (error) {
        assertInstanceOf(error, Refusal);
        assert(json.length > maxLength);
      }
    }),
    { numRuns: 2_000 },
  );
});

const TRAPS = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"] as const;

for (
  const target of [
    { a: 1 },
    [1, 2],
    new Map([[1, 2]]),
    new Date(0),
    new Error("e"),
    new Uint8Array(1),
  ]
) {
  const name = Object.prototype.toString.call(target);
  for (const trap of TRAPS) {
    Deno.test(`jsonMembers() writes JSON for a proxy of ${name} whose ${trap} throws`, () => {
      JSON.parse(written(new Proxy(target, { [trap]: boom })) ?? "");
    });
  }

  Deno.test(`jsonMembers() writes JSON for a proxy of ${name} that throws at every second read`, () => {
    for (const parity of [0, 1]) {
      let reads = 0;
      const get = (from: object, key: string | symbol): unknown =>
        ++reads % 2 === parity ? boom() : Reflect.get(from, key);
      JSON.parse(written(new Proxy(target, { get })) ?? "");
    }
  });

  Deno.test(`jsonMembers() writes JSON for a revoked proxy of ${name}`, () => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    assertEquals(written({ proxy }), '{"proxy":"[unreadable]"}');
  });
}

for (
  const length of [
    boom,
    () => Symbol("s"),
    () => ({ valueOf: boom }),
    () => NaN,
    () => -1,
    () => "2",
  ]
) {
  Deno.test(`jsonMembers() writes JSON for an array whose length is ${length}`, () => {
    const get = (list: unknown[], key: string | symbol): unknown =>
      key === "length" ? length() : Reflect.get(list, key);
    JSON.parse(written({ list: new Proxy([1, 2], { get }), after: 1 }) ?? "");
  });
}
