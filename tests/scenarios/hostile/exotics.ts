/**
 * Hostile proxies, collections, buffers, errors, promises, iterators and objects of the platform.
 *
 * @module
 */
import { boom, deep, type Hostile, named, rejected, revoked, thrower } from "./make.ts";

const TRAPS: readonly (keyof ProxyHandler<object>)[] = [
  "get",
  "set",
  "has",
  "ownKeys",
  "getOwnPropertyDescriptor",
  "getPrototypeOf",
  "setPrototypeOf",
  "isExtensible",
  "preventExtensions",
  "defineProperty",
  "deleteProperty",
];

const THROWING_TRAPS: readonly Hostile[] = TRAPS.flatMap((trap) => [
  [`a proxy whose ${trap} throws`, () => new Proxy({ a: 1 }, { [trap]: boom })],
  [`a proxy of an array whose ${trap} throws`, () => new Proxy([1, 2], { [trap]: boom })],
]);

/** Every trap throws. */
const allTraps = (): ProxyHandler<object> => Object.fromEntries(TRAPS.map((trap) => [trap, boom]));

/** A proxy that answers one member so, and the others as they are. */
const answering = (target: object, name: string, answer: () => unknown): object =>
  new Proxy(target, { get: (from, key) => key === name ? answer() : Reflect.get(from, key) });

const PROXIES: readonly Hostile[] = named("a proxy ", {
  "whose every trap throws": () => new Proxy({}, allTraps()),
  "of a function whose every trap throws": () => new Proxy(() => 1, allTraps()),
  "of a function whose apply throws": () => new Proxy(() => 1, { apply: boom }),
  "of a class whose construct throws": () => new Proxy(class {}, { construct: boom }),
  "whose get throws undefined": () => new Proxy({}, { get: thrower(undefined) }),
  "whose get overflows the stack": () => {
    const proxy: object = new Proxy({}, { get: (_, key, self) => Reflect.get(self, key) });
    return proxy;
  },
  "that is revoked": () => revoked({}),
  "of an array that is revoked": () => revoked([]),
  "of a function that is revoked": () => revoked(boom),
  "that is revoked while it is read": () => {
    const { proxy, revoke } = Proxy.revocable({ a: 1, b: 2 }, {
      get: () => {
        revoke();
        return 1;
      },
    });
    return proxy;
  },
  "of an array whose length throws": () => answering([1], "length", boom),
  "of an array of endless length": () => answering([], "length", () => Infinity),
  "of an array of negative length": () => answering([], "length", () => -1),
  "of an array of no length": () => answering([], "length", () => NaN),
  "of an array of symbolic length": () => answering([], "length", () => Symbol("length")),
  "of an array of length 10n": () => answering([1], "length", () => 10n),
  "that has everything, as text": () =>
    new Proxy({}, { get: (_, key) => String(key), has: () => true }),
  "that has everything, as itself": () => new Proxy({}, { get: (_target, _key, self) => self }),
  "that has everything, and can be called": () => {
    const all: object = new Proxy(() => 1, { get: () => all, apply: () => all });
    return all;
  },
  "that has everything, anew each time": () => {
    let count = 0;
    return new Proxy({}, { get: () => [1, "a", null, {}, [], boom, Symbol("s"), 1n][count++ % 8] });
  },
  "of 100 000 keys": () =>
    new Proxy({}, {
      ownKeys: () => Array.from({ length: 100_000 }, (_, i) => `k${i}`),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
    }),
  "whose keys are not its own": () => new Proxy({}, { ownKeys: () => ["a", "b"] }),
  "whose keys are none": () => new Proxy({}, { ownKeys: () => [5 as unknown as string] }),
  "whose prototype is itself, as it says": () => {
    const proxy: object = new Proxy({}, { getPrototypeOf: () => proxy });
    return proxy;
  },
  "that says it is a date": () => new Proxy({}, { getPrototypeOf: () => Date.prototype }),
  "that says it is an error": () => new Proxy({}, { getPrototypeOf: () => Error.prototype }),
  "that says it is a map": () => new Proxy({}, { getPrototypeOf: () => Map.prototype }),
  "10 000 deep": () => deep(10_000, (inner) => new Proxy(Object(inner), {})),
  "of a map": () => new Proxy(new Map([[1, 2]]), {}),
  "of a promise": () => new Proxy(Promise.resolve(1), {}),
  "of an error": () => new Proxy(new Error("proxied"), {}),
  "of bytes": () => new Proxy(new Uint8Array(4), {}),
  "of globalThis": () => new Proxy(globalThis, {}),
});

const BOXES: readonly Hostile[] = named("a boxed ", {
  "number": () => Object(5),
  "NaN": () => Object(NaN),
  "string": () => Object("text"),
  "empty string": () => Object(""),
  "boolean": () => Object(false),
  "bigint": () => Object(5n),
  "symbol": () => Object(Symbol("s")),
  "number that throws": () => Object.assign(Object(5), { valueOf: boom, toString: boom }),
  "string that throws": () => Object.assign(Object("t"), { toString: boom, valueOf: boom }),
  "string that lies": () => Object.assign(Object("t"), { toString: () => "other", extra: 1 }),
  "number that is none": () => Object.create(Number.prototype),
  "string that is none": () => Object.create(String.prototype),
  "boolean that is none": () => Object.create(Boolean.prototype),
});

const COLLECTIONS: readonly Hostile[] = named("", {
  "a map": () => new Map<unknown, unknown>([["a", 1], [{ k: 1 }, new Set([2])]]),
  "a map of itself": () => {
    const map = new Map<unknown, unknown>();
    return map.set("self", map).set(map, map);
  },
  "a map with an event's fields": () => new Map([["eventName", "forged"], ["anonymousId", "a"]]),
  "a map of 100 000": () => new Map(Array.from({ length: 100_000 }, (_, i) => [i, i])),
  "a map 10 000 deep": () => deep(10_000, (inner) => new Map([["a", inner]])),
  "a map that is none": () => Object.create(Map.prototype),
  "a map whose iterator throws": () =>
    Object.assign(new Map([[1, 2]]), { [Symbol.iterator]: boom }),
  "a map whose iterator is none": () =>
    Object.assign(new Map([[1, 2]]), { [Symbol.iterator]: () => 5 }),
  "a map whose iterator never ends": () =>
    Object.assign(new Map([[1, 2]]), {
      [Symbol.iterator]: () => ({ next: () => ({ done: false, value: undefined }) }),
    }),
  "a map of endless size": () => Object.defineProperty(new Map(), "size", { value: Infinity }),
  "a map whose size throws": () => Object.defineProperty(new Map(), "size", { get: boom }),
  "a set": () => new Set([1, "a", { b: 2 }]),
  "a set of itself": () => {
    const set = new Set<unknown>();
    return set.add(set);
  },
  "a set of 100 000 undefined-like": () =>
    new Set(Array.from({ length: 100_000 }, () => Symbol("s"))),
  "a set that grows when it is read": () => {
    const set = new Set<unknown>();
    return set.add({ toJSON: () => set.add({}).size });
  },
  "a set that is none": () => Object.create(Set.prototype),
  "a weak map": () => new WeakMap(),
  "a weak set": () => new WeakSet(),
  "a weak reference": () => new WeakRef({}),
  "a finalization registry": () => new FinalizationRegistry(() => {}),
});

const BUFFERS: readonly Hostile[] = named("", {
  "an array buffer": () => new ArrayBuffer(8),
  "a shared array buffer": () => new SharedArrayBuffer(8),
  "a data view": () => new DataView(new ArrayBuffer(8)),
  "a detached buffer": () => {
    const buffer = new ArrayBuffer(8);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  },
  "a detached buffer's view": () => {
    const view = new Uint8Array(8);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    return view;
  },
  "a detached buffer's data view": () => {
    const view = new DataView(new ArrayBuffer(8));
    structuredClone(view.buffer, { transfer: [view.buffer] });
    return view;
  },
  "no bytes": () => new Uint8Array(0),
  "bytes": () => new Uint8Array([1, 2, 255]),
  "1 MiB of bytes": () => new Uint8Array(2 ** 20),
  "bytes that are no UTF-8": () => new Uint8Array([0xff, 0xfe, 0xc0, 0x80]),
  "clamped bytes": () => new Uint8ClampedArray([300, -5]),
  "small integers": () => new Int16Array([-1, 1]),
  "integers": () => new Uint32Array([2 ** 32 - 1]),
  "floats": () => new Float64Array([NaN, -0, Infinity, 0.1]),
  "small floats": () => new Float32Array([0.1]),
  "big integers": () => new BigInt64Array([1n, -1n]),
  "big unsigned integers": () => new BigUint64Array([2n ** 64n - 1n]),
  "bytes whose length throws": () =>
    Object.defineProperty(new Uint8Array(2), "length", { get: boom }),
  "bytes whose toJSON throws": () => Object.assign(new Uint8Array(2), { toJSON: boom }),
  "bytes of endless length": () =>
    Object.defineProperty(new Uint8Array(2), "length", { value: Infinity }),
});

const ERRORS: readonly Hostile[] = named("an error ", {
  "with a cause": () => new Error("message", { cause: new Error("cause") }),
  "that is its own cause": () => {
    const error = new Error("message");
    error.cause = error;
    return error;
  },
  "without a message": () => new Error(),
  "with 1 MiB of message": () => new Error("x".repeat(2 ** 20)),
  "with control characters": () => new Error("a\r\nb\u0000\u001b[2J\u2028"),
  "with a lone surrogate": () => new Error("\ud800"),
  "with a symbol for a message": () => Object.assign(new Error("m"), { message: Symbol("m") }),
  "with an object for a message": () =>
    Object.assign(new Error("m"), { message: { toString: boom } }),
  "whose message throws": () => Object.defineProperty(new Error(), "message", { get: boom }),
  "whose name throws": () => Object.defineProperty(new Error(), "name", { get: boom }),
  "whose cause throws": () => Object.defineProperty(new Error("m"), "cause", { get: boom }),
  "whose stack throws": () => Object.defineProperty(new Error("m"), "stack", { get: boom }),
  "whose cause is a revoked proxy": () => new Error("m", { cause: revoked({}) }),
  "without a prototype": () => Object.setPrototypeOf(new Error("m"), null),
  "that is none": () => Object.create(Error.prototype),
  "of many": () => new AggregateError([new Error("a"), Symbol("b")], "all"),
  "of the platform": () => new DOMException("aborted", "AbortError"),
  "of the range": () => new RangeError("Maximum call stack size exceeded"),
});

const PROMISES: readonly Hostile[] = named("", {
  "a promise": () => Promise.resolve(1),
  "a promise of null": () => Promise.resolve(null),
  "a promise without end": () => new Promise(() => {}),
  "a promise that rejected": () => rejected(new Error("hostile")),
  "a promise that rejected with undefined": () => rejected(undefined),
  "a promise that rejected with a revoked proxy": () => rejected(revoked({})),
  "a promise of a subclass": () => (class extends Promise<number> {}).resolve(1),
  "a promise whose constructor throws": () =>
    Object.defineProperty(Promise.resolve(1), "constructor", { get: boom }),
  "a promise whose then throws": () => Object.assign(Promise.resolve(1), { then: boom }),
  "a promise whose catch throws": () => Object.assign(Promise.resolve(1), { catch: boom }),
  "a promise whose catch returns nothing": () =>
    Object.assign(Promise.resolve(1), { catch: () => undefined }),
  "a promise that is none": () => Object.create(Promise.prototype),
  "a thenable that throws": () => ({ then: boom }),
  "a thenable that resolves": () => ({ then: (resolve: (value: unknown) => void) => resolve(1) }),
  "a thenable that rejects": () => ({
    then: (_: unknown, reject: (reason: unknown) => void) => reject(new Error("hostile")),
  }),
  "a thenable that resolves, rejects and throws": () => ({
    then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => {
      resolve(1);
      reject(2);
      boom();
    },
  }),
  "a thenable without end": () => ({ then: () => {} }),
  "a thenable 50 deep": () =>
    deep(50, (inner) => ({ then: (resolve: (value: unknown) => void) => resolve(inner) })),
  "a thenable by a throwing getter": () => Object.defineProperty({}, "then", { get: boom }),
  "a thenable only once": () => {
    let count = 0;
    return Object.defineProperty({}, "then", { get: () => count++ === 0 ? () => {} : boom() });
  },
  "a then that is no function": () => ({ then: "then" }),
});

const ITERATORS: readonly Hostile[] = named("", {
  "a generator": () =>
    function* () {
      yield 1;
    }(),
  "an endless generator": () =>
    function* () {
      for (;;) yield 1;
    }(),
  "an async generator": () =>
    async function* () {
      yield await Promise.resolve(1);
    }(),
  "an iterator whose next throws": () => ({
    next: boom,
    [Symbol.iterator]: () => ({ next: boom }),
  }),
  "an iterator that is spent": () => [][Symbol.iterator](),
  "a map's iterator": () => new Map([[1, 2]]).entries(),
  "a text's matches": () => "aaa".matchAll(/a/g),
});

const PLATFORM: readonly Hostile[] = named("", {
  "a regular expression": () => /a+/g,
  "a regular expression that takes for ever": () => /^(a+)+$/,
  "a URL": () => new URL("https://user:secret@example.com/a?b#c"),
  "search parameters": () => new URLSearchParams("a=1&a=2&__proto__=3"),
  "a request": () => new Request("https://example.com/", { method: "POST", body: "x" }),
  "headers": () => new Headers({ authorization: "Bearer other" }),
  "a form": () => new FormData(),
  "a blob": () => new Blob(["x"]),
  "a stream": () => new ReadableStream(),
  "a stream that failed": () => new ReadableStream({ start: (controller) => controller.error(1) }),
  "a signal": () => new AbortController().signal,
  "a signal that is aborted": () => AbortSignal.abort(),
  "an event of the platform": () => new Event("click"),
  "an event target": () => new EventTarget(),
  "a text encoder": () => new TextEncoder(),
  "globalThis": () => globalThis,
  "console": () => console,
  "Math": () => Math,
  "JSON": () => JSON,
  "Intl": () => Intl,
  "Reflect": () => Reflect,
  "Atomics": () => Atomics,
  "a collator": () => new Intl.Collator(),
  "Deno": () => Deno,
  "the module's own meta": () => import.meta,
  "a timer's id": () => {
    const id = setTimeout(() => {}, 0);
    clearTimeout(id);
    return id;
  },
});

/** All of them. */
export const EXOTICS: readonly Hostile[] = [
  ...THROWING_TRAPS,
  ...PROXIES,
  ...BOXES,
  ...COLLECTIONS,
  ...BUFFERS,
  ...ERRORS,
  ...PROMISES,
  ...ITERATORS,
  ...PLATFORM,
];
