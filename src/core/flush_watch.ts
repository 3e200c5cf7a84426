/**
 * Tells when a `flush()` is over: when each event tracked before the call is delivered, dropped or
 * *given back*, that is, back in the queue for a later flush.
 *
 * @module
 */
import type { Batch } from "./batch.ts";
import type { Books } from "./books.ts";
import type { Dispatcher } from "./dispatch.ts";
import type { Pacing } from "./pacing.ts";
import type { EventQueue } from "./queue.ts";

/** What a watch looks at. */
export interface WatchParts {
  readonly books: Books;
  readonly queue: EventQueue;
  readonly pacing: Pacing;
  readonly maxRetries: number;
}

/** With the server alive a batch has two rounds of attempts before a flush stops waiting for it. */
const ROUNDS_WHILE_ALIVE = 2;

/** One `flush()` that is not over. */
export class FlushWatch {
  /** The last event that it covers. */
  readonly through: number;
  /** How many requests had begun at the call. */
  readonly requestsBefore: number;
  readonly #parts: WatchParts;
  readonly #rounds = new Map<Batch, number>();
  readonly #pauses = new Map<Batch, number>();
  readonly #givenBack = new Set<Batch>();
  #isBlockedSinceCall: boolean;
  #isAllGivenBack = false;

  /** @param through The place in `track()` order of the last event tracked before the call. */
  constructor(parts: WatchParts, through: number) {
    this.#parts = parts;
    this.through = through;
    this.requestsBefore = parts.books.requests;
    this.#isBlockedSinceCall = parts.pacing.mode !== "up";
  }

  /** A batch has used up all attempts of a round. */
  exhausted(batch: Batch, isServerDown: boolean): void {
    // While the server is down no other batch gets a round of its own: this one stands for all.
    if (isServerDown) this.#isAllGivenBack = true;
    else if (increment(this.#rounds, batch) >= ROUNDS_WHILE_ALIVE) this.#givenBack.add(batch);
  }

  /** A batch met a pause. It stays the first to leave, so what waits behind it is given back too. */
  paused(batch: Batch): void {
    if (increment(this.#pauses, batch) > this.#parts.maxRetries) this.#isAllGivenBack = true;
  }

  /** The server refuses us. */
  held(): void {
    this.#isAllGivenBack = true;
  }

  /** Whether the flush is over. */
  isOver(dispatcher: Dispatcher): boolean {
    const { pacing, queue } = this.#parts;
    if (pacing.mode === "up") this.#isBlockedSinceCall = false;
    const hasTried = dispatcher.lastSettled > this.requestsBefore;
    if (this.#isBlockedSinceCall && hasTried) this.#isAllGivenBack = true;
    if (this.#isAllGivenBack || pacing.isPausedForLong) return true;
    const first = queue.first;
    if (first !== undefined && first.seq <= this.through) return false;
    return dispatcher.openBatches.every((batch) =>
      batch.firstSeq > this.through || this.#givenBack.has(batch)
    );
  }
}

function increment(counts: Map<Batch, number>, batch: Batch): number {
  const count = (counts.get(batch) ?? 0) + 1;
  counts.set(batch, count);
  return count;
}
