/**
 * Time that passes when told to.
 *
 * @module
 */

import type { Clock } from "../core/ports.ts";
import { createMacrotaskSettle, type Settle, settleMicrotasks } from "./settle.ts";

/**
 * How a {@linkcode FakeClock} starts and settles.
 *
 * @example The last second of a year
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, FakeClock, type FakeClockOptions } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const options: FakeClockOptions = { epochMs: Date.UTC(2026, 11, 31, 23, 59, 59) };
 * const clock = new FakeClock(options);
 * const collector = createCollector({ clock });
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
 * client.track({ eventName: "old_year", anonymousId: "anon-1" });
 * await clock.advance(1_000);
 * client.track({ eventName: "new_year", anonymousId: "anon-1" });
 * await client.flush();
 * const years = collector.events.map(({ timestamp }) => timestamp.slice(0, 4));
 * assertEquals(years, ["2026", "2027"]);
 * ```
 */
export interface FakeClockOptions {
  /**
   * The wall clock at the start, in milliseconds since 1970. Default: the beginning of 2026, UTC.
   *
   * @default {1767225600000}
   */
  readonly epochMs?: number;
  /**
   * How promises are given their turn around each timer. `macrotasks`: some turns of the event loop, a
   * few real milliseconds, enough for the bodies of real requests and answers. `microtasks`: 60 promise
   * turns and no real time, for simulators in which nothing needs the event loop. Or a function of your
   * own.
   *
   * @default {"macrotasks"}
   */
  readonly settle?: "macrotasks" | "microtasks" | (() => Promise<void>);
}

/** A timer that has not fired. */
interface FakeTimer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Midnight at the start of 2026, UTC: fixed, so that two runs print the same. */
const DEFAULT_EPOCH_MS = 1_767_225_600_000;

/** More timers than this in one advance and none later: they re-arm themselves without end. */
const MAX_TIMERS_PER_INSTANT = 100_000;

/**
 * A clock for tests: it stands still until it is advanced, and then fires what is due, one by one.
 *
 * @example Let time pass
 * ```ts
 * import { FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = new FakeClock();
 * const fired: number[] = [];
 * clock.setTimer(() => fired.push(clock.now()), 2_000);
 * clock.setTimer(() => fired.push(clock.now()), 1_000);
 *
 * await clock.advance(1_500);
 * assertEquals(fired, [1_000]);
 * assertEquals(clock.nextTimerAt, 2_000);
 * ```
 */
export class FakeClock implements Clock {
  static {
    // A bundler that makes names short leaves this one, which people see in what they log.
    Object.defineProperty(this, "name", { value: "FakeClock" });
  }
  readonly #settle: Settle;
  readonly #timers = new Set<FakeTimer>();
  #nowMs = 0;
  #epochOffsetMs: number;
  #keepAlives = 0;
  #advancing: Promise<void> = Promise.resolve();

  /**
   * A clock that reads 0.
   *
   * @throws {RangeError} If `epochMs` is not a finite number.
   */
  constructor(options: FakeClockOptions = {}) {
    const { epochMs = DEFAULT_EPOCH_MS, settle = "macrotasks" } = options;
    this.#epochOffsetMs = requireFinite("create a clock", "epochMs", epochMs);
    if (typeof settle === "function") this.#settle = settle;
    else this.#settle = settle === "microtasks" ? settleMicrotasks : createMacrotaskSettle();
  }

  /** Milliseconds since the clock was made, as far as it was advanced. */
  now(): number {
    return this.#nowMs;
  }

  /** Milliseconds since 1970. */
  epochNow(): number {
    return this.#epochOffsetMs + this.#nowMs;
  }

  /** How many timers are waiting to fire. */
  get timers(): number {
    return this.#timers.size;
  }

  /** When the next timer fires, on the scale of `now()`, or `undefined` if there is none. */
  get nextTimerAt(): number | undefined {
    return this.#nextTimer()?.atMs;
  }

  /** How many holds on the process have not been let go. */
  get keepAlives(): number {
    return this.#keepAlives;
  }

  /**
   * Calls `callback` once, when the clock has been advanced by `delayMs`. A negative delay is none.
   *
   * @returns Takes the timer off.
   * @throws {RangeError} If `delayMs` is not a finite number: a real timer would fire at once.
   */
  setTimer(callback: () => void, delayMs: number): () => void {
    const delay = Math.max(0, requireFinite("set a timer", "delayMs", delayMs));
    const timer: FakeTimer = { atMs: this.#nowMs + delay, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /**
   * Counts a hold on the process.
   *
   * @returns Lets it go; once is enough.
   */
  keepAlive(): () => void {
    let isHeld = true;
    this.#keepAlives++;
    return () => {
      if (isHeld) this.#keepAlives--;
      isHeld = false;
    };
  }

  /**
   * Lets time pass: fires every timer that is due within, in due order and, at the same instant, in the
   * order of their creation, and lets promises settle before the first and after each. Timers made on
   * the way fire too if they are due. `advance(0)` only settles and fires what is due now. Calls that
   * overlap are carried out one after the other.
   *
   * @param ms How long, in milliseconds.
   * @returns Resolves when the time has passed. Rejects then with what a timer threw, or an
   * `AggregateError` if several did.
   * @throws {RangeError} If `ms` is not a number from 0.
   */
  advance(ms: number): Promise<void> {
    if (requireFinite("advance the clock", "ms", ms) < 0) {
      throw new RangeError(`Cannot advance the clock as 'ms' must not be negative: it is ${ms}`);
    }
    const advanced = this.#advancing.then(() => this.#advance(ms));
    this.#advancing = advanced.catch(() => {});
    return advanced;
  }

  /**
   * Moves the wall clock alone, forwards or backwards, as a time server does. No timer takes notice.
   *
   * @throws {RangeError} If `ms` is not a finite number.
   */
  jumpEpoch(ms: number): void {
    this.#epochOffsetMs += requireFinite("move the wall clock", "ms", ms);
  }

  async #advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    const errors: unknown[] = [];
    let firedThisInstant = 0;
    await this.#settle();
    for (let timer = this.#nextTimer(); timer && timer.atMs <= endMs; timer = this.#nextTimer()) {
      firedThisInstant = timer.atMs > this.#nowMs ? 1 : firedThisInstant + 1;
      if (firedThisInstant > MAX_TIMERS_PER_INSTANT) {
        throw new Error(`Cannot advance the clock as timers at ${this.#nowMs} ms never end`);
      }
      this.#nowMs = timer.atMs;
      this.#timers.delete(timer);
      try {
        timer.callback();
      } catch (error) {
        errors.push(error);
      }
      await this.#settle();
    }
    this.#nowMs = endMs;
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} timers threw`);
    if (errors.length === 1) throw errors[0];
  }

  #nextTimer(): FakeTimer | undefined {
    let next: FakeTimer | undefined;
    // A set keeps the order of creation, so the first of those due together wins.
    for (const timer of this.#timers) {
      if (next === undefined || timer.atMs < next.atMs) next = timer;
    }
    return next;
  }
}

function requireFinite(action: string, field: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError(
    `Cannot ${action} as '${field}' must be a finite number: current value is ${value}`,
  );
}
