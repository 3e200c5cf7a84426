/**
 * Keeps requests on the wire. Whether one may begin is decided by `pacing.ts`, which events are wanted
 * there by `flush_policy.ts`, what an answer means by `outcome.ts`, and `settlement.ts` does it.
 *
 * @module
 */
import type { AttemptReport } from "./attempt_report.ts";
import { Batch } from "./batch.ts";
import type { Books } from "./books.ts";
import type { FlushPolicy } from "./flush_policy.ts";
import { parseHttpDate } from "./http_date.ts";
import { decideOutcome } from "./outcome.ts";
import type { Pacing } from "./pacing.ts";
import type { Parking } from "./parking.ts";
import type { Answer, Attempt, Clock, OutgoingRequest, Send } from "./ports.ts";
import type { EventQueue } from "./queue.ts";
import type { Settlement } from "./settlement.ts";

/** What the dispatcher must know of the client's options. */
export interface DispatchLimits {
  /** Events per request. */
  readonly maxBatchSize: number;
  /** Requests on the wire at once. */
  readonly maxInFlight: number;
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
  /** Does what an answer asks for. */
  readonly settlement: Settlement;
  readonly send: Send;
  /** Turns a batch into a request. */
  readonly toRequest: (batch: Batch) => OutgoingRequest;
  /** A request was settled, in whatever way; all else has been told. */
  readonly onSettled: () => void;
}

interface InFlight {
  readonly batch: Batch;
  readonly attempt: Attempt;
  /** The request's serial number. */
  readonly request: number;
}

/** Keeps requests on the wire and batches in their places. */
export class Dispatcher {
  readonly #parts: DispatchParts;
  readonly #inFlight = new Set<InFlight>();
  #isPumping = false;
  #isAsleep = false;
  /** The latest serial number of a request that was settled. */
  #lastSettled = 0;

  constructor(parts: DispatchParts) {
    this.#parts = parts;
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
    const { pacing, parking, policy, queue, books, settlement } = this.#parts;
    if (books.pending === 0) return Infinity;
    const isWanted = settlement.wantsProof ? queue.waiting > 0 : policy.wants(queue.first);
    const canLeaveFresh = pacing.allowsFresh && isWanted;
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

  /** Whether it begins nothing until {@linkcode wake}. */
  get isAsleep(): boolean {
    return this.#isAsleep;
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
    const { limits, pacing, parking, policy, queue, settlement } = this.#parts;
    if (!pacing.mayBegin(this.#inFlight.size, limits.maxInFlight)) return undefined;
    if (pacing.mode !== "up") {
      return parking.takeProbe(0) ?? this.#freshBatch() ?? parking.takeProbe(Infinity);
    }
    const due = parking.takeDue();
    if (due !== undefined) return due;
    const isWanted = settlement.wantsProof || policy.wants(queue.first);
    const fresh = isWanted && pacing.allowsFresh ? this.#freshBatch() : undefined;
    const lacksProof = fresh === undefined && this.#inFlight.size === 0 &&
      parking.earliestDueAt === Infinity;
    if (lacksProof && settlement.lacksProof()) this.#parts.onSettled();
    return fresh;
  }

  #freshBatch(): Batch | undefined {
    const { limits, queue, settlement } = this.#parts;
    const events = queue.take(limits.maxBatchSize, settlement.maxBatchBytes);
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
    // The server may ask for a pause, on another connection, before a stale one is noticed.
    const attempt = send(toRequest(batch), () => !pacing.isPaused);
    const flight = { batch, attempt, request: books.requests };
    this.#inFlight.add(flight);
    flight.attempt.answer.then((answer) => this.#settle(flight, answer));
  }

  #settle(flight: InFlight, answer: Answer): void {
    // A request that was given up has been put back already.
    if (!this.#inFlight.delete(flight)) return;
    this.#lastSettled = Math.max(this.#lastSettled, flight.request);
    const { clock, settlement, onSettled } = this.#parts;
    const { batch, request } = flight;
    const outcome = decideOutcome(answer, clock.epochNow(), parseHttpDate);
    settlement.settle({ batch, request, answer, outcome });
    onSettled();
    this.pump();
  }
}
