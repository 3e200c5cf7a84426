/**
 * Waiting with an end.
 *
 * @module
 */

/**
 * Waits for something that must happen.
 *
 * @param what What is waited for, as in "Waited 10 s for the shop to end".
 * @returns Rejects when the time has come first.
 */
export async function within<T>(promise: Promise<T>, seconds: number, what: string): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const late = () => reject(new Error(`Waited ${seconds} s for ${what}`));
  const timer = setTimeout(late, seconds * 1_000);
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets time pass. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
