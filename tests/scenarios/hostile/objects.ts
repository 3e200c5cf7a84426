/**
 * Hostile objects, arrays, functions and dates of the language itself.
 *
 * @module
 */
import { boom, deep, getting, type Hostile, named, thrower, wide } from "./make.ts";

class Money {
  readonly #cents = 1_250;
  static readonly currency = "EUR";
  currency = "EUR";
  get cents(): number {
    return this.#cents;
  }
}

class Failing {
  constructor() {
    boom();
  }
}

class Loud extends Money {
  override get cents(): number {
    return boom();
  }
  override toString(): string {
    return boom();
  }
}

const FUNCTIONS: readonly Hostile[] = named("", {
  "a function": () => () => "called",
  "a function that throws": () => () => boom(),
  "a function that throws undefined": () => thrower(undefined),
  "a function that throws null": () => thrower(null),
  "a function that throws a symbol": () => thrower(Symbol("thrown")),
  "an async function": () => async () => await Promise.resolve(1),
  "a generator function": () => function* () {},
  "an async generator function": () => async function* () {},
  "a class": () => class {},
  "a class that cannot be made": () => Failing,
  "a bound function": () => boom.bind(null),
  "a function with members": () =>
    Object.assign(() => 1, { eventName: "forged", anonymousId: "a", toJSON: boom }),
  "a function whose name throws": () => Object.defineProperty(() => 1, "name", { get: boom }),
  "a function with a then that throws": () => Object.assign(() => 1, { then: boom }),
  "a function that returns itself": () => {
    const self = (): unknown => self;
    return self;
  },
  "a native function": () => Math.max,
  "eval": () => globalThis.eval,
  "Function": () => Function,
});

const DATES: readonly Hostile[] = named("a date ", {
  "of 1970": () => new Date(0),
  "that is invalid": () => new Date(NaN),
  "that is the last": () => new Date(8.64e15),
  "that is the first": () => new Date(-8.64e15),
  "before the year 0": () => new Date(-1e14),
  "after the year 9999": () => new Date(3e14),
  "whose methods throw": () =>
    Object.defineProperty(
      Object.assign(new Date(0), {
        toJSON: boom,
        toISOString: boom,
        getTime: boom,
        valueOf: boom,
        toString: boom,
      }),
      Symbol.toPrimitive,
      { value: boom },
    ),
  "whose toISOString lies": () => Object.assign(new Date(0), { toISOString: () => '"},{"' }),
  "whose getTime lies": () => Object.assign(new Date(0), { getTime: () => Infinity }),
  "of a subclass": () => new (class extends Date {})(0),
  "that is proxied": () => new Proxy(new Date(0), {}),
  "that is none": () => Object.create(Date.prototype),
  "without a prototype": () => Object.setPrototypeOf(new Date(0), null),
});

const ARRAYS: readonly Hostile[] = named("an array ", {
  "of nothing": () => [],
  "of everything": () => [1, "a", null, undefined, () => 1, Symbol("s"), 1n, NaN, {}],
  "with a hole": () => [1, , 3],
  "of one member at 1e9": () => {
    const list: unknown[] = [];
    list[1e9] = 1;
    return list;
  },
  "of length 2^32 - 1": () => new Array(2 ** 32 - 1),
  "of 100 000": () => new Array(100_000).fill(0),
  "of 100 000 undefined": () => new Array(100_000).fill(undefined),
  "of 100 000 functions": () => new Array(100_000).fill(boom),
  "of itself": () => {
    const list: unknown[] = [1];
    list.push(list, [list]);
    return list;
  },
  "100 000 deep": () => deep(100_000, (inner) => [inner]),
  "doubled 40 times": () => deep(40, (inner) => [inner, inner]),
  "with a member that throws": () => Object.defineProperty([1, 2], 1, { get: boom }),
  "with members by name": () => Object.assign([1], { eventName: "forged", anonymousId: "a" }),
  "without a prototype": () => Object.setPrototypeOf([1, 2], null),
  "whose toJSON throws": () => Object.assign([1], { toJSON: boom }),
  "whose iterator throws": () => Object.assign([1], { [Symbol.iterator]: boom }),
  "whose map and join throw": () => Object.assign([1], { map: boom, join: boom, forEach: boom }),
  "that is frozen": () => Object.freeze([1]),
  "that shrinks when it is read": () => {
    const list: unknown[] = [1, 2, 3, 4];
    return Object.defineProperty(list, 0, { get: () => list.length = 1 });
  },
  "that grows when it is read": () => {
    const list: unknown[] = [];
    const get = () => list.push(1);
    return Object.defineProperty(list, 0, { get, enumerable: true });
  },
  "of a subclass": () => new (class extends Array {})(3),
  "of arguments": () =>
    function () {
      return arguments;
    }(),
});

const PLAIN: readonly Hostile[] = named("an object ", {
  "of nothing": () => ({}),
  "of plain data": () => ({ a: 1, b: { c: [1, 2, { d: null }] } }),
  "without a prototype": () => Object.assign(Object.create(null), { a: 1 }),
  "whose prototype is null twice": () => Object.create(Object.create(null)),
  "with a prototype of its own": () => Object.create({ eventName: "inherited", anonymousId: "a" }),
  "10 000 prototypes deep": () => {
    let link: object = {};
    for (let i = 0; i < 10_000; i++) link = Object.create(link);
    return link;
  },
  "that is frozen": () => Object.freeze({ a: Object.freeze([1]) }),
  "that is sealed": () => Object.seal({ a: 1 }),
  "with symbols for keys": () => ({ [Symbol("k")]: 1, [Symbol.iterator]: 5, a: 1 }),
  "with hidden members": () => Object.defineProperty({}, "a", { value: 1 }),
  "with an empty key": () => ({ "": 1, " ": 2 }),
  "with keys like indexes": () => ({ 1: "a", 0: "b", "-1": "c", "4294967295": "d" }),
  "with a lone surrogate for a key": () => Object.fromEntries([["\ud800", 1], ["\udc00x", 2]]),
  "with a NUL for a key": () => ({ "\u0000": 1 }),
  "with a key of 1 MiB": () => ({ ["k".repeat(2 ** 20)]: 1 }),
  "with a key that ends its JSON": () => ({ '":"","eventName":"forged': 1 }),
  "with an own __proto__": () => JSON.parse('{"__proto__":{"polluted":true},"a":1}'),
  "with own constructor and prototype": () =>
    JSON.parse('{"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}}'),
  "with own accessors' names": () => ({ __defineGetter__: boom, __lookupGetter__: boom }),
  "whose hasOwnProperty throws": () => ({ hasOwnProperty: boom, isPrototypeOf: boom }),
  "whose constructor throws": () => getting("constructor", boom),
  "whose toString and valueOf throw": () => ({ toString: boom, valueOf: boom }),
  "whose toString returns an object": () => ({ toString: () => ({}), valueOf: () => ({}) }),
  "whose Symbol.toPrimitive throws": () => ({ [Symbol.toPrimitive]: boom }),
  "whose Symbol.toPrimitive is a number": () => ({ [Symbol.toPrimitive]: 5 }),
  "whose Symbol.toStringTag throws": () =>
    Object.defineProperty({}, Symbol.toStringTag, { get: boom }),
  "whose Symbol.hasInstance throws": () => ({ [Symbol.hasInstance]: boom }),
  "whose Symbol.iterator throws": () => ({ [Symbol.iterator]: boom }),
  "that calls itself a date": () => ({ [Symbol.toStringTag]: "Date", toISOString: boom }),
  "that calls itself an error": () => ({ name: "Error", message: { toString: boom } }),
  "that looks like an array": () => ({ length: 2 ** 53, 0: "a" }),
  "that looks like a string": () => ({ length: 3, charCodeAt: boom, slice: boom }),
  "of 100 000 keys": () => wide(100_000),
  "of 100 000 undefined": () => wide(100_000, undefined),
  "of 100 000 functions": () => wide(100_000, boom),
  "that contains itself": () => {
    const object: Record<string, unknown> = { a: 1 };
    object.self = object;
    object.list = [object, { object }];
    return object;
  },
  "whose prototype's member is itself": () => {
    const object = Object.create({});
    Object.getPrototypeOf(object).self = object;
    return object;
  },
  "one many times": () => {
    const one = { a: 1 };
    return { one, two: one, three: [one, one] };
  },
  "doubled 40 times": () => deep(40, (inner) => ({ a: inner, b: inner })),
  "65 deep": () => deep(65, (inner) => ({ a: inner })),
  "100 000 deep": () => deep(100_000, (inner) => ({ a: inner })),
  "of a class": () => new Money(),
  "of a class with a throwing getter": () => new Loud(),
  "that is a class's prototype": () => Money.prototype,
  "that is Object.prototype": () => Object.prototype,
  "that is Array.prototype": () => Array.prototype,
  "that is Function.prototype": () => Function.prototype,
  "that is Promise.prototype": () => Promise.prototype,
});

/** Objects that look like an event or an answer, and are none. */
const PRETENDERS: readonly Hostile[] = named("a pretender ", {
  "of an event with a lone name": () => ({ eventName: "x" }),
  "of an event whose ids are objects": () => ({
    eventName: new String("boxed"),
    anonymousId: { toString: () => "a" },
  }),
  "of an event by its prototype": () => Object.create({ eventName: "x", properties: { a: boom } }),
  "of an event with a deep property": () => ({
    eventName: "",
    properties: deep(1_000, (inner) => ({ inner })),
  }),
  "of a response without headers": () => ({ status: 202 }),
  "of a response whose status is text": () => ({ status: "202", headers: new Map(), body: null }),
  "of a response whose headers throw": () => ({ status: 500, headers: { get: boom }, body: null }),
  "of a response whose body never ends": () => ({
    status: 500,
    headers: new Map(),
    body: {
      getReader: () => ({
        read: () => Promise.resolve({ done: false, value: new Uint8Array(0) }),
        cancel: boom,
      }),
    },
  }),
  "of a logger": () => ({ warn: boom, debug: 5 }),
  "of a storage": () => ({
    length: NaN,
    key: boom,
    getItem: boom,
    setItem: boom,
    removeItem: boom,
  }),
  "of a time to wait": () => ({ timeoutMs: { valueOf: boom } }),
});

const GETTERS: readonly Hostile[] = named("a getter that ", {
  "throws an error": () => getting("a", boom, { z: 1 }),
  "throws a symbol": () => getting("a", thrower(Symbol("thrown"))),
  "throws null": () => getting("a", thrower(null)),
  "throws undefined": () => getting("a", thrower(undefined)),
  "throws a hostile object": () => getting("a", thrower({ toString: boom, message: boom })),
  "overflows the stack": () => {
    const endless = (): unknown => endless();
    return getting("a", endless);
  },
  "never repeats itself": () => {
    let count = 0;
    return getting("a", () => count++ % 2 === 0 ? "text" : { deeper: count });
  },
  "answers anew objects for ever": () => {
    const more = (): object => getting("a", more);
    return more();
  },
  "deletes its neighbours": () => ({
    get a() {
      return Reflect.deleteProperty(this, "b");
    },
    b: 1,
  }),
  "adds members": () => {
    let count = 0;
    return {
      get a() {
        return Reflect.set(this, `k${count++}`, 1);
      },
    };
  },
  "changes its prototype": () => ({
    get a() {
      return Reflect.setPrototypeOf(this, null);
    },
  }),
  "becomes a value": () => ({
    get a() {
      return Object.defineProperty(this, "a", { value: boom });
    },
  }),
  "is one of 1 000 that throw": () => {
    const all = {};
    for (let i = 0; i < 1_000; i++) {
      Object.defineProperty(all, `k${i}`, { get: boom, enumerable: true });
    }
    return all;
  },
  "works as every field of an event": () => {
    const fields = ["eventName", "anonymousId", "userId", "properties", "messageId", "then"];
    const event = {};
    for (const field of fields) Object.defineProperty(event, field, { get: boom });
    return event;
  },
});

const withJson = (toJSON: unknown): object => ({ a: 1, toJSON });

const JSONS: readonly Hostile[] = named("a toJSON that ", {
  "throws": () => withJson(boom),
  "throws undefined": () => withJson(thrower(undefined)),
  "returns itself": () => {
    const self: object = withJson(() => self);
    return self;
  },
  "returns another without end": () => {
    const more = (): object => withJson(more);
    return more();
  },
  "returns two others without end": () => {
    const more = (): object => withJson(() => ({ a: more(), b: more() }));
    return more();
  },
  "is nested 100 000 deep": () => deep(100_000, (inner) => withJson(() => inner)),
  "returns undefined": () => withJson(() => undefined),
  "returns a function": () => withJson(() => boom),
  "returns a symbol": () => withJson(() => Symbol("s")),
  "returns a bigint": () => withJson(() => 1n),
  "returns a lone surrogate": () => withJson(() => "\ud800"),
  "returns 1 MiB": () => withJson(() => "x".repeat(2 ** 20)),
  "is no function": () => withJson("text"),
  "is a throwing getter": () => getting("toJSON", boom),
  "is a class": () => withJson(Money),
  "overflows the stack": () => {
    const endless = (): unknown => endless();
    return withJson(endless);
  },
});

/** All of them. */
export const OBJECTS: readonly Hostile[] = [
  ...FUNCTIONS,
  ...DATES,
  ...ARRAYS,
  ...PLAIN,
  ...PRETENDERS,
  ...GETTERS,
  ...JSONS,
];
