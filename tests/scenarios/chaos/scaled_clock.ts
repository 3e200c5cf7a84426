/**
 * Real time, faster. Real timers drive it, so that it and real sockets take their turns in one event
 * loop, but an hour of waiting takes a second: while something is awaited from the wire, time runs
 * {@linkcode BUSY_FACTOR} times as fast, and while nothing can happen but waiting, much faster.
 *
 * A process that is kept from running does not age: however long it stands still, that counts as
 * {@linkcode MAX_STEP_MS}. Otherwise a busy machine would let healthy requests run into their timeout,
 * and the client would be blamed for the duplicates.
 *
 * @module
 */
import type { Clock } from "@tidings/sdk";

/** A timeout of 10 s leaves 2 s of real time, at least 400 turns of the event loop, for an answer. */
export const BUSY_FACTOR = 5;

/** 30 s of waiting take a few turns of the event loop. */
const IDLE_FACTOR = 10_000;

/** Longest real time that counts between two turns. */
const MAX_STEP_MS = 5;

/** When every history begins: any day will do, as long as it is the same. */
const EPOCH_MS = Date.UTC(2026, 2, 1, 12);

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A clock for the client and the collector. It runs until it is stopped. */
export class ScaledClock implements Clock, Disposable {
  readonly #isBusy: () => boolean;
  /** The earliest first; of equals the one set first. */
  readonly #timers: Timer[] = [];
  #turnEnds = Promise.withResolvers<void>();
  #now = 0;
  #turns = 0;
  #keepAlives = 0;
  #lastTurnAt = performance.now();
  #pulse: ReturnType<typeof setTimeout>;

  /** @param isBusy Whether something is awaited from the wire that may still come. */
  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy;
    this.#pulse = this.#beat();
  }

  /** How many turns there were. */
  get turns(): number {
    return this.#turns;
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.length;
  }

  /** How often the process is held. */
  get keepAlives(): number {
    return this.#keepAlives;
  }

  /** Milliseconds since the start. */
  now(): number {
    return this.#now;
  }

  /** The same, since 1970. */
  epochNow(): number {
    return EPOCH_MS + this.#now;
  }

  /** Calls `callback` once, `delayMs` from now. */
  setTimer(callback: () => void, delayMs: number): () => void {
    const timer = { dueAt: this.#now + Math.max(0, delayMs), callback };
    let at = this.#timers.length;
    while (at > 0 && (this.#timers[at - 1]?.dueAt ?? 0) > timer.dueAt) at--;
    this.#timers.splice(at, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** Counted only: the pulse keeps the process alive anyhow. */
  keepAlive(): () => void {
    let isHeld = true;
    this.#keepAlives++;
    return () => {
      if (isHeld) this.#keepAlives--;
      isHeld = false;
    };
  }

  /** Settles after the next turn. */
  turn(): Promise<void> {
    return this.#turnEnds.promise;
  }

  /** Settles when `delayMs` have passed. */
  pass(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.setTimer(resolve, delayMs));
  }

  /** Stops time, for good. */
  [Symbol.dispose](): void {
    clearTimeout(this.#pulse);
  }

  #beat(): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.#pulse = this.#beat();
      this.#advance();
    }, 1);
  }

  /** Never beyond the next timer: what it sets off must happen before time goes on. */
  #advance(): void {
    const realNow = performance.now();
    const realMs = Math.min(MAX_STEP_MS, realNow - this.#lastTurnAt);
    this.#lastTurnAt = realNow;
    this.#turns++;
    const aimed = this.#now + realMs * (this.#isBusy() ? BUSY_FACTOR : IDLE_FACTOR);
    this.#now = Math.max(this.#now, Math.min(aimed, this.#timers[0]?.dueAt ?? aimed));
    for (let due = this.#takeDue(); due !== undefined; due = this.#takeDue()) due.callback();
    const { resolve } = this.#turnEnds;
    this.#turnEnds = Promise.withResolvers<void>();
    resolve();
  }

  #takeDue(): Timer | undefined {
    const isDue = (this.#timers[0]?.dueAt ?? Infinity) <= this.#now;
    return isDue ? this.#timers.shift() : undefined;
  }
}
