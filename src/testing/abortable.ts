/**
 * Waiting that ends with the abort signal, the way `fetch` ends: rejected with the signal's reason.
 *
 * @module
 */

import type { Clock } from "../core/ports.ts";

/** The part of an `AbortSignal` that is needed; older ones carry no reason. */
export interface AbortSource {
  /** Whether it has happened. */
  readonly aborted: boolean;
  /** What the aborting side said. */
  readonly reason?: unknown;
  /** Listens for it. */
  addEventListener(type: "abort", listener: () => void): void;
  /** Stops listening. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/** What `fetch` rejects with once the signal has aborted. */
export function abortReason(signal: AbortSource): unknown {
  return signal.reason ?? new DOMException("The request was aborted", "AbortError");
}

/**
 * Settles like `work`, unless the signal aborts first.
 *
 * @throws The signal's reason.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSource | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortReason(signal));
    const settle = (): void => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(settle);
  });
}

/**
 * Waits on the clock. An abort takes the timer off.
 *
 * @throws The signal's reason.
 */
export async function sleep(
  clock: Pick<Clock, "setTimer">,
  delayMs: number,
  signal: AbortSource | undefined,
): Promise<void> {
  let cancel = (): void => {};
  const timer = new Promise<void>((resolve) => {
    cancel = clock.setTimer(resolve, delayMs);
  });
  await untilAborted(timer, signal).finally(cancel);
}
