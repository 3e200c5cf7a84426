/**
 * A page's own time.
 *
 * @module
 */
import type { Clock } from "../core/ports.ts";

/** The clocks and timers of a page. There is no process that they could keep alive. */
export const pageClock: Clock = {
  now: () => performance.now(),
  epochNow: () => Date.now(),
  setTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  keepAlive: () => () => {},
};
