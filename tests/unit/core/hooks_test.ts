import { assertEquals } from "@std/assert";
import { isolateHook, isThenable, messageOf } from "../../../src/core/hooks.ts";

const boom = (): never => {
  throw new Error("boom");
};

/** A list to collect failures in, as texts. */
function failures(): { list: string[]; onFailure: (error: unknown) => void } {
  const list: string[] = [];
  return { list, onFailure: (error) => void list.push(messageOf(error)) };
}

/** Lets promises run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await undefined;
}

Deno.test("isolateHook() passes all arguments on", () => {
  const seen: unknown[] = [];
  isolateHook((...args: [number, string]) => seen.push(args), boom)(1, "a");
  assertEquals(seen, [[1, "a"]]);
});

Deno.test("isolateHook() makes a no-op of an absent hook", () => {
  isolateHook(undefined, boom)();
});

Deno.test("isolateHook() returns nothing", () => {
  assertEquals<unknown>(isolateHook(() => 5, boom)(), undefined);
});

Deno.test("isolateHook() tells what the hook throws", () => {
  const { list, onFailure } = failures();
  isolateHook(boom, onFailure)();
  assertEquals(list, ["boom"]);
});

Deno.test("isolateHook() tells what the hook's promise rejects with", async () => {
  const { list, onFailure } = failures();
  isolateHook(() => Promise.reject(new Error("late")), onFailure)();
  isolateHook(async () => await Promise.reject("text"), onFailure)();
  await settle();
  assertEquals(list, ["late", "text"]);
});

for (
  const value of [undefined, null, 5, "a", Symbol("s"), {}, [], () => {}, new Promise(() => {})]
) {
  Deno.test(`isolateHook() takes no notice of a returned ${typeof value}`, async () => {
    const { list, onFailure } = failures();
    isolateHook(() => value, onFailure)();
    await settle();
    assertEquals(list, []);
  });
}

const ODD: readonly (readonly [what: string, make: () => unknown])[] = [
  ["a thenable whose then throws", () => ({ then: boom })],
  ["a thenable by a throwing getter", () => Object.defineProperty({}, "then", { get: boom })],
  ["a thenable that rejects", () => ({
    then: (_: unknown, reject: (error: unknown) => void) => reject(new Error("boom")),
  })],
  [
    "a promise whose own then throws",
    () => Object.assign(Promise.resolve(), { then: boom, constructor: Object }),
  ],
];

for (const [what, make] of ODD) {
  Deno.test(`isolateHook() tells of ${what}`, async () => {
    const { list, onFailure } = failures();
    isolateHook(make, onFailure)();
    await settle();
    assertEquals(list, ["boom"]);
  });
}

Deno.test("isolateHook() leaves out a call made while the hook runs", () => {
  let calls = 0;
  const hook = isolateHook(() => {
    calls++;
    hook();
  }, boom);
  hook();
  hook();
  assertEquals(calls, 2);
});

Deno.test("isolateHook() is ready again after the hook threw", () => {
  const { list, onFailure } = failures();
  const hook = isolateHook(boom, onFailure);
  hook();
  hook();
  assertEquals(list.length, 2);
});

Deno.test("isolateHook() does not wait for a hook's promise before the next call", () => {
  let calls = 0;
  const hook = isolateHook(() => {
    calls++;
    return new Promise(() => {});
  }, boom);
  hook();
  hook();
  assertEquals(calls, 2);
});

const THENABLES: readonly (readonly [value: unknown, isThenable: boolean])[] = [
  [Promise.resolve(), true],
  [{ then: () => {} }, true],
  [Object.assign(() => {}, { then: () => {} }), true],
  [{ then: true }, false],
  [{}, false],
  [null, false],
  [undefined, false],
  ["then", false],
  [() => {}, false],
];

THENABLES.forEach(([value, expected], index) => {
  Deno.test(`isThenable() says ${expected} of value ${index}`, () => {
    assertEquals(isThenable(value), expected);
  });
});

const MESSAGES: readonly (readonly [what: string, error: unknown, message: string])[] = [
  ["an error", new Error("m"), "m"],
  ["an error without a message", new Error(), ""],
  [
    "an error with a cause",
    new TypeError("fetch failed", { cause: new Error("refused") }),
    "fetch failed: refused",
  ],
  ["an error with an empty cause", new Error("m", { cause: new Error("") }), "m"],
  ["an error with a text as cause", new Error("m", { cause: "c" }), "m"],
  ["a text", "text", "text"],
  ["undefined", undefined, "undefined"],
  ["null", null, "null"],
  ["a number", 5, "5"],
  ["a symbol", Symbol("s"), "Symbol(s)"],
  ["an object", {}, "an object that is no error"],
  ["an object without prototype", Object.create(null), "an object that is no error"],
  ["an object that throws", { toString: boom }, "an object that is no error"],
  ["a list too long to write out", new Array(2 ** 32 - 1), "an object that is no error"],
  ["a big integer too long to write out", 1n << 10_000_000n, "a big integer"],
  [
    "an error whose message throws",
    Object.defineProperty(new Error(), "message", { get: boom }),
    "an error that cannot be read",
  ],
  [
    "an error whose cause throws",
    Object.defineProperty(new Error("m"), "cause", { get: boom }),
    "an error that cannot be read",
  ],
];

for (const [what, error, message] of MESSAGES) {
  Deno.test(`messageOf() says '${message}' of ${what}`, () =>
    assertEquals(messageOf(error), message));
}

for (
  const [what, message] of [
    ["a symbol", Symbol("m")],
    ["an object", { a: 1 }],
    ["an object that throws", { toString: boom }],
    ["null", null],
    ["undefined", undefined],
  ] as const
) {
  Deno.test(`messageOf() returns a string for an error with ${what} for a message`, () => {
    const error = Object.assign(new Error("m"), { message });
    assertEquals(typeof messageOf(error), "string");
    assertEquals(typeof messageOf(new Error("outer", { cause: error })), "string");
  });
}

Deno.test("messageOf() returns a string for a revoked proxy", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertEquals(messageOf(proxy), "an error that cannot be read");
});
