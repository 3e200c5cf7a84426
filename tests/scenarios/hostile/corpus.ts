/**
 * The hostile values: everything that a caller, a hook or a `fetch` could hand over and should not. Fixed,
 * named, and made anew at each use, so that no value remembers an earlier use.
 *
 * @module
 */
import { EXOTICS } from "./exotics.ts";
import { boom, type Hostile } from "./make.ts";
import { OBJECTS } from "./objects.ts";
import { PRIMITIVES } from "./primitives.ts";

export type { Hostile } from "./make.ts";

/** All hostile values. */
export const CORPUS: readonly Hostile[] = [...PRIMITIVES, ...OBJECTS, ...EXOTICS];

/** What takes long to make. None of it remembers that it was used. */
const HEAVY = /MiB|00 000|10 000|300 000 digits|1e9|2\^32 - 1$/;

/** The corpus for many uses: as {@linkcode CORPUS}, but what takes long to make is made once. */
export function reusableCorpus(): readonly Hostile[] {
  return CORPUS.map(([what, make]) => {
    if (!HEAVY.test(what)) return [what, make] as const;
    let made: { readonly value: unknown } | undefined;
    return [what, () => (made ??= { value: make() }).value] as const;
  });
}

/** Values that hold a key, for places that are no event's: from an event nobody takes a key out. */
export function keyBearers(key: string): readonly Hostile[] {
  const escaped = Array.from(
    key,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  ).join("");
  return [
    ["the key", () => key],
    ["the key within a text", () => `Bearer ${key}, Bearer ${key}`],
    ["the key where a text is cut", () => "x".repeat(490) + key],
    ["the key in a URL", () => `https://example.com/?key=${encodeURIComponent(key)}`],
    ["the key in JSON escapes", () => escaped],
    ["an error with the key", () => new Error(`bad header ${key}`)],
    ["an error with the key in its cause", () => new Error("m", { cause: new Error(key) })],
    ["an error named by the key", () => Object.assign(new Error("m"), { name: key })],
    ["an object whose text is the key", () => ({ toString: () => key })],
    ["a symbol named by the key", () => Symbol(key)],
    ["an object with the key", () => ({ [key]: key, toString: boom })],
    ["a promise that rejected with the key", () => {
      const promise = Promise.reject(new Error(key));
      promise.catch(() => {});
      return promise;
    }],
  ];
}
