/**
 * Does what the outcome of an attempt asks for. When requests begin is decided elsewhere.
 *
 * @module
 */
import type { AttemptReport } from "./attempt_report.ts";
import { probeDelayMs } from "./backoff.ts";
import { Batch } from "./batch.ts";
import type { Books } from "./books.ts";
import type { DropReason, QueuedEvent } from "./event.ts";
import type { FlushPolicy } from "./flush_policy.ts";
import { Isolation } from "./isolation.ts";
import type { Outcome, OutcomeKind } from "./outcome.ts";
import type { Pacing } from "./pacing.ts";
import type { Parking } from "./parking.ts";
import type { Answer } from "./ports.ts";
import type { EventQueue } from "./queue.ts";
import { halveByBytes, halveByCount, type Halves } from "./split.ts";

/** What the settlement must know of the client's options. */
export interface SettlementLimits {
  /** Further attempts after the first. */
  readonly maxRetries: number;
  /** Longest time an event waits before a flush starts; 0 for no limit. */
  readonly flushIntervalMs: number;
}

/** What the settlement works with. */
export interface SettlementParts {
  readonly limits: SettlementLimits;
  readonly queue: EventQueue;
  readonly parking: Parking;
  readonly policy: FlushPolicy;
  readonly pacing: Pacing;
  readonly books: Books;
  readonly report: AttemptReport;
}

/** Who wants to know what becomes of batches. */
export interface SettlementObserver {
  /** A batch has used up all attempts of a round. */
  exhausted(batch: Batch, isServerDown: boolean): void;
  /** A batch met a pause. */
  paused(batch: Batch): void;
  /** The server refuses us. */
  held(): void;
}

/** An attempt that was answered, or failed to be. */
export interface SettledAttempt {
  /** What was sent. */
  readonly batch: Batch;
  /** The request's serial number. */
  readonly request: number;
  /** What came back. */
  readonly answer: Answer;
  /** What that means. */
  readonly outcome: Outcome;
}

/** Puts every batch where its outcome wants it, and tells those who must know. */
export class Settlement {
  readonly #parts: SettlementParts;
  readonly #observer: SettlementObserver;
  /** Events refused alone, before anything proved that the server takes others, and what it said. */
  readonly #suspects = new Map<Batch, Answer>();
  /** The search that went on without proof for as long as it may, and the last refusal in it. */
  #unproven: { readonly isolation: Isolation; readonly last: SettledAttempt } | undefined;
  /** The latest serial number of a request that succeeded. */
  #lastSuccess = 0;
  /** The server refused all that was tried: nothing is searched for until it takes something. */
  #isRefusingAll = false;
  #maxBatchBytes: number;

  /** @param maxBatchBytes Most bytes per request, until the server takes less. */
  constructor(parts: SettlementParts, observer: SettlementObserver, maxBatchBytes: number) {
    this.#parts = parts;
    this.#observer = observer;
    this.#maxBatchBytes = maxBatchBytes;
  }

  /** Most bytes of events per request: as configured, or as learned from a refusal. */
  get maxBatchBytes(): number {
    return this.#maxBatchBytes;
  }

  /** Whether a batch is wanted to find out whether the server takes anything at all. */
  get wantsProof(): boolean {
    return this.#unproven !== undefined;
  }

  /**
   * There is no batch that could prove anything: the server counts as refusing us.
   *
   * @returns Whether a proof was wanted.
   */
  lacksProof(): boolean {
    if (this.#unproven === undefined) return false;
    this.#holdAll(this.#unproven.last);
    return true;
  }

  /** Does what the outcome asks for. */
  settle(settled: SettledAttempt): void {
    this.#handlers[settled.outcome.kind](settled);
  }

  readonly #handlers: Readonly<Record<OutcomeKind, (settled: SettledAttempt) => void>> = {
    delivered: (settled) => this.#delivered(settled),
    retry: (settled) => this.#retry(settled),
    pause: (settled) => this.#pause(settled),
    halve: (settled) => this.#halve(settled),
    isolate: (settled) => this.#isolate(settled),
    hold: (settled) => this.#hold(settled),
    drop: (settled) => this.#drop(settled, "rejected"),
  };

  #delivered({ batch, request, answer }: SettledAttempt): void {
    const { books, queue, report } = this.#parts;
    this.#lastSuccess = Math.max(this.#lastSuccess, request);
    books.deliver(batch.events.length);
    queue.release(batch.events);
    report.delivered(batch, answer);
    this.#isRefusingAll = false;
    this.#endSuspicions();
    this.#serverWorks();
  }

  #retry({ batch, answer }: SettledAttempt): void {
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

  #pause({ batch, answer, outcome }: SettledAttempt): void {
    const waitMs = this.#parts.pacing.paused(outcome.retryAfterMs);
    this.#putBackUntried(batch);
    this.#parts.report.paused(batch, answer, waitMs);
    this.#observer.paused(batch);
  }

  #hold({ batch, answer }: SettledAttempt): void {
    const { pacing, report } = this.#parts;
    const isNew = pacing.mode !== "hold";
    pacing.refused();
    this.#putBackUntried(batch);
    this.#forgetSuspicions();
    report.held(batch, answer, pacing.waitMs, isNew);
    this.#observer.held();
  }

  /** The request is too large: its halves may not be. */
  #halve(settled: SettledAttempt): void {
    const { batch } = settled;
    if (batch.events.length === 1) return this.#drop(settled, "too_large");
    this.#maxBatchBytes = Math.min(this.#maxBatchBytes, Math.ceil(batch.bytes / 2));
    this.#putBackHalves(batch, halveByBytes(batch.events));
    this.#serverWorks();
  }

  /** The server refuses the content: the bad event is looked for, unless the server refuses everything. */
  #isolate(settled: SettledAttempt): void {
    const { batch, answer, request } = settled;
    const isProof = this.#unproven !== undefined && batch.isolation !== this.#unproven.isolation;
    if (this.#isRefusingAll || isProof) {
      batch.refusals++;
      this.#putBackUntried(batch);
      return this.#holdAll(settled);
    }
    const isAlone = batch.events.length === 1;
    const isolation = batch.isolation ?? new Isolation(request, batch.events.length);
    const isProven = this.#lastSuccess > isolation.startedAt;
    if (isAlone && (isProven || batch.isolation === undefined)) {
      return this.#drop(settled, "rejected");
    }
    isolation.refused();
    this.#parts.report.refused(batch, answer);
    if (isAlone) this.#suspect(batch, answer);
    else this.#putBackHalves(batch, halveByCount(batch.events), isolation);
    this.#serverWorks();
    if (!isProven && isolation.isSpent) this.#askForProof(settled, isolation);
  }

  #suspect(batch: Batch, answer: Answer): void {
    this.#parts.books.putBack(batch.events.length);
    batch.refusals++;
    this.#parts.parking.add(batch, 0);
    this.#parts.parking.bar((parked) => parked === batch);
    this.#suspects.set(batch, answer);
  }

  /** Nothing of this search was taken: the next request is another batch, which decides what that means. */
  #askForProof(last: SettledAttempt, isolation: Isolation): void {
    const { parking, pacing } = this.#parts;
    this.#unproven = { isolation, last };
    parking.bar((batch) => batch.isolation === isolation);
    pacing.rest();
  }

  #holdAll({ batch, answer }: SettledAttempt): void {
    const { pacing, report } = this.#parts;
    const isNew = pacing.mode !== "hold";
    this.#isRefusingAll = true;
    pacing.refused();
    this.#forgetSuspicions();
    report.refusedAll(batch, answer, pacing.waitMs, isNew);
    this.#observer.held();
  }

  /** The server takes something: what it refused alone it refused for good. */
  #endSuspicions(): void {
    const { books, parking } = this.#parts;
    for (const [batch, answer] of this.#suspects) {
      parking.remove(batch);
      books.dropQueued("rejected", batch.events.length);
      this.#giveUp(batch, answer, "rejected");
    }
    this.#suspects.clear();
    this.#unproven = undefined;
    parking.unbar();
  }

  /** The server refuses us, not the events: nobody is suspected any more. */
  #forgetSuspicions(): void {
    const { parking } = this.#parts;
    this.#suspects.clear();
    this.#unproven = undefined;
    parking.unbar();
  }

  #drop({ batch, answer }: SettledAttempt, reason: DropReason): void {
    this.#parts.books.dropInFlight(reason, batch.events.length);
    this.#giveUp(batch, answer, reason);
    this.#serverWorks();
  }

  #giveUp(batch: Batch, answer: Answer, reason: DropReason): void {
    this.#parts.queue.release(batch.events);
    this.#parts.report.dropped(batch, answer, reason);
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

  #putBackHalves(batch: Batch, halves: Halves<QueuedEvent>, isolation = batch.isolation): void {
    this.#parts.books.putBack(batch.events.length);
    for (const events of halves) {
      const half = new Batch(events);
      half.isolation = isolation;
      half.refusals = batch.refusals + 1;
      this.#parts.parking.add(half, 0);
    }
  }
}
