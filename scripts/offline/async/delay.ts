/** Stand-in for `@std/async/delay`, see `mod.ts`. @module */
import * as std from "deno-std/async/delay.js";

/** Options for {@linkcode delay}. */
export interface DelayOptions {
  /** Ends the wait early, with a rejection. */
  signal?: AbortSignal;
  /**
   * Whether the wait keeps the process alive.
   *
   * @default {true}
   */
  persistent?: boolean;
}

/** Resolves after `ms` milliseconds. */
export function delay(ms: number, options?: DelayOptions): Promise<void> {
  return std.delay(ms, options);
}
