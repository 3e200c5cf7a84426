/**
 * Knows each `flush()` that is not over, and when it is: when each event tracked before the call is
 * delivered, dropped or *given back*, that is, back in the queue for a later flush.
 *
 * @module
 */
import type { FlushResult } from "../core/flush_result.ts";
import type { Batch, Entry } from "./queue.ts";

/** A `flush()` that is not over. */
interface Flush {
  /** The last event that it covers. */
  readonly through: number;
  /** Since the call nothing but a probe could leave. */
  isBlocked: boolean;
  /** How much of what it bears of a batch it has borne: at 1 it waits for that no longer. */
  readonly borne: Map<Batch, number>;
  readonly end: () => void;
}

/** Parts of one sum up to a little less. */
const ALL = 0.999;

/** The flushes of one client that are not over. */
export class Flushes {
  readonly #open = new Set<Flush>();

  /** Begins one. Settles when it is over. */
  begin(through: number, isBlocked: boolean, tally: () => FlushResult): Promise<FlushResult> {
    return new Promise((resolve) =>
      this.#open.add({ through, isBlocked, borne: new Map(), end: () => resolve(tally()) })
    );
  }

  /** Ends those that wait for none of these events. */
  endDone(waiting: readonly Entry[], isServerUp: boolean): void {
    this.#endIf((flush) => {
      flush.isBlocked &&= !isServerUp;
      return !waiting.some(({ seq, batch }) =>
        seq <= flush.through && (batch === undefined || (flush.borne.get(batch) ?? 0) < ALL)
      );
    });
  }

  /** Ends all, or only those that were called while nothing but a probe could leave. */
  giveBack(isOfBlocked = false): void {
    this.#endIf(({ isBlocked }) => isBlocked || !isOfBlocked);
  }

  /**
   * A batch met a part of what a flush bears of it.
   *
   * @param isOfAll At the whole the flush is over: others cannot leave before this batch.
   */
  tire(batch: Batch, share: number, isOfAll = false): void {
    this.#endIf(({ borne }) => {
      const sum = (borne.get(batch) ?? 0) + share;
      borne.set(batch, sum);
      return isOfAll && sum >= ALL;
    });
  }

  #endIf(isOver: (flush: Flush) => boolean): void {
    for (const flush of this.#open) {
      if (isOver(flush) && this.#open.delete(flush)) flush.end();
    }
  }
}
