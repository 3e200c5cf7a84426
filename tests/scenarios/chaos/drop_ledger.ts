/**
 * What `onDrop` said, held against what the books say.
 *
 * @module
 */
import type { Drop, DropReason } from "@tidings/sdk";

/** Every drop that the client reported. */
export class DropLedger {
  /** The reason, by id. */
  readonly reasons: Map<string, DropReason> = new Map();
  /** How many, by reason. */
  readonly counts: Partial<Record<DropReason, number>> = {};
  #repeated = 0;

  /** Drops reported of an event that had been reported before, or had no id. */
  get repeated(): number {
    return this.#repeated;
  }

  /** Takes a report. */
  readonly add = ({ reason, messageId }: Drop): void => {
    this.counts[reason] = (this.counts[reason] ?? 0) + 1;
    if (messageId === null || this.reasons.has(messageId)) this.#repeated++;
    if (messageId !== null) this.reasons.set(messageId, reason);
  };
}
