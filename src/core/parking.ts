/**
 * Batches that wait for another attempt. They keep their place in the bounds and their order by age,
 * and do not block those behind them.
 *
 * @module
 */
import { Alarm } from "./alarm.ts";
import type { Batch } from "./batch.ts";
import type { QueuedEvent } from "./event.ts";
import type { Clock } from "./ports.ts";

/** So many that an outage of a minute ends in order, so few that a quarter of an hour frees the rest. */
const PROBES_PER_TURN = 6;

interface ParkedBatch {
  readonly batch: Batch;
  /** Rings when the batch may leave again; not set when it may now. */
  readonly wait: Alarm;
  /** Whether it stays, whatever its wait, until {@linkcode Parking.unbar}. */
  isBarred: boolean;
}

/** Parked batches, oldest first. */
export class Parking {
  readonly #clock: Clock;
  readonly #onDue: () => void;
  readonly #parked: ParkedBatch[] = [];

  /**
   * @param clock Measures the waits.
   * @param onDue Called when a batch's wait is over.
   */
  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** The parked batches, oldest first. */
  get batches(): Batch[] {
    return this.#parked.map((parked) => parked.batch);
  }

  /** The events of the parked batches. */
  get events(): QueuedEvent[] {
    return this.batches.flatMap(({ events }) => events);
  }

  /** Parks a batch for `waitMs`; 0 for until something else lets it go. */
  add(batch: Batch, waitMs: number): void {
    const wait = new Alarm(this.#clock, this.#onDue);
    if (waitMs > 0) wait.set(waitMs);
    // From the back: a parked batch is mostly among the newest.
    let at = this.#parked.length;
    while (at > 0 && (this.#parked[at - 1]?.batch.firstSeq ?? 0) > batch.firstSeq) at--;
    this.#parked.splice(at, 0, { batch, wait, isBarred: false });
  }

  /** Batches that `isMeant` stay until {@linkcode unbar}. */
  bar(isMeant: (batch: Batch) => boolean): void {
    for (const parked of this.#parked) parked.isBarred ||= isMeant(parked.batch);
  }

  /** No batch is kept back any more. */
  unbar(): void {
    for (const parked of this.#parked) parked.isBarred = false;
  }

  /** Takes this batch out. */
  remove(batch: Batch): void {
    this.#takeAt(this.#parked.findIndex((parked) => parked.batch === batch));
  }

  /** Takes the events that are meant out of their batches. */
  removeEvents(isMeant: (event: QueuedEvent) => boolean): QueuedEvent[] {
    const removed: QueuedEvent[] = [];
    for (const batch of this.batches) {
      batch.events = batch.events.filter((event) =>
        !isMeant(event) || (removed.push(event), false)
      );
      if (batch.events.length === 0) this.remove(batch);
    }
    return removed;
  }

  /** Takes the oldest batch whose wait is over. */
  takeDue(): Batch | undefined {
    return this.#takeAt(
      this.#parked.findIndex(({ wait, isBarred }) => !isBarred && !wait.isSet),
    );
  }

  /**
   * Takes the batch to probe with, whether or not its wait is over: of those that had the fewest turns
   * the oldest. A turn is {@linkcode PROBES_PER_TURN} failed probes, or one that was refused for its
   * content: a batch that a server cannot swallow must not hold up all others for ever.
   *
   * @param maxTurns Batches that had more turns stay.
   */
  takeProbe(maxTurns: number): Batch | undefined {
    let best = -1;
    let fewest = maxTurns + 1;
    this.#parked.forEach(({ batch }, index) => {
      const turns = Math.floor(batch.failedProbes / PROBES_PER_TURN) + batch.refusals;
      if (turns < fewest) [best, fewest] = [index, turns];
    });
    return this.#takeAt(best);
  }

  /** When the first of the batches may leave: minus infinity for now, plus infinity if none is parked. */
  get earliestDueAt(): number {
    return this.#parked.reduce(
      (least, { wait, isBarred }) => isBarred ? least : Math.min(least, wait.dueAt),
      Infinity,
    );
  }

  /** Ends all waits: every batch may leave now. */
  cutWaits(): void {
    for (const { wait } of this.#parked) wait.clear();
  }

  #takeAt(index: number): Batch | undefined {
    const [parked] = index < 0 ? [] : this.#parked.splice(index, 1);
    parked?.wait.clear();
    return parked?.batch;
  }
}
