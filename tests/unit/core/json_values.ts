/**
 * Values, and what they are as JSON: for every writer of ours alike.
 *
 * @module
 */

/** Code of somebody else's that fails. */
export const boom = (): never => {
  throw new Error("hostile");
};

/** A value in so many others. */
export function deep(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

/** What JSON knows: written as JSON writes it. */
export const PLAIN_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  1.5,
  1e21,
  5e-324,
  NaN,
  Infinity,
  -Infinity,
  "",
  "text",
  '"\\\n\u0000\u2028',
  "\ud800",
  [],
  {},
  [1, [2, [3]]],
  { a: { b: { c: null } } },
  [undefined, () => {}, Symbol("s")],
  { a: undefined, b: () => {}, c: Symbol("s"), d: 1 },
  { a: 1, b: undefined },
  { "": 1, '"': 2, "\ud800": 3 },
  { 2: "b", 1: "a" },
  [, 1],
  new Date(0),
  new Date(NaN),
  Object(5),
  Object("text"),
  Object(true),
  { toJSON: () => ({ a: 1 }) },
  { toJSON: () => null },
  { toJSON: "not a function" },
  { a: { toJSON: () => "text" } },
  Object.create({ inherited: 1 }),
  Object.defineProperty({}, "hidden", { value: 1 }),
  { [Symbol("s")]: 1 },
  new Proxy({ a: 1 }, {}),
  new Proxy([1, 2], {}),
  new URL("https://example.com/"),
];

/** A value, and what we make of it. */
export type OwnCase = readonly [what: string, value: unknown, text: string];

/** What JSON does not know, or not so. */
export const OWN_CASES: readonly OwnCase[] = [
  ["a bigint as its digits", -12n, '"-12"'],
  ["a map as pairs", new Map([["a", new Map([[1, 2]])]]), '[["a",[[1,2]]]]'],
  ["a set as a list", new Set(["a", 1]), '["a",1]'],
  ["an empty map", new Map(), "[]"],
  ["bytes as a list", new Uint8Array([0, 255]), "[0,255]"],
  ["floats as JSON knows them", new Float32Array([0.5, NaN]), "[0.5,null]"],
  ["big integers as digits", new BigUint64Array([2n ** 64n - 1n]), '["18446744073709551615"]'],
  ["an array buffer as an object", new ArrayBuffer(2), "{}"],
  ["a data view as an object", new DataView(new ArrayBuffer(2)), "{}"],
  ["an error by name and message", new RangeError("m"), '{"name":"RangeError","message":"m"}'],
  ["a throwing toJSON as a marker", { toJSON: boom }, '"[unreadable]"'],
  [
    "a throwing toJSON getter as a marker",
    Object.defineProperty({}, "toJSON", { get: boom }),
    '"[unreadable]"',
  ],
  [
    "a throwing boxed number as a marker",
    Object.assign(Object(1), { valueOf: boom }),
    '"[unreadable]"',
  ],
];
