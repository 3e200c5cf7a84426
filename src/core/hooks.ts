/**
 * Calls code that is not ours, so that nothing it does can reach the caller: not a throw, not a
 * rejection, not a call back into the client.
 *
 * @module
 */
import { isInstance } from "./is_instance.ts";

/**
 * Wraps a hook. A call made while the same hook is still running is left out: a hook that causes what
 * it is told about would otherwise never end.
 *
 * @param hook The caller's function; absent hooks are no-ops.
 * @param onFailure Told when it throws or rejects.
 */
export function isolateHook<A extends readonly unknown[]>(
  hook: ((...args: A) => unknown) | undefined,
  onFailure: (error: unknown) => void,
): (...args: A) => void {
  if (hook === undefined) return () => {};
  let isRunning = false;
  return (...args) => {
    if (isRunning) return;
    isRunning = true;
    try {
      const result = hook(...args);
      if (isThenable(result)) onRejection(result, onFailure);
    } catch (error) {
      onFailure(error);
    } finally {
      isRunning = false;
    }
  };
}

/** Tells of a rejection. Not by the value's own `catch`: that one may do anything, or nothing. */
export function onRejection(thenable: unknown, tell: (error: unknown) => void): void {
  new Promise((resolve) => resolve(thenable)).catch(tell);
}

/** Whether a value would be waited for by `await`. May throw what the value's own code throws. */
export function isThenable(value: unknown): boolean {
  return (typeof value === "object" || typeof value === "function") && value !== null &&
    typeof Reflect.get(value, "then") === "function";
}

/**
 * An error's message, whatever was thrown. Of objects only texts are read: making one of an object runs
 * its code, or writes out a list of millions.
 */
export function messageOf(error: unknown): string {
  try {
    if (typeof error === "bigint") return "a big integer";
    if (typeof error === "function") return "a function";
    if (typeof error !== "object" || error === null) return String(error);
    if (!isInstance(error, Error)) return "an object that is no error";
    const { message, cause } = error;
    // Platforms hide the reason of a failed connection there and say only "fetch failed" outside.
    const reason: unknown = isInstance(cause, Error) ? cause.message : "";
    return [message, reason].filter((text) => typeof text === "string" && text !== "").join(": ");
  } catch {
    return "an error that cannot be read";
  }
}
