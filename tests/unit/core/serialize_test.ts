import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { JsonWriter, TooLarge } from "../../../src/core/serialize.ts";
import { boom, deep, OWN_CASES, type OwnCase, PLAIN_VALUES } from "./json_values.ts";

/** The text of a property's value, with room for `maxLength` units. */
const propertyText = (value: unknown, maxLength: number): string | undefined =>
  new JsonWriter(maxLength).propertyText(value);

/** The JSON text of one value. */
function written(value: unknown, maxLength = 1_000_000): string {
  const writer = new JsonWriter(maxLength);
  writer.value(value);
  return writer.text;
}

// What JSON knows is written as JSON writes it.

const PLAIN = PLAIN_VALUES;

PLAIN.forEach((value, index) => {
  Deno.test(`JsonWriter.value() writes plain value ${index} as JSON.stringify() does`, () => {
    assertEquals(written(value), JSON.stringify(value));
  });
});

const OWN: readonly OwnCase[] = [
  ...OWN_CASES,
  ["undefined as null", undefined, "null"],
  ["a function as null", () => {}, "null"],
  ["a symbol as null", Symbol("s"), "null"],
  ["a boxed bigint as an object", Object(1n), "{}"],
  ["a toJSON of undefined as null", { a: { toJSON: () => undefined } }, '{"a":null}'],
  [
    "a throwing member as a marker",
    Object.defineProperty([1], 0, { get: boom }),
    '["[unreadable]"]',
  ],
];

for (const [what, value, text] of OWN) {
  Deno.test(`JsonWriter.value() writes ${what}`, () => assertEquals(written(value), text));
}

Deno.test("JsonWriter.value() asks a toJSON that returns itself once", () => {
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

Deno.test("JsonWriter.value() writes [Circular] only for an ancestor, not for a twin", () => {
  const twin = { a: 1 };
  const value = { one: twin, two: twin, self: {} };
  value.self = value;
  assertEquals(written(value), '{"one":{"a":1},"two":{"a":1},"self":"[Circular]"}');
});

for (
  const [what, wrap] of [
    ["objects", (inner: unknown) => ({ a: inner })],
    ["arrays", (inner: unknown) => [inner]],
    ["maps", (inner: unknown) => new Map([[1, inner]])],
    ["toJSON", (inner: unknown) => ({ toJSON: () => ({ a: inner }) })],
  ] as const
) {
  Deno.test(`JsonWriter.value() ends ${what} nested deeper than 64`, () => {
    const levels = what === "maps" ? 32 : 64;
    assertEquals(written(deep(levels, wrap)).includes("[too deep]"), false);
    assertEquals(written(deep(levels + 1, wrap)).includes("[too deep]"), true);
    assert(written(deep(100_000, wrap)).includes("[too deep]"));
  });
}

Deno.test("JsonWriter.value() is ready for the next value after a deep one", () => {
  const writer = new JsonWriter(10_000);
  writer.value(deep(1_000, (inner) => [inner]));
  const { length } = writer.text;
  writer.value([[1]]);
  assertEquals(writer.text.slice(length), "[[1]]");
});

// The limit.

Deno.test("JsonWriter.raw() takes text up to the limit", () => {
  const writer = new JsonWriter(3);
  writer.raw("abc");
  assertEquals(writer.text, "abc");
  assertEquals(writer.room, 0);
  writer.raw("");
  assertThrows(() => writer.raw("d"), TooLarge);
});

Deno.test("JsonWriter.string() counts its quotes and escapes", () => {
  assertEquals(written("abc", 5), '"abc"');
  assertThrows(() => written("abc", 4), TooLarge);
  assertEquals(written('"', 4), '"\\""');
  assertThrows(() => written('"', 3), TooLarge);
});

Deno.test("JsonWriter.inside() escapes between the quotes that stand around it", () => {
  const writer = new JsonWriter(100);
  writer.inside('{"', 'a"b');
  writer.inside('":"', "c\\d\u0000");
  writer.raw('"}');
  assertEquals(JSON.parse(writer.text), { 'a"b': "c\\d\u0000" });
});

Deno.test("JsonWriter.inside() counts what stands before the text", () => {
  const writer = new JsonWriter(4);
  writer.inside("[", "abc");
  assertThrows(() => writer.inside("", "d"), TooLarge);
  assertThrows(() => new JsonWriter(3).inside("[", "abc"), TooLarge);
});

for (
  const value of [
    "",
    "abc",
    "~",
    "\u007f",
    "é",
    "€",
    "😀",
    "\ud800",
    '"',
    "\n",
    { "é": 1 },
    { "k": "é" },
    [["é"]],
    { "😀": "" },
    "x".repeat(127) + "é",
    "x".repeat(128) + "é",
    "x".repeat(1_000) + "é",
    123,
    10n,
  ]
) {
  const shown = typeof value === "bigint" ? `${value}n` : JSON.stringify(value).slice(0, 40);
  Deno.test(`JsonWriter.bytes tells the UTF-8 bytes of ${shown}`, () => {
    const writer = new JsonWriter(10_000);
    writer.value(value);
    assertEquals(writer.bytes, new TextEncoder().encode(writer.text).length);
  });
}

Deno.test("JsonWriter.bytes tells the UTF-8 bytes of any JSON", () => {
  fc.assert(
    fc.property(fc.anything({ stringUnit: "binary" }), (value) => {
      const writer = new JsonWriter(1_000_000);
      writer.value(value);
      assertEquals(writer.bytes, new TextEncoder().encode(writer.text).length);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("JsonWriter.room tells how much may still be written", () => {
  const writer = new JsonWriter(10);
  assertEquals(writer.room, 10);
  writer.value([1]);
  assertEquals(writer.room, 7);
});

for (
  const [what, value] of [
    ["a long text", "x".repeat(100)],
    ["a long key", { ["k".repeat(100)]: undefined }],
    ["a long list", new Array(100).fill(1)],
    ["a long list of nothing", new Array(100)],
    ["many members", Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, 1]))],
    ["a big map", new Map(Array.from({ length: 100 }, (_, i) => [i, i]))],
    ["many bytes", new Uint8Array(100)],
    ["a long number", 10n ** 100n],
    [
      "many undefined members",
      Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, undefined])),
    ],
  ] as const
) {
  Deno.test(`JsonWriter.value() gives up ${what}`, () => {
    assertThrows(() => written(value, 50), TooLarge);
  });
}

for (
  const [what, value] of [["text", "x".repeat(1_000)], ["key", { ["k".repeat(1_000)]: 1 }]] as const
) {
  Deno.test(`JsonWriter.value() gives up a ${what} that does not fit before it escapes it`, () => {
    const { stringify } = JSON;
    const escaped: unknown[] = [];
    JSON.stringify = (...args: unknown[]) => {
      escaped.push(args[0]);
      return Reflect.apply(stringify, JSON, args);
    };
    try {
      assertThrows(() => written(value, 500), TooLarge);
    } finally {
      JSON.stringify = stringify;
    }
    assertEquals(escaped, []);
  });
}

Deno.test("JsonWriter.look() gives up when more was looked at than fits", () => {
  const writer = new JsonWriter(10);
  writer.look(4);
  writer.look(6);
  assertThrows(() => writer.look(1), TooLarge);
  assertEquals(writer.text, "");
});

Deno.test("JsonWriter.value() writes a map whose size is no number", () => {
  const map = new Map([[1, 2]]);
  Object.defineProperty(map, "size", { get: () => Symbol("size") });
  JSON.parse(written({ map, after: 1 }));
});

Deno.test("JsonWriter.propertyText() counts what it looks at over all properties together", () => {
  const writer = new JsonWriter(100);
  const nothing = { a: undefined, b: undefined, c: undefined };
  let count = 0;
  assertThrows(() => {
    for (;; count++) writer.propertyText(nothing);
  }, TooLarge);
  assert(count < 10, `${count}`);
});

Deno.test("JsonWriter.propertyText() writes nothing itself", () => {
  const writer = new JsonWriter(100);
  assertEquals(writer.propertyText({ a: 1 }), '{"a":1}');
  assertEquals(writer.text, "");
  assertEquals(writer.room, 100);
});

Deno.test("JsonWriter.propertyText() leaves no more room than its writer has", () => {
  const writer = new JsonWriter(10);
  writer.raw("12345");
  assertThrows(() => writer.propertyText({ a: 1 }), TooLarge);
  assertEquals(writer.propertyText([1]), "[1]");
});

Deno.test("JsonWriter.value() reads no more of a map than there is room for", () => {
  let reads = 0;
  class Endless extends Map<number, number> {
    override get size(): number {
      return Infinity;
    }
    override *[Symbol.iterator](): MapIterator<[number, number]> {
      for (;;) yield [++reads, 0];
    }
  }
  assertThrows(() => written(new Endless(), 500), TooLarge);
  assert(reads <= 100, `${reads}`);
});

Deno.test("JsonWriter.value() asks bytes for no toJSON: that of Node's buffers copies them", () => {
  let calls = 0;
  const bytes = Object.assign(new Uint8Array(2), {
    toJSON: () => {
      calls++;
      return { data: "copied" };
    },
  });
  assertEquals(written(bytes), "[0,0]");
  assertEquals(calls, 0);
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

Deno.test("JsonWriter.value() writes JSON for anything", () => {
  fc.assert(
    fc.property(anything, (value) => {
      JSON.parse(written(value));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("JsonWriter.value() writes what JSON writes for any JSON value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assertEquals(written(value), JSON.stringify(value));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("JsonWriter.value() throws nothing but TooLarge, and never exceeds its limit", () => {
  fc.assert(
    fc.property(anything, fc.nat(200), (value, maxLength) => {
      const writer = new JsonWriter(maxLength);
      try {
        writer.value(value);
        assert(writer.text.length <= maxLength);
      } catch (error) {
        assert(error instanceof TooLarge, String(error));
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
    Deno.test(`JsonWriter.value() writes JSON for a proxy of ${name} whose ${trap} throws`, () => {
      JSON.parse(written(new Proxy(target, { [trap]: boom })));
    });
  }

  Deno.test(`JsonWriter.value() writes JSON for a proxy of ${name} that throws at every second read`, () => {
    for (const parity of [0, 1]) {
      let reads = 0;
      const get = (from: object, key: string | symbol): unknown =>
        ++reads % 2 === parity ? boom() : Reflect.get(from, key);
      JSON.parse(written(new Proxy(target, { get })));
    }
  });

  Deno.test(`JsonWriter.value() writes JSON for a revoked proxy of ${name}`, () => {
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
  Deno.test(`JsonWriter.value() writes JSON for an array whose length is ${length}`, () => {
    const get = (list: unknown[], key: string | symbol): unknown =>
      key === "length" ? length() : Reflect.get(list, key);
    JSON.parse(written({ list: new Proxy([1, 2], { get }), after: 1 }));
  });
}

// Properties.

const TEXTS: readonly (readonly [what: string, value: unknown, text: string | undefined])[] = [
  ["a string", "a", "a"],
  ["an empty string", "", ""],
  ["a string in quotes", '"a"', '"a"'],
  ["a number", 1.5, "1.5"],
  ["-0", -0, "0"],
  ["NaN", NaN, "NaN"],
  ["a boolean", false, "false"],
  ["a bigint", 1n, "1"],
  ["null", null, "null"],
  ["undefined", undefined, undefined],
  ["a function", boom, undefined],
  ["a symbol", Symbol("s"), undefined],
  ["a date", new Date(1), "1970-01-01T00:00:00.001Z"],
  [
    "a date whose own code throws",
    Object.assign(new Date(1), { toISOString: boom, toJSON: boom }),
    "1970-01-01T00:00:00.001Z",
  ],
  ["an invalid date", new Date(NaN), "Invalid Date"],
  ["a date that is none", Object.create(Date.prototype), "[unreadable]"],
  ["a boxed string", Object("a"), "a"],
  ["an object", { a: [1] }, '{"a":[1]}'],
  ["a toJSON that returns a text", { toJSON: () => 'a"b' }, 'a"b'],
  ["a toJSON that returns undefined", { toJSON: () => undefined }, "null"],
];

for (const [what, value, text] of TEXTS) {
  Deno.test(`JsonWriter.propertyText() turns ${what} into ${JSON.stringify(text)}`, () => {
    assertEquals(propertyText(value, 1_000), text);
  });
}

Deno.test("JsonWriter.propertyText() gives up an object whose text is too long", () => {
  assertEquals(propertyText({ a: 1 }, 7), '{"a":1}');
  assertThrows(() => propertyText({ a: 1 }, 6), TooLarge);
});

Deno.test("JsonWriter.propertyText() gives up a number of too many digits without making them", () => {
  assertEquals(propertyText(10n ** 99n, 1_000)?.length, 100);
  const huge = 1n << 20_000_000n;
  const startedAt = performance.now();
  assertThrows(() => propertyText(huge, 32_768), TooLarge);
  assertThrows(() => propertyText({ huge }, 32_768), TooLarge);
  assert(performance.now() - startedAt < 200);
});

Deno.test("JsonWriter.propertyText() returns a string or nothing for anything", () => {
  fc.assert(
    fc.property(anything, (value) => {
      const text = propertyText(value, 100_000);
      assert(text === undefined || typeof text === "string");
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("JsonWriter.propertyText() leaves prototypes as they are", () => {
  const before = Reflect.ownKeys(Object.prototype).length;
  propertyText(
    JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    1_000,
  );
  assertEquals(Reflect.ownKeys(Object.prototype).length, before);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});
