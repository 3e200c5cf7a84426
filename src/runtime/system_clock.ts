/**
 * The platform's own time.
 *
 * @module
 */
import type { Clock } from "../core/ports.ts";

/** Longer delays overflow a platform's timer and ring at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The platform's clocks and timers, taken at the call: whoever replaces them later does not change a
 * client that exists.
 */
export function createSystemClock(): Clock {
  const { setTimeout, clearTimeout, Date } = globalThis;
  const performance: { now(): number } | undefined = globalThis.performance;
  const now = typeof performance?.now === "function" ? () => performance.now() : () => Date.now();
  return {
    now,
    epochNow: () => Date.now(),
    setTimer: (callback, delayMs) => {
      const timer: unknown = setTimeout(callback, Math.min(delayMs, MAX_TIMER_MS));
      release(timer);
      return () => clearTimeout(timer as number);
    },
    keepAlive: () => {
      const timer: unknown = setTimeout(() => {}, MAX_TIMER_MS);
      return () => clearTimeout(timer as number);
    },
  };
}

/** Server runtimes return an object whose timer can be told not to keep the process alive. */
function release(timer: unknown): void {
  if (typeof timer !== "object" || timer === null || !("unref" in timer)) return;
  if (typeof timer.unref === "function") timer.unref();
}
