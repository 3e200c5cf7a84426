/**
 * Sends batches and does what their outcomes ask for. Whether a request may begin is decided by
 * `pacing.ts`, which events are wanted on the wire by `flush_policy.ts`, what an answer means by
 * `outcome.ts`.
 *
 * @module
 */
import { probeDelayMs } from "./backoff.ts";
import { Batch } from "./batch.ts";
import type { Books } from "./books.ts";
import type { DropReason } from "./event.ts";
import type { FlushPolicy } from "./flush_policy.ts";
import { decideOutcome, type Outcome, type OutcomeKind } from "./outcome.ts";
import type { Pacing } from "./pacing.ts";
import type { Parking } from "./parking.ts";
import type { Answer, Attempt, Clock, OutgoingRequest, Send } from "./ports.ts";
import type { EventQueue } from "./queue.ts";
import type { AttemptReport } from "./attempt_report.ts";

/** What the dispatcher must know of the client's options. */
export interface DispatchLimits {
  /** Events per request. */
  readonly maxBatchSize: number;
  /** Bytes of events per request. */
  readonly maxBatchBytes: number;
  /** Requests on the wire at once. */
  readonly maxInFlight: number;
  /** Further attempts after the first. */
  readonly maxRetries: number;
  /** Longest time an event waits before a flush starts; 0 for no limit. */
  readonly flushIntervalMs: number;
}

/** What the dispatcher works with. */
export interface DispatchParts {
  readonly limits: DispatchLimits;
  readonly clock: Clock;
  readonly queue: EventQueue;
  readonly parking: Parking;
  readonly policy: FlushPolicy;
  readonly pacing: Pacing;
  readonly books: Books;
  readonly report: AttemptReport;
  readonly send: Send;
  /** Turns a batch into a request. */
  readonly toRequest: (batch: Batch) => OutgoingRequest;
}

/** Who wants to know what becomes of batches. */
export interface DispatchObserver {
  /** A batch has used up all attempts of a round. */
  exhausted(batch: Batch, isServerDown: boolean): void;
  /** A batch met a pause. */
  paused(batch: Batch): void;
  /** The server refuses us. */
  held(): void;
  /** A request was settled, in whatever way; all else has been told. */
  settled(): void;
}

interface InFlight {
  readonly batch: Batch;
  readonly attempt: Attempt;
  /** The request's serial number. */
  readonly request: number;
}

/** An attempt that was answered, or failed to be. */
interface Settled {
  readonly batch: Batch;
  readonly answer: Answer;
  readonly outcome: Outcome;
}

/** Keeps requests on the wire and batches in their places. */
export class Dispatcher {
  readonly #parts: DispatchParts;
  readonly #observer: DispatchObserver;
  readonly #inFlight = new Set<InFlight>();
  #isPumping = false;
  #isAsleep = false;
  /** The latest serial number of a request that succeeded. */
  #lastSuccess = 0;
  /** The latest serial number of a request that was settled. */
  #lastSettled = 0;

  constructor(parts: DispatchParts, observer: DispatchObserver) {
    this.#parts = parts;
    this.#observer = observer;
  }

  /** How many requests are on the wire. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** The latest serial number of a request that was settled. */
  get lastSettled(): number {
    return this.#lastSettled;
  }

  /** Batches between their first attempt and their end. */
  get openBatches(): Batch[] {
    return [...this.#parts.parking.batches, ...Array.from(this.#inFlight, ({ batch }) => batch)];
  }

  /** When the next request can begin, if none is on the wire: plus infinity for never. */
  get nextStartAt(): number {
    const { pacing, parking, policy, queue, books } = this.#parts;
    if (books.pending === 0) return Infinity;
    const canLeaveFresh = pacing.allowsFresh && policy.wants(queue.first);
    const readyAt = pacing.mode !== "up" || canLeaveFresh ? -Infinity : parking.earliestDueAt;
    return Math.max(pacing.opensAt, readyAt);
  }

  /** Begins as many requests as may begin now. */
  pump(): void {
    if (this.#isPumping || this.#isAsleep) return;
    this.#isPumping = true;
    for (let batch = this.#next(); batch !== undefined; batch = this.#next()) this.#begin(batch);
    this.#isPumping = false;
  }

  /** Gives up all requests on the wire; their events wait again. */
  abortAll(): void {
    for (const flight of this.#inFlight) {
      this.#inFlight.delete(flight);
      this.#parts.books.putBack(flight.batch.events.length);
      this.#parts.parking.add(flight.batch, 0);
      flight.attempt.abort();
    }
  }

  /** Begins nothing until {@linkcode wake}. */
  sleep(): void {
    this.#isAsleep = true;
  }

  /** Begins requests again. */
  wake(): void {
    this.#isAsleep = false;
  }

  #next(): Batch | undefined {
    const { limits, pacing, parking, policy, queue } = this.#parts;
    if (!pacing.mayBegin(this.#inFlight.size, limits.maxInFlight)) return undefined;
    if (pacing.mode !== "up") {
      return parking.takeProbe(0) ?? this.#freshBatch() ?? parking.takeProbe(Infinity);
    }
    const due = parking.takeDue();
    if (due !== undefined) return due;
    return pacing.allowsFresh && policy.wants(queue.first) ? this.#freshBatch() : undefined;
  }

  #freshBatch(): Batch | undefined {
    const { limits, queue } = this.#parts;
    const events = queue.take(limits.maxBatchSize, limits.maxBatchBytes);
    return events.length === 0 ? undefined : new Batch(events);
  }

  #begin(batch: Batch): void {
    const { books, pacing, policy, report, send, toRequest } = this.#parts;
    books.begin(batch.events.length, batch.wasSent);
    if (batch.attempts === 0) batch.firstRequest = books.requests;
    batch.attempts++;
    batch.wasSent = true;
    pacing.begun();
    report.begun(batch, books.requests, policy.reason);
    const flight = { batch, attempt: send(toRequest(batch)), request: books.requests };
    this.#inFlight.add(flight);
    flight.attempt.answer.then((answer) => this.#settle(flight, answer));
  }

  #settle(flight: InFlight, answer: Answer): void {
    // A request that was given up has been put back already.
    if (!this.#inFlight.delete(flight)) return;
    this.#lastSettled = Math.max(this.#lastSettled, flight.request);
    const outcome = decideOutcome(answer, this.#parts.clock.epochNow());
    if (outcome.kind === "delivered") {
      this.#lastSuccess = Math.max(this.#lastSuccess, flight.request);
    }
    this.#outcomes[outcome.kind]({ batch: flight.batch, answer, outcome });
    this.#observer.settled();
    this.pump();
  }

  readonly #outcomes: Readonly<Record<OutcomeKind, (settled: Settled) => void>> = {
    delivered: ({ batch, answer }) => {
      const { books, queue, report } = this.#parts;
      books.deliver(batch.events.length);
      queue.release(batch.events);
      report.delivered(batch, answer);
      this.#serverWorks();
    },
    retry: (settled) => this.#retry(settled),
    pause: ({ batch, answer, outcome }) => {
      const waitMs = this.#parts.pacing.paused(outcome.retryAfterMs);
      this.#putBackUntried(batch);
      this.#parts.report.paused(batch, answer, waitMs);
      this.#observer.paused(batch);
    },
    halve: (settled) => this.#refuseBatch(settled, "too_large"),
    isolate: (settled) => this.#refuseBatch(settled, "rejected"),
    hold: (settled) => this.#hold(settled),
    drop: (settled) => this.#drop(settled, "rejected"),
  };

  #retry({ batch, answer }: Settled): void {
    const { limits, pacing, parking, books, report } = this.#parts;
    const cause = answer.kind === "none" ? answer.cause : "status";
    if (pacing.mode === "down") batch.failedProbes++;
    books.putBack(batch.events.length);
    if (batch.attempts <= limits.maxRetries) {
      const waitMs = pacing.backoffMs(batch.attempts);
      parking.add(batch, waitMs);
      pacing.failed(cause, waitMs);
      report.failed(batch, answer, pacing.mode === "up" ? waitMs : pacing.waitMs);
      return;
    }
    report.failed(batch, answer, undefined);
    this.#exhausted(batch, cause);
  }

  /** All attempts of a round failed: the batch goes to the front, and its attempts count anew. */
  #exhausted(batch: Batch, cause: "status" | "network" | "timeout"): void {
    const { pacing, parking } = this.#parts;
    const attempts = batch.attempts;
    const isServerAlive = this.#lastSuccess > batch.firstRequest;
    batch.attempts = 0;
    batch.rounds++;
    parking.add(batch, isServerAlive ? probeDelayMs(batch.rounds) : 0);
    pacing.failed(cause, 0);
    if (!isServerAlive && pacing.mode === "up") {
      pacing.goDown(attempts, this.#firstProbeWaitMs(attempts));
    }
    this.#observer.exhausted(batch, pacing.mode === "down");
  }

  /** The documented next cycle at the latest: the batch's own doubling, at most the flush interval. */
  #firstProbeWaitMs(attempts: number): number {
    const { flushIntervalMs } = this.#parts.limits;
    const ownMs = probeDelayMs(attempts);
    return flushIntervalMs === 0 ? ownMs : Math.min(ownMs, flushIntervalMs);
  }

  #hold({ batch, answer }: Settled): void {
    const { pacing, report } = this.#parts;
    pacing.refused();
    this.#putBackUntried(batch);
    report.held(batch, answer, pacing.waitMs);
    this.#observer.held();
  }

  /** The server refuses this content. One event alone is given up; more than one are held. */
  #refuseBatch(settled: Settled, reason: "too_large" | "rejected"): void {
    if (settled.batch.events.length === 1) this.#drop(settled, reason);
    else this.#hold(settled);
  }

  #drop({ batch, answer }: Settled, reason: DropReason): void {
    const { books, queue, report } = this.#parts;
    books.dropInFlight(reason, batch.events.length);
    queue.release(batch.events);
    report.dropped(batch, answer, reason);
    this.#serverWorks();
  }

  #serverWorks(): void {
    const { pacing, policy } = this.#parts;
    if (pacing.works()) policy.demand("recovered");
  }

  /** The attempt does not count: it said something of the server, nothing of the batch. */
  #putBackUntried(batch: Batch): void {
    batch.attempts--;
    this.#parts.books.putBack(batch.events.length);
    this.#parts.parking.add(batch, 0);
  }
}
