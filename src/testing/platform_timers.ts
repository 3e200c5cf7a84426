/**
 * The platform's time, for a collector without a clock of its own.
 *
 * @module
 */

import type { Clock } from "../core/ports.ts";

/** Looks the globals up at each call, so that a test that replaces them is obeyed. */
export const platformTimers: Pick<Clock, "now" | "setTimer"> = {
  now: () => performance.now(),
  setTimer(callback, delayMs) {
    // Unlike a client's timers this one holds the process: the test waits for it.
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
