/** Stand-in for `@std/async/deadline`, see `mod.ts`. @module */
import * as std from "deno-std/async/deadline.js";

/** Options for {@linkcode deadline}. */
export interface DeadlineOptions {
  /** Ends the wait early, with a rejection. */
  signal?: AbortSignal;
}

/** Settles as `p` does, or rejects with a `TimeoutError` after `ms` milliseconds. */
export function deadline<T>(p: Promise<T>, ms: number, options?: DeadlineOptions): Promise<T> {
  return std.deadline(p, ms, options);
}
