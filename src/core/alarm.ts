/**
 * One timer that can be set anew, and that knows when it will ring.
 *
 * @module
 */
import type { Clock } from "./ports.ts";

/** Rings once, at the time that was last set. */
export class Alarm {
  readonly #clock: Clock;
  readonly #onRing: () => void;
  #cancel: (() => void) | undefined;
  #dueAt = 0;

  /**
   * @param clock Tells the time and keeps the timer.
   * @param onRing Called when the time has come.
   */
  constructor(clock: Clock, onRing: () => void) {
    this.#clock = clock;
    this.#onRing = onRing;
  }

  /** Whether it will ring. */
  get isSet(): boolean {
    return this.#cancel !== undefined;
  }

  /** When it rings, by the clock; minus infinity when it is not set: nothing is waited for. */
  get dueAt(): number {
    return this.isSet ? this.#dueAt : -Infinity;
  }

  /** Rings `delayMs` from now, and no longer when it was to ring before. */
  set(delayMs: number): void {
    this.clear();
    this.#dueAt = this.#clock.now() + delayMs;
    this.#cancel = this.#clock.setTimer(() => {
      this.#cancel = undefined;
      this.#onRing();
    }, delayMs);
  }

  /** Does not ring. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
