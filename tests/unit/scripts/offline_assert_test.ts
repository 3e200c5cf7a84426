import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertIsError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotInstanceOf,
  assertNotMatch,
  assertNotStrictEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
  unreachable,
} from "@std/assert";

/** Each assertion on something right and on something wrong. */
const CASES: readonly [name: string, right: () => void, wrong: () => void][] = [
  ["assert", () => assert(1), () => assert(0)],
  ["assertFalse", () => assertFalse(0), () => assertFalse(1)],
  ["assertEquals", () => assertEquals({ a: [1] }, { a: [1] }), () => assertEquals([1], [2])],
  ["assertNotEquals", () => assertNotEquals([1], [2]), () => assertNotEquals([1], [1])],
  ["assertStrictEquals", () => assertStrictEquals(1, 1), () => assertStrictEquals([], [])],
  ["assertNotStrictEquals", () => assertNotStrictEquals([], []), () => assertNotStrictEquals(1, 1)],
  ["assertExists", () => assertExists(0), () => assertExists(null)],
  ["assertMatch", () => assertMatch("ab", /b/), () => assertMatch("ab", /c/)],
  ["assertNotMatch", () => assertNotMatch("ab", /c/), () => assertNotMatch("ab", /b/)],
  [
    "assertStringIncludes",
    () => assertStringIncludes("ab", "b"),
    () => assertStringIncludes("", "b"),
  ],
  [
    "assertArrayIncludes",
    () => assertArrayIncludes([1, 2], [2]),
    () => assertArrayIncludes([1], [2]),
  ],
  [
    "assertObjectMatch",
    () => assertObjectMatch({ a: 1, b: 2 }, { a: 1 }),
    () => assertObjectMatch({ a: 1 }, { a: 2 }),
  ],
  [
    "assertInstanceOf",
    () => assertInstanceOf(new Date(), Date),
    () => assertInstanceOf(new Date(), RegExp),
  ],
  [
    "assertNotInstanceOf",
    () => assertNotInstanceOf(new Date(), RegExp),
    () => assertNotInstanceOf(new Date(), Date),
  ],
  [
    "assertIsError",
    () => assertIsError(new TypeError("no"), TypeError, "no"),
    () => assertIsError(new TypeError("no"), RangeError),
  ],
  ["assertGreater", () => assertGreater(2, 1), () => assertGreater(1, 1)],
  ["assertGreaterOrEqual", () => assertGreaterOrEqual(1, 1), () => assertGreaterOrEqual(0, 1)],
  ["assertLess", () => assertLess(1, 2), () => assertLess(1, 1)],
  ["assertLessOrEqual", () => assertLessOrEqual(1, 1), () => assertLessOrEqual(1, 0)],
  [
    "assertAlmostEquals",
    () => assertAlmostEquals(1, 1.05, 0.1),
    () => assertAlmostEquals(1, 1.2, 0.1),
  ],
];

for (const [name, right, wrong] of CASES) {
  Deno.test(`${name}() tells right from wrong`, () => {
    right();
    assertThrows(wrong, AssertionError);
  });
}

Deno.test("assertThrows() returns the error and checks class and message", () => {
  const raise = () => {
    throw new TypeError("no such thing");
  };
  const error: TypeError = assertThrows(raise, TypeError, "such");
  assertEquals(error.message, "no such thing");
  assertInstanceOf(assertThrows(raise), TypeError);
  assertThrows(() => assertThrows(raise, RangeError), AssertionError);
  assertThrows(() => assertThrows(raise, TypeError, "other"), AssertionError);
  assertThrows(() => assertThrows(() => {}, "why"), AssertionError, "why");
});

Deno.test("assertRejects() resolves to the error and checks class and message", async () => {
  const reject = () => Promise.reject(new TypeError("no such thing"));
  const error: TypeError = await assertRejects(reject, TypeError, "such");
  assertEquals(error.message, "no such thing");
  await assertRejects(() => assertRejects(reject, RangeError), AssertionError);
  await assertRejects(() => assertRejects(() => Promise.resolve()), AssertionError);
});

Deno.test("fail() and unreachable() throw, equal() compares deeply", () => {
  assertThrows(() => fail("why"), AssertionError, "why");
  assertThrows(() => unreachable("why"), AssertionError, "why");
  assert(equal({ a: new Map([[1, [2]]]) }, { a: new Map([[1, [2]]]) }));
  assertFalse(equal(new Set([1]), new Set([2])));
});

Deno.test("assertions narrow types and refuse wrong ones", () => {
  const value: string | undefined = ["text"][0];
  assertExists(value);
  assertEquals(value.length, 4);
  const unknown: unknown = new Map([[1, 2]]);
  assertInstanceOf(unknown, Map);
  assertEquals(unknown.size, 1);
  // @ts-expect-error a number is not a text
  assertMatch(1, /1/);
  // @ts-expect-error the two have no type in common
  assertNotEquals<string>("1", 1);
});
