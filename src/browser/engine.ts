/**
 * Keeps events on their way while the page lives: one request at a time, each event until the server has
 * it or it is given up. When the next request may begin is decided by `pacing.ts`, what an answer leads
 * to by `settlement.ts`.
 *
 * @module
 */
import { Alarm } from "../core/alarm.ts";
import type { DropReason } from "../core/event.ts";
import type { FlushResult } from "../core/flush_result.ts";
import type { Attempt } from "../core/ports.ts";
import type { ClientContext } from "./client_context.ts";
import { Flushes } from "./flushes.ts";
import { Pacing } from "./pacing.ts";
import { type Batch, createBatch, DEMERITS_OF_REFUSAL, type Entry, Queue } from "./queue.ts";
import { Settlement } from "./settlement.ts";
import type { TabJournal } from "./tab_journal.ts";
import { BROWSER_WARNINGS } from "./warnings.ts";

/** An event that is to be sent. */
export type NewEvent = Omit<Entry, "seq" | "batch">;

/** What the engine asks of the delivery. */
export interface EngineHost {
  /** Puts events on the wire. */
  send(events: readonly Entry[]): Attempt;
  /** Whether anything may leave. */
  isOpen(): boolean;
  /** Called once, when the engine has closed. */
  onClose(): void;
}

/** Sends what waits. Nothing here throws. */
export class Engine extends Queue {
  readonly pacing: Pacing;
  /** Whether it was shut down, and the shutdown is over. */
  isClosed = false;
  readonly #context: ClientContext;
  readonly #journal: TabJournal;
  readonly #host: EngineHost;
  readonly #settlement: Settlement;
  /** The place of the last event in `track()` order. */
  #seq = 0;
  /** Events between these places that were never tried are left alone. */
  #asideFrom = Infinity;
  #asideThrough = 0;
  /** Events up to this place are wanted on the wire now. */
  #wantedThrough = 0;
  #attempt: Attempt | undefined;
  readonly #interval: Alarm;
  readonly #wake: Alarm;
  readonly #deadline: Alarm;
  readonly flushes: Flushes = new Flushes();
  /** The ends of `shutdown()`. */
  readonly #closings: (() => void)[] = [];

  constructor(context: ClientContext, journal: TabJournal, host: EngineHost) {
    super();
    const { clock } = context;
    this.#context = context;
    this.#journal = journal;
    this.#host = host;
    this.pacing = new Pacing(context);
    this.#interval = new Alarm(clock, () => this.sendAll());
    this.#wake = new Alarm(clock, () => this.pump());
    this.#deadline = new Alarm(clock, () => this.#close());
    this.#settlement = new Settlement(this, context);
  }

  /** Puts an event in the queue. False: there is room neither for it nor to be made. */
  add(event: NewEvent): boolean {
    const { flushIntervalMs, maxBatchSize } = this.#context;
    const entry: Entry = { ...event, seq: ++this.#seq };
    this.totals.tracked++;
    this.entries.push(entry);
    this.#journal.write(entry);
    const lost = this.#makeRoom();
    if (this.#deadline.isSet || this.#seq - this.#wantedThrough >= maxBatchSize) this.sendAll();
    else if (flushIntervalMs > 0 && !this.#interval.isSet) this.#interval.set(flushIntervalMs);
    return lost !== entry;
  }

  /** Puts events of earlier pages before those of this one, and sends them. */
  restore(events: readonly Entry[]): void {
    this.insert(events);
    this.#makeRoom();
    this.pump();
  }

  /** Sends all that waits now, as far as the server lets us. */
  sendAll(): void {
    this.wantAll();
    this.pump();
  }

  /** What waits now is wanted on the wire. */
  wantAll(): void {
    this.#interval.clear();
    this.#wantedThrough = this.#seq;
  }

  /** As {@linkcode sendAll}; settles when it is over. Never rejects. */
  flush(): Promise<FlushResult> {
    const isBlocked = this.pacing.mode !== "up";
    const result = this.flushes.begin(this.#seq, isBlocked, this.tally());
    if (isBlocked) this.pacing.askForProbe();
    this.sendAll();
    return result;
  }

  /** Sends what waits for so long, then refuses. A later call joins the first. */
  shutdown(timeoutMs: number): Promise<FlushResult> {
    const tally = this.tally();
    const result = new Promise<FlushResult>((resolve) => {
      this.#closings.push(() => resolve(tally()));
    });
    // A request begun with no time left would be given up at once.
    if (this.isClosed || timeoutMs <= 0) this.#close();
    else if (!this.#deadline.isSet) {
      this.#deadline.set(timeoutMs);
      this.pacing.isStalled = false;
      this.pacing.hurry(0);
      for (const { batch } of this.entries) if (batch !== undefined) batch.dueAt = 0;
      this.sendAll();
    }
    return result;
  }

  /** Gives the request on the wire up; its events wait again. */
  abort(): void {
    const { flight } = this;
    const events = this.of(flight);
    this.flight = undefined;
    this.#attempt?.abort();
    if (flight !== undefined) this.#keepAgain(flight, events);
  }

  /** Leaves alone what waits now, until that ends. */
  setAside(): void {
    this.#asideFrom = this.entries[0]?.seq ?? Infinity;
    this.#asideThrough = this.#seq;
  }

  /** Whether an event is left alone. */
  isAside({ batch, seq }: Entry): boolean {
    return batch === undefined && seq >= this.#asideFrom && seq <= this.#asideThrough;
  }

  /** Sends what was left alone. */
  endAside(): void {
    const isLeft = this.entries.some((entry) => this.isAside(entry));
    this.#asideFrom = Infinity;
    if (isLeft) this.sendAll();
  }

  /** Takes the timer off: what waits leaves by a flush or a drain. */
  stopTimer(): void {
    this.#interval.clear();
  }

  /** Takes events out for good: they are settled, whatever became of them. */
  remove(isMeant: (entry: Entry) => unknown): Entry[] {
    const removed = this.take(isMeant);
    this.#journal.forget(removed);
    return removed;
  }

  /** Gives events up. Tells of it last: hooks may call anything, and find all in order. */
  drop(isMeant: (entry: Entry) => unknown, reason: DropReason, detail = ""): void {
    const dropped = this.remove(isMeant);
    for (const _ of dropped) this.count(reason);
    for (const { id: messageId, name } of dropped) {
      this.#context.reporter.drop({ reason, messageId, name, detail });
    }
  }

  /** Begins a request if one is wanted and may begin, and ends what is over. */
  pump(): void {
    const { isSet: isEnding, dueAt: deadlineAt } = this.#deadline;
    const wake = this.#wake;
    wake.clear();
    if (this.flight === undefined && !this.isClosed && this.#host.isOpen()) this.#begin();
    if (this.pacing.isPausedForLong) this.flushes.giveBack();
    const waiting = this.entries.filter((entry) => !this.isAside(entry));
    this.flushes.endDone(waiting, this.pacing.mode === "up");
    // Nothing more can begin in time.
    const isStuck = this.flight === undefined && !(wake.isSet && wake.dueAt < deadlineAt);
    if (isEnding && (isStuck || this.entries.length === 0)) this.#close();
  }

  #begin(): void {
    const { pacing: { isStalled, mode, waitMs } } = this;
    const settlement = this.#settlement;
    const now = this.#context.clock.now();
    const isProbe = mode !== "up";
    // A batch that was tried will show when requests are answered again, if there is one.
    const mustWait = isStalled && this.entries.some(({ batch }) => batch && !batch.isBarred);
    const wantedThrough = isProbe || settlement.needsProof
      ? Infinity
      : mustWait
      ? -Infinity
      : this.#wantedThrough;
    let dueAt = Infinity;
    const free = this.entries.filter((entry) => {
      const { batch, seq } = entry;
      if (batch === undefined) return seq <= wantedThrough && !this.isAside(entry);
      const isDue = isProbe || batch.dueAt <= now;
      if (!batch.isBarred) dueAt = Math.min(dueAt, isDue ? now : batch.dueAt);
      return isDue && !batch.isBarred;
    });
    const rank = ({ batch }: Entry): number =>
      isProbe ? Math.floor((batch?.demerits ?? 0) / DEMERITS_OF_REFUSAL) : Number(!batch);
    // The oldest of those that are the first to be tried: sorting keeps the order of equals.
    const [first] = [...free].sort((a, b) => rank(a) - rank(b));
    const untilMs = Math.max(waitMs, first === undefined ? dueAt - now : 0);
    if (untilMs > 0 || first === undefined) {
      // Nothing is left that could prove anything.
      if (untilMs === Infinity && settlement.needsProof) settlement.refuseAll(), this.#begin();
      else if (untilMs < Infinity) this.#wake.set(untilMs);
      return;
    }
    this.#send(first.batch ?? this.#createBatch(free));
  }

  /** Makes a batch of the first of these events that belong to none. */
  #createBatch(free: readonly Entry[]): Batch {
    const batch = createBatch();
    let room = this.#settlement.maxBatchBytes;
    const fresh = free.filter((entry) => entry.batch === undefined);
    for (const entry of fresh.slice(0, this.#context.maxBatchSize)) {
      room -= entry.bytes;
      if (room < 0 && entry !== fresh[0]) break;
      entry.batch = batch;
    }
    return batch;
  }

  #send(batch: Batch): void {
    const { totals } = this;
    const journal = this.#journal;
    const gone = this.take((entry) => entry.batch === batch && journal.isGone(entry));
    const events = this.of(batch);
    totals.handedOver += gone.length;
    if (events.length === 0) return this.#begin();
    this.flight = batch;
    totals.requests++;
    if (batch.firstRequest > 0) totals.retries++;
    if (batch.attempts++ === 0) batch.firstRequest = totals.requests;
    this.pacing.began();
    this.#context.reporter.debug(
      `request ${totals.requests}: ${events.length} events, attempt ${batch.attempts}`,
    );
    const attempt = this.#attempt = this.#host.send(events);
    // A `fetch` that takes the consent back while it is called.
    if (this.flight !== batch) attempt.abort();
    void attempt.answer.then((answer) => {
      if (this.#attempt !== attempt || this.flight !== batch) return;
      this.flight = undefined;
      this.#settlement.settle(batch, events, answer);
      this.#keepAgain(batch, events);
      this.pump();
    });
  }

  /** What the drain took for delivered is not, as far as it is still in the queue. */
  #keepAgain(batch: Batch, events: readonly Entry[]): void {
    for (const entry of batch.isUnkept ? events : []) {
      if (this.entries.includes(entry)) this.#journal.write(entry);
    }
    batch.isUnkept = false;
  }

  /** Gives up the oldest waiting events until the bound holds. Returns the last of them. */
  #makeRoom(): Entry | undefined {
    if (this.entries.length <= this.#context.maxQueueSize) return undefined;
    const oldest = this.entries.find((entry) => !this.isInFlight(entry));
    if (oldest === undefined) return undefined;
    this.drop((entry) => entry === oldest, "overflow", "the queue is full: raise 'maxQueueSize'");
    return this.#makeRoom() ?? oldest;
  }

  #close(): void {
    const { length } = this.entries;
    if (!this.isClosed) {
      this.isClosed = true;
      for (const alarm of [this.#interval, this.#wake, this.#deadline]) alarm.clear();
      this.abort();
      if (length > 0) this.#context.reporter.warn(BROWSER_WARNINGS.not_delivered, "", length);
      this.#host.onClose();
    }
    this.flushes.giveBack();
    for (const end of this.#closings.splice(0)) end();
  }
}
