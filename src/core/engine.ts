/**
 * The engine of one client: takes finished events, keeps them in bounds, gets them delivered, and says
 * what became of them. It puts the parts together and decides nothing itself.
 *
 * @module
 */
import { AttemptReport } from "./attempt_report.ts";
import type { BackoffPolicy } from "./backoff.ts";
import type { Batch } from "./batch.ts";
import { Books, type Stats } from "./books.ts";
import { Dispatcher, type DispatchLimits } from "./dispatch.ts";
import { type Drain, Drains } from "./drains.ts";
import type { Drop } from "./event.ts";
import { FlushPolicy } from "./flush_policy.ts";
import { type FlushResult, startTally } from "./flush_result.ts";
import { FlushWatch } from "./flush_watch.ts";
import type { Journal } from "./journal.ts";
import { makeRoom, type RoomParts } from "./make_room.ts";
import { Pacing } from "./pacing.ts";
import { Parking } from "./parking.ts";
import { PendingPeriod } from "./pending_period.ts";
import type { Clock, OutgoingRequest, Random, Send } from "./ports.ts";
import { EventQueue, type QueueLimits } from "./queue.ts";
import type { Reporter } from "./reporter.ts";
import { restoreQueue, type Revive } from "./restore_queue.ts";
import { Settlement, type SettlementLimits } from "./settlement.ts";

/** The options that the engine itself needs, checked and complete. */
export interface EngineOptions
  extends DispatchLimits, SettlementLimits, QueueLimits, BackoffPolicy {
  /** Most bytes of events per request. */
  readonly maxBatchBytes: number;
}

/** The world, as the engine sees it. */
export interface EngineParts {
  /** The options, checked and complete. */
  readonly options: EngineOptions;
  /** Time. */
  readonly clock: Clock;
  /** Luck. */
  readonly random: Random;
  /** Puts a request on the wire. */
  readonly send: Send;
  /** Turns a batch into a request. */
  readonly toRequest: (batch: Batch) => OutgoingRequest;
  /** Says what happened. */
  readonly reporter: Reporter;
  /** Called once per pending period with a promise that settles when nothing is pending. */
  readonly waitUntil: (promise: Promise<void>) => void;
  /** Keeps a copy of the queue. */
  readonly journal?: Journal | undefined;
  /** Called when the client was shut down. */
  readonly onClose: () => void;
}

/** An event as the client hands it over: all but its place in the queue. */
export interface NewEvent {
  readonly id: string;
  readonly name: string;
  readonly json: string;
  readonly bytes: number;
}

/** Delivers events. Its public methods never throw. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #books = new Books();
  readonly #queue: EventQueue;
  readonly #parking: Parking;
  readonly #policy: FlushPolicy;
  readonly #pacing: Pacing;
  readonly #dispatcher: Dispatcher;
  readonly #period: PendingPeriod;
  readonly #room: RoomParts;
  readonly #watches = new Map<FlushWatch, () => void>();
  readonly #drains: Drains;
  #seq = 0;
  #isClosed = false;
  #shutdown: Drain | undefined;

  /** @param parts The world, and the options. */
  constructor(parts: EngineParts) {
    const { options, clock, random, reporter } = parts;
    const pump = (): void => this.#dispatcher.pump();
    this.#parts = parts;
    this.#period = new PendingPeriod(parts.waitUntil);
    this.#queue = new EventQueue(options, (events) => parts.journal?.forget(events));
    this.#room = { queue: this.#queue, books: this.#books, reporter };
    this.#parking = new Parking(clock, pump);
    this.#policy = new FlushPolicy(options, clock, pump);
    this.#pacing = new Pacing(options, clock, random, (isPause) => {
      if (isPause) this.#policy.demand("resumed");
      else pump();
    });
    const shared = {
      limits: options,
      queue: this.#queue,
      parking: this.#parking,
      policy: this.#policy,
      pacing: this.#pacing,
      books: this.#books,
      report: new AttemptReport(reporter, clock),
    };
    const settlement = new Settlement(shared, {
      exhausted: (batch, isDown) => this.#each((watch) => watch.exhausted(batch, isDown)),
      paused: (batch) => this.#each((watch) => watch.paused(batch)),
      held: () => this.#each((watch) => watch.held()),
    }, options.maxBatchBytes);
    this.#dispatcher = new Dispatcher({
      ...shared,
      clock,
      settlement,
      send: parts.send,
      toRequest: parts.toRequest,
      onSettled: () => this.#afterChange(),
    });
    this.#drains = new Drains({
      ...shared,
      clock,
      reporter,
      dispatcher: this.#dispatcher,
      isStored: parts.journal !== undefined,
      onClose: () => this.#close(),
    });
  }

  /** Whether the client was shut down. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Events waiting, between two attempts, or on the wire. */
  get pending(): number {
    return this.#books.pending;
  }

  /** A copy of the books. */
  stats(): Stats {
    return this.#books.snapshot();
  }

  /** Counts a call that was refused, and reports it. */
  refuse(drop: Drop, isOnPurpose = false): void {
    this.#books.refuse(drop.reason);
    this.#parts.reporter.drop(drop, isOnPurpose);
  }

  /**
   * Puts an event in the queue.
   *
   * @returns Whether it is there: false when not even giving up all waiting events made room for it.
   */
  add(event: NewEvent): boolean {
    const { id: messageId, name } = event;
    if (event.bytes > this.#parts.options.maxQueueBytes) {
      // No room could be made for it: giving up all others would be in vain.
      this.refuse({
        reason: "overflow",
        messageId,
        name,
        detail: "the event is larger than the queue",
      });
      return false;
    }
    const seq = ++this.#seq;
    this.#dispatcher.wake();
    this.#books.accept();
    const queued = { id: messageId, name, json: event.json, bytes: event.bytes, seq };
    this.#queue.push(queued);
    if (this.#drains.areOpen) this.#policy.enqueuedUrgently(seq, "shutdown");
    else this.#policy.enqueued(seq, this.#queue.first?.seq ?? seq);
    // From here on hooks run, and may call anything: all is in order before.
    makeRoom(this.#room);
    if (this.#queue.droppedThrough >= seq) return false;
    this.#parts.journal?.write(queued);
    if (!this.#isClosed) this.#period.begin();
    return true;
  }

  /** Sends what waits now; see {@linkcode FlushWatch} for when it is over. Never rejects. */
  flush(): Promise<FlushResult> {
    const tally = startTally(this.#books);
    if (this.#isClosed || this.#books.pending === 0) return Promise.resolve(tally());
    const watch = new FlushWatch({
      books: this.#books,
      queue: this.#queue,
      pacing: this.#pacing,
      maxRetries: this.#parts.options.maxRetries,
    }, this.#seq);
    const release = this.#parts.clock.keepAlive();
    const result = new Promise<FlushResult>((resolve) => {
      this.#watches.set(watch, () => {
        release();
        resolve(tally());
      });
    });
    this.#dispatcher.wake();
    if (this.#pacing.mode !== "up") this.#pacing.askForProbe();
    this.#policy.demand("flush");
    this.#afterChange();
    return result;
  }

  /**
   * Sends what there is until nothing is left, nothing more can begin before the deadline, or the
   * deadline has come. From then on no event is taken. A later call joins the first; an earlier
   * deadline counts.
   */
  shutdown(timeoutMs: number): Promise<FlushResult> {
    if (this.#shutdown !== undefined) {
      const { deadline } = this.#shutdown;
      const at = this.#parts.clock.now() + timeoutMs;
      if (deadline.isSet && at < deadline.dueAt) deadline.set(timeoutMs);
      return this.#shutdown.result;
    }
    this.#shutdown = this.#drains.start(timeoutMs, "close");
    this.#afterChange();
    return this.#shutdown.result;
  }

  /**
   * As {@linkcode shutdown}, for the end of the process, but the client stays open.
   *
   * @param isNaturalEnd Nothing else keeps the process alive: afterwards the client must not either.
   */
  drain(timeoutMs: number, isNaturalEnd: boolean): Promise<FlushResult> {
    const hasDrained = isNaturalEnd && this.#dispatcher.isAsleep;
    if (hasDrained || this.#books.pending === 0) {
      return Promise.resolve(startTally(this.#books)());
    }
    const { result } = this.#drains.start(timeoutMs, isNaturalEnd ? "sleep" : "stay");
    this.#afterChange();
    return result;
  }

  /** Ends all drains now. */
  cutDrains(): void {
    this.#drains.cut();
  }

  /** Takes over what earlier runs left in the storage, and sends it. */
  restore(revive: Revive): void {
    const { journal } = this.#parts;
    if (journal === undefined) return;
    this.#seq = restoreQueue(this.#room, journal, revive);
    if (this.#books.pending === 0) return;
    this.#period.begin();
    this.#policy.enqueuedUrgently(this.#seq, "restored");
  }

  #close(): void {
    this.#isClosed = true;
    this.#policy.stop();
    this.#pacing.stop();
    this.#parking.cutWaits();
    this.#period.end();
    for (const over of this.#watches.values()) over();
    this.#watches.clear();
    this.#parts.reporter.close();
    this.#parts.onClose();
  }

  #each(tell: (watch: FlushWatch) => void): void {
    for (const watch of this.#watches.keys()) tell(watch);
  }

  /** Ends what is over now. */
  #afterChange(): void {
    if (this.#books.pending === 0) this.#period.end();
    for (const [watch, over] of this.#watches) {
      if (!watch.isOver(this.#dispatcher)) continue;
      this.#watches.delete(watch);
      over();
    }
    this.#drains.check();
  }
}
