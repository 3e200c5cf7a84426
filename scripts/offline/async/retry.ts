/** Stand-in for `@std/async/retry`, see `mod.ts`. @module */
import * as std from "deno-std/async/retry.js";

/** Options for {@linkcode retry}. */
export interface RetryOptions {
  /**
   * How the wait grows.
   *
   * @default {2}
   */
  multiplier?: number;
  /**
   * Longest wait, in milliseconds.
   *
   * @default {60000}
   */
  maxTimeout?: number;
  /**
   * Attempts in all.
   *
   * @default {5}
   */
  maxAttempts?: number;
  /**
   * First wait, in milliseconds.
   *
   * @default {1000}
   */
  minTimeout?: number;
  /**
   * Share of each wait that is left to chance, 0 to 1.
   *
   * @default {1}
   */
  jitter?: number;
}

/** What {@linkcode retry} throws when all attempts failed; the last failure is its `cause`. */
export interface RetryError extends Error {
  /** Tells the class apart in a printed error. */
  readonly name: "RetryError";
}

/** What {@linkcode retry} throws when all attempts failed. */
export const RetryError: new (cause: unknown, attempts: number) => RetryError = std.RetryError;

/** Calls `fn` until it succeeds or the attempts are used up. */
export function retry<T>(
  fn: (() => Promise<T>) | (() => T),
  options?: RetryOptions,
): Promise<T> {
  return std.retry(fn, options);
}
