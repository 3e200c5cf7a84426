/**
 * Reads what may throw when it is read.
 *
 * @module
 */

/** What is read, or `undefined` if that throws. */
export function readable<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
