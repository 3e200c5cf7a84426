/**
 * Stand-in for `@std/testing/time` where its registry is out of reach: the real class's signatures and
 * order of events over npm's `@sinonjs/fake-timers`.
 *
 * @module
 */
// deno-lint-ignore-file no-explicit-any -- the real signature of `restoreFor` takes any arguments
import { createClock } from "@sinonjs/fake-timers";

/** An error related to faking time. */
export class TimeError extends Error {
  /** Creates the error. */
  constructor(message: string) {
    super(message);
    this.name = "TimeError";
  }
}

/** Options for {@linkcode FakeTime}. */
export interface FakeTimeOptions {
  /** How fast fake time runs by itself against real time; 0: only when told. */
  advanceRate: number;
  /**
   * How often it then moves, in real milliseconds.
   *
   * @default {10}
   */
  advanceFrequency?: number;
}

/** Options for {@linkcode FakeTime.delay}. */
export interface DelayOptions {
  /** Ends the wait early, with a rejection. */
  signal?: AbortSignal;
  /** Whether the wait keeps the process alive. */
  persistent?: boolean;
}

type Clock = ReturnType<typeof createClock>;

/** What is replaced while time is fake. */
interface TimeGlobals {
  readonly Date: DateConstructor;
  readonly setTimeout: typeof globalThis.setTimeout;
  readonly clearTimeout: typeof globalThis.clearTimeout;
  readonly setInterval: typeof globalThis.setInterval;
  readonly clearInterval: typeof globalThis.clearInterval;
  readonly timeout: typeof AbortSignal.timeout;
}

const REAL: TimeGlobals = {
  Date: globalThis.Date,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  timeout: AbortSignal.timeout,
};

/** The instance in force. The globals are one, so it is one too. */
let active: FakeTime | undefined;

function useGlobals({ timeout, ...rest }: TimeGlobals): void {
  Object.assign(globalThis, rest);
  AbortSignal.timeout = timeout;
}

function fakeGlobals(clock: Clock): TimeGlobals {
  return {
    Date: clock.Date as unknown as DateConstructor,
    setTimeout: clock.setTimeout as unknown as TimeGlobals["setTimeout"],
    clearTimeout: clock.clearTimeout as unknown as TimeGlobals["clearTimeout"],
    setInterval: clock.setInterval as unknown as TimeGlobals["setInterval"],
    clearInterval: clock.clearInterval as unknown as TimeGlobals["clearInterval"],
    timeout(ms: number): AbortSignal {
      const controller = new AbortController();
      const reason = new DOMException("Signal timed out.", "TimeoutError");
      clock.setTimeout(() => controller.abort(reason), ms);
      return controller.signal;
    },
  };
}

function startOf(start: number | string | Date | null | undefined): number {
  const at = start === null || start === undefined ? REAL.Date.now() : +new REAL.Date(start);
  if (Number.isNaN(at)) throw new TimeError(`Cannot construct FakeTime: invalid start ${start}`);
  return Math.floor(at);
}

/** Fakes `Date`, the timers and `AbortSignal.timeout` until restored; use it with `using`. */
export class FakeTime {
  readonly #clock: Clock;
  readonly #fakes: TimeGlobals;
  readonly #start: number;
  readonly #advancer: ReturnType<typeof setInterval> | undefined;

  /** Starts faking, at `start` or at the real now. */
  constructor(start?: number | string | Date | null, options?: FakeTimeOptions) {
    if (active) throw new TimeError("Cannot construct FakeTime: time is already faked");
    this.#start = startOf(start);
    this.#clock = createClock(this.#start);
    this.#fakes = fakeGlobals(this.#clock);
    const { advanceRate = 0, advanceFrequency = 10 } = options ?? {};
    this.#advancer = advanceRate > 0
      ? REAL.setInterval(() => this.tick(advanceRate * advanceFrequency), advanceFrequency)
      : undefined;
    active = this;
    useGlobals(this.#fakes);
  }

  /** Ends faking, whichever instance is in force. */
  static restore(): void {
    if (!active) throw new TimeError("Cannot restore time: time is already restored");
    active.restore();
  }

  /** Runs `callback` with real time, then goes back to the fake one. */
  static async restoreFor<T>(
    callback: (...args: any[]) => Promise<T> | T,
    ...args: any[]
  ): Promise<T> {
    if (!active) throw new TimeError("Cannot restore time: time is not faked");
    const fakes = active.#fakes;
    useGlobals(REAL);
    try {
      return await callback(...args);
    } finally {
      useGlobals(fakes);
    }
  }

  /** Milliseconds since the epoch, fake. Setting it runs the timers due on the way. */
  get now(): number {
    return this.#clock.now;
  }
  set now(value: number) {
    if (value < this.now) {
      throw new RangeError(`Cannot set current time in the past: ${value} is before ${this.now}`);
    }
    this.#clock.tick(value - this.now);
  }

  /** The fake time at which faking began. */
  get start(): number {
    return this.#start;
  }
  set start(_value: number) {
    throw new Error("Cannot change start time after initialization");
  }

  /** Resolves after `ms` of real time. */
  delay(ms: number, options: DelayOptions = {}): Promise<void> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      const aborted = (): DOMException => new DOMException("Delay was aborted.", "AbortError");
      if (signal?.aborted) return reject(aborted());
      const onAbort = (): void => {
        REAL.clearTimeout(timer);
        reject(aborted());
      };
      const timer = REAL.setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Lets all pending microtasks run. */
  async runMicrotasks(): Promise<void> {
    await this.delay(0);
  }

  /** Moves on by `ms`, running the timers due on the way. */
  tick(ms: number = 0): void {
    this.now += ms;
  }

  /** Lets pending microtasks run, then moves on by `ms`. */
  async tickAsync(ms: number = 0): Promise<void> {
    await this.runMicrotasks();
    this.now += ms;
  }

  /** Moves to the next timer and runs all that is due then. False when there is none. */
  next(): boolean {
    if (this.#clock.countTimers() === 0) return false;
    this.#clock.next();
    this.#clock.tick(0);
    return true;
  }

  /** Lets pending microtasks run, then does {@linkcode FakeTime.next}. */
  async nextAsync(): Promise<boolean> {
    await this.runMicrotasks();
    return this.next();
  }

  /** Moves on until no timer is left. Does not end while an interval lives. */
  runAll(): void {
    while (this.next()) { /* the next one */ }
  }

  /** As {@linkcode FakeTime.runAll}, letting microtasks run before each timer. */
  async runAllAsync(): Promise<void> {
    do await this.runMicrotasks(); while (this.next());
  }

  /** Ends faking. */
  restore(): void {
    if (active !== this) throw new TimeError("Cannot restore time: time is already restored");
    active = undefined;
    useGlobals(REAL);
    if (this.#advancer !== undefined) REAL.clearInterval(this.#advancer);
  }

  /** Ends faking, at the end of a `using` scope. */
  [Symbol.dispose](): void {
    if (active === this) this.restore();
  }
}
