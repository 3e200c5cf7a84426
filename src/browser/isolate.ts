/**
 * Calls code that is not ours, so that nothing it does can reach the caller: not a throw, not a
 * rejection, not a call back into the client.
 *
 * @module
 */
import { readable } from "../core/readable.ts";

/**
 * Wraps a hook. A call made while the same hook is still running is left out: a hook that causes what
 * it is told about would otherwise never end.
 *
 * @param onFailure Told when it throws or rejects.
 */
export function isolate<A extends readonly unknown[]>(
  hook: (...args: A) => unknown,
  onFailure: (error: unknown) => void,
): (...args: A) => void {
  let isRunning = false;
  return async (...args) => {
    if (isRunning) return;
    try {
      isRunning = true;
      const result = hook(...args);
      isRunning = false;
      await result;
    } catch (error) {
      isRunning = false;
      onFailure(error);
    }
  };
}

/** What was thrown, in words. Only texts are read: making one of an object runs its code. */
export function textOf(error: unknown): string {
  const text: unknown = typeof error === "object" ? readable(() => Object(error).message) : error;
  return typeof text === "string" ? text : "an unknown error";
}
