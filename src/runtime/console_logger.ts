/**
 * The platform's console as a logger.
 *
 * @module
 */
import type { LoggerLike } from "../core/ports.ts";

/** Writes to the global console, looked up at each line so that a host may replace it. */
export const consoleLogger: LoggerLike = {
  warn: (message) => globalThis.console?.warn(message),
  debug: (message) => globalThis.console?.debug(message),
};
