/**
 * Decides when waiting events leave, and why: each flush has a reason in one word. It never holds an
 * event and never sends one.
 *
 * @module
 */
import { Alarm } from "./alarm.ts";
import type { QueuedEvent } from "./event.ts";
import type { Clock } from "./ports.ts";

/** Why a flush started. */
export type FlushReason =
  | "size"
  | "interval"
  | "flush"
  | "shutdown"
  | "resumed"
  | "recovered"
  | "restored";

/** When flushes start by themselves. */
export interface FlushLimits {
  /** Longest time an event waits before a flush starts, in milliseconds; 0 for no limit. */
  readonly flushIntervalMs: number;
  /** So many waiting events start a flush. */
  readonly maxBatchSize: number;
}

/** Keeps one mark: every event tracked up to it is wanted on the wire. */
export class FlushPolicy {
  readonly #limits: FlushLimits;
  readonly #onDemand: () => void;
  readonly #interval: Alarm;
  #lastSeq = 0;
  #wantedThrough = 0;
  #isDemandDue = false;
  #isStopped = false;
  #reason: FlushReason = "interval";

  /**
   * @param limits When flushes start by themselves.
   * @param clock Measures the interval.
   * @param onDemand Called when events are wanted on the wire that were not before.
   */
  constructor(limits: FlushLimits, clock: Clock, onDemand: () => void) {
    this.#limits = limits;
    this.#onDemand = onDemand;
    this.#interval = new Alarm(clock, () => this.demand("interval"));
  }

  /** Why the last flush started. */
  get reason(): FlushReason {
    return this.#reason;
  }

  /** Whether this event is to leave now. */
  wants(event: QueuedEvent | undefined): boolean {
    return event !== undefined && event.seq <= this.#wantedThrough;
  }

  /**
   * An event was put in the queue.
   *
   * @param seq Its place in `track()` order.
   * @param firstSeq That of the event that waits longest.
   */
  enqueued(seq: number, firstSeq: number): void {
    this.#noteSeq(seq);
    const unwanted = this.#lastSeq - Math.max(this.#wantedThrough, firstSeq - 1);
    if (unwanted >= this.#limits.maxBatchSize) this.#demandSoon("size");
    else if (!this.#interval.isSet && !this.#isStopped && this.#limits.flushIntervalMs > 0) {
      this.#interval.set(this.#limits.flushIntervalMs);
    }
  }

  /**
   * As {@linkcode enqueued}, for events that wait for nothing: those of an earlier run, and those that
   * come while the client drains.
   */
  enqueuedUrgently(seq: number, reason: FlushReason): void {
    this.#noteSeq(seq);
    this.#demandSoon(reason);
  }

  /** Wants everything that waits now on the wire. */
  demand(reason: FlushReason): void {
    this.#interval.clear();
    this.#reason = reason;
    this.#wantedThrough = this.#lastSeq;
    this.#onDemand();
  }

  /** No flush starts by itself any more. */
  stop(): void {
    this.#isStopped = true;
    this.#interval.clear();
  }

  /** An event that a hook tracked on the way may have come first. */
  #noteSeq(seq: number): void {
    this.#lastSeq = Math.max(this.#lastSeq, seq);
  }

  /**
   * Starts the flush when the caller's turn is over: `track()` stays cheap, and events tracked in one
   * go leave in one flush.
   */
  #demandSoon(reason: FlushReason): void {
    if (this.#isDemandDue) return;
    this.#isDemandDue = true;
    Promise.resolve().then(() => {
      this.#isDemandDue = false;
      this.demand(reason);
    });
  }
}
