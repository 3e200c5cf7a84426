/**
 * Tells a serverless platform for how long there is work: from the first event that waits until none
 * does.
 *
 * @module
 */

/** One promise per period in which something is pending. */
export class PendingPeriod {
  readonly #waitUntil: (promise: Promise<void>) => void;
  #end: (() => void) | undefined;

  /** @param waitUntil Called once per period, with a promise that settles at its end. */
  constructor(waitUntil: (promise: Promise<void>) => void) {
    this.#waitUntil = waitUntil;
  }

  /** Something is pending; it may have been already. */
  begin(): void {
    if (this.#end !== undefined) return;
    this.#waitUntil(new Promise((resolve) => this.#end = resolve));
  }

  /** Nothing is pending any more. */
  end(): void {
    this.#end?.();
    this.#end = undefined;
  }
}
