import { assert, assertEquals, assertThrows } from "@std/assert";
import { nearestName, OptionCheck } from "../../../src/core/options.ts";
import { createRedactor } from "../../../src/core/redact.ts";

const KEY = "secret-key-0123456789";
const check = new OptionCheck("Thing", createRedactor(KEY));

/** The message of what a check throws. */
function messageOf(error: new (message: string) => Error, fail: () => unknown): string {
  return assertThrows(fail, error).message;
}

const RANGE = { min: 1, max: 10 };

for (const value of [1, 5, 10]) {
  Deno.test(`OptionCheck.integer() takes ${value} from 1 to 10`, () => {
    assertEquals(check.integer("size", value, RANGE), value);
  });
}

for (const value of [0, -0, 11, -1, 1.5, NaN, Infinity, -Infinity, 10.0000001]) {
  Deno.test(`OptionCheck.integer() throws a RangeError for ${value}`, () => {
    assertEquals(
      messageOf(RangeError, () => check.integer("size", value, RANGE)),
      `Cannot create Thing as 'size' must be an integer from 1 to 10: current value is ${value}`,
    );
  });
}

Deno.test("OptionCheck.zeroOrInteger() takes 0 below the minimum", () => {
  const range = { min: 5, max: 10 };
  assertEquals(check.zeroOrInteger("size", 0, range), 0);
  assertEquals(
    messageOf(RangeError, () => check.zeroOrInteger("size", 4, range)),
    "Cannot create Thing as 'size' must be 0 or an integer from 5 to 10: current value is 4",
  );
});

for (const value of [0, 0.5, 1]) {
  Deno.test(`OptionCheck.number() takes ${value} from 0 to 1`, () => {
    assertEquals(check.number("share", value, 0, 1), value);
  });
}

for (const value of [-0.001, 1.001, NaN, Infinity]) {
  Deno.test(`OptionCheck.number() throws a RangeError for ${value}`, () => {
    assertEquals(
      messageOf(RangeError, () => check.number("share", value, 0, 1)),
      `Cannot create Thing as 'share' must be a number from 0 to 1: current value is ${value}`,
    );
  });
}

Deno.test("OptionCheck.boolean() takes booleans only", () => {
  assertEquals([check.boolean("on", true), check.boolean("on", false)], [true, false]);
  for (const value of [0, 1, "", "true", null, undefined]) {
    assertThrows(() => check.boolean("on", value), TypeError, "'on' must be a boolean");
  }
});

Deno.test("OptionCheck.optionalFunction() takes functions and undefined", () => {
  const hook = () => {};
  assertEquals(check.optionalFunction("hook", hook), hook);
  assertEquals(check.optionalFunction("hook", undefined), undefined);
  for (const value of [null, {}, "f", 0]) {
    assertThrows(() => check.optionalFunction("hook", value), TypeError, "must be a function");
  }
});

Deno.test("OptionCheck.text() takes strings that are not empty", () => {
  assertEquals(check.text("name", " "), " ");
  for (const value of ["", 5, null, undefined, {}]) {
    assertThrows(() => check.text("name", value), TypeError, "'name' must be a non-empty string");
  }
});

const SHOWN: readonly (readonly [value: unknown, shown: string])[] = [
  ["text", '"text"'],
  ['with "quotes"\n', '"with \\"quotes\\"\\n"'],
  [null, "null"],
  [undefined, "undefined"],
  [5, "5"],
  [5n, "5"],
  [true, "true"],
  [[1], "an array"],
  [{ a: 1 }, "an object"],
  [() => {}, "a function"],
  [Symbol("s"), "a symbol"],
  ["x".repeat(60), `"${"x".repeat(60)}"`],
  ["x".repeat(61), `"${"x".repeat(60)}…"`],
];

for (const [value, shown] of SHOWN) {
  Deno.test(`OptionCheck.wrongType() shows ${shown.slice(0, 20)}… of a ${typeof value}`, () => {
    assertEquals(
      messageOf(TypeError, () => check.wrongType("name", "must be right", value)),
      `Cannot create Thing as 'name' must be right: current value is ${shown}`,
    );
  });
}

Deno.test("OptionCheck.wrongType() calls no code of the value's own", () => {
  const boom = (): never => {
    throw new Error("called");
  };
  const value = { toString: boom, valueOf: boom, toJSON: boom, [Symbol.toPrimitive]: boom };
  assertThrows(() => check.wrongType("name", "must be right", value), TypeError, "an object");
});

for (
  const [what, value] of [["alone", KEY], ["within", `Bearer ${KEY}!`], [
    "at the cut",
    "x".repeat(50) + KEY,
  ]]
) {
  Deno.test(`OptionCheck.wrongType() does not show the key ${what}`, () => {
    const message = messageOf(TypeError, () => check.wrongType("name", "must be right", value));
    assertEquals(message.includes("secret"), false, message);
  });
}

Deno.test("OptionCheck.wrongType() does not show a key longer than what is shown", () => {
  const key = `k${"0123456789".repeat(20)}`;
  const { wrongType } = OptionCheck.prototype;
  const own = new OptionCheck("Thing", createRedactor(key));
  const message = messageOf(TypeError, () => wrongType.call(own, "name", "must be right", key));
  assertEquals(message.includes("0123456789"), false, message);
});

const NAMES = [
  "apiKey",
  "endpoint",
  "flushInterval",
  "maxBatchSize",
  "maxRetries",
  "onDrop",
  "onError",
];

const NEAREST: readonly (readonly [unknown: string, nearest: string | undefined])[] = [
  ["apikey", "apiKey"],
  ["APIKEY", "apiKey"],
  ["apiKye", "apiKey"],
  ["endpont", "endpoint"],
  ["endpointUrl", "endpoint"],
  ["interval", "flushInterval"],
  ["batchSize", "maxBatchSize"],
  ["retries", "maxRetries"],
  ["onErr", "onError"],
  ["onDrops", "onDrop"],
  ["flush", "flushInterval"],
  ["zzzzzz", undefined],
  ["colour", undefined],
  ["plugins", undefined],
  ["x".repeat(100_000), undefined],
];

for (const [unknown, nearest] of NEAREST) {
  Deno.test(`nearestName() takes '${unknown.slice(0, 20)}' for ${nearest}`, () => {
    assertEquals(nearestName(unknown, NAMES), nearest);
  });
}

const DISTANCES:
  readonly (readonly [unknown: string, known: readonly string[], nearest: string | undefined])[] = [
    // Up to half of the letters may be wrong.
    ["abcd", ["abxy"], "abxy"],
    ["abcd", ["axyz"], undefined],
    ["abcde", ["abxyz"], undefined],
    ["abcde", ["abcxy"], "abcxy"],
    ["a", ["b"], undefined],
    // A letter put in, left out, or two changed places.
    ["axbcd", ["abced"], "abced"],
    ["xbcdy", ["abcde"], "abcde"],
    ["acbde", ["abcde"], "abcde"],
    ["bcdea", ["abcde"], "abcde"],
    ["abxcdef", ["abcdyef"], "abcdyef"],
    ["kitten", ["sitting"], "sitting"],
    ["kitten", ["sittings"], undefined],
    // The nearest wins, the first of the nearest.
    ["abcdef", ["abxyef", "abxdef"], "abxdef"],
    ["abcdef", ["abxdef", "abydef"], "abxdef"],
    // A part counts as one change.
    ["abcd", ["abce", "abcdef"], "abce"],
    ["abcd", ["abcdef", "abce"], "abcdef"],
    ["abcdef", ["abcd", "abcxef"], "abcd"],
  ];

for (const [unknown, known, nearest] of DISTANCES) {
  Deno.test(`nearestName() takes '${unknown}' among ${known} for ${nearest}`, () => {
    assertEquals(nearestName(unknown, known), nearest);
  });
}

Deno.test("nearestName() finds nothing among no names", () => {
  assertEquals(nearestName("apiKey", []), undefined);
});

Deno.test("nearestName() takes no time for a long name", () => {
  const startedAt = performance.now();
  nearestName("flushInterva".repeat(100_000), NAMES);
  assert(performance.now() - startedAt < 100);
});
