/** Stand-in for `@std/async/debounce`, see `mod.ts`. @module */
// deno-lint-ignore-file no-explicit-any -- the real signature
import * as std from "deno-std/async/debounce.js";

/** A function that waits until it has not been called for a while. */
export interface DebouncedFunction<T extends Array<unknown>> {
  /** Asks for a call. */
  (...args: T): void;
  /** Forgets the call that waits. */
  clear(): void;
  /** Makes the call that waits, at once. */
  flush(): void;
  /** Whether a call waits. */
  readonly pending: boolean;
}

/** Delays calls of `fn` until it has not been asked for during `wait` milliseconds. */
export function debounce<T extends Array<any>>(
  fn: (this: DebouncedFunction<T>, ...args: T) => void,
  wait: number,
): DebouncedFunction<T> {
  return std.debounce(fn, wait);
}
