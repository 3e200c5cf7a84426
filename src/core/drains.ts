/**
 * Drains: what the end of a client, or of the process, does with the events that wait.
 *
 * @module
 */
import { Alarm } from "./alarm.ts";
import type { AttemptReport } from "./attempt_report.ts";
import type { Books } from "./books.ts";
import type { Dispatcher } from "./dispatch.ts";
import { type FlushResult, startTally } from "./flush_result.ts";
import type { FlushPolicy } from "./flush_policy.ts";
import type { Pacing } from "./pacing.ts";
import type { Parking } from "./parking.ts";
import type { Clock } from "./ports.ts";
import type { Reporter } from "./reporter.ts";

/** How a drain ends: closed for good, asleep until the next call, or as before. */
export type DrainEnd = "close" | "sleep" | "stay";

/** What drains work with. */
export interface DrainParts {
  readonly clock: Clock;
  readonly books: Books;
  readonly dispatcher: Dispatcher;
  readonly policy: FlushPolicy;
  readonly pacing: Pacing;
  readonly parking: Parking;
  readonly report: AttemptReport;
  readonly reporter: Reporter;
  /** Whether what waits is stored, too. */
  readonly isStored: boolean;
  /** Takes everything off, for good. */
  readonly onClose: () => void;
}

/** A drain under way. */
export interface Drain {
  /** Settles at its end. */
  readonly result: Promise<FlushResult>;
  /** Rings at its end at the latest. */
  readonly deadline: Alarm;
  /** Ends it now. */
  readonly finish: () => void;
}

/** The drains of one client that are not over. */
export class Drains {
  readonly #parts: DrainParts;
  readonly #open = new Set<Drain>();

  constructor(parts: DrainParts) {
    this.#parts = parts;
  }

  /** Whether one is under way. */
  get areOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Cuts all waits but a pause to zero, once, and sends what waits until the end. */
  start(timeoutMs: number, end: DrainEnd): Drain {
    const { clock, books, dispatcher, pacing, parking, policy } = this.#parts;
    const tally = startTally(books);
    const release = clock.keepAlive();
    let resolve: (result: FlushResult) => void = () => {};
    const result = new Promise<FlushResult>((settle) => resolve = settle);
    const finish = (): void => {
      if (!this.#open.delete(drain)) return;
      drain.deadline.clear();
      this.#end(end, timeoutMs);
      release();
      resolve(tally());
    };
    const drain: Drain = { result, deadline: new Alarm(clock, finish), finish };
    this.#open.add(drain);
    if (timeoutMs <= 0) {
      // A request begun now would be given up at once, and nobody would know what became of it.
      finish();
      return drain;
    }
    drain.deadline.set(timeoutMs);
    dispatcher.wake();
    pacing.cutWaits();
    parking.cutWaits();
    policy.demand("shutdown");
    return drain;
  }

  /** Ends those for which nothing is left to do, or nothing more can begin in time. */
  check(): void {
    const { books, dispatcher } = this.#parts;
    for (const drain of this.#open) {
      const isStuck = dispatcher.inFlight === 0 && dispatcher.nextStartAt >= drain.deadline.dueAt;
      if (books.pending === 0 || isStuck) drain.finish();
    }
  }

  /** Ends all now. */
  cut(): void {
    for (const drain of this.#open) drain.finish();
  }

  #end(end: DrainEnd, timeoutMs: number): void {
    const { books, dispatcher, isStored, report, reporter, onClose } = this.#parts;
    if (books.pending > 0) {
      const why = report.lastFailure ?? `within ${timeoutMs} ms`;
      reporter.warn(
        "not_delivered",
        isStored ? `${why}; 'storage' keeps what it took` : why,
        books.pending,
      );
    }
    if (end === "stay") return;
    dispatcher.sleep();
    dispatcher.abortAll();
    if (end === "close") onClose();
  }
}
