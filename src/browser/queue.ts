/**
 * Events that have not left for good, in `track()` order, and the batches that some of them form. An event
 * is in the queue until it is delivered, handed over or given up, so that the books balance at every moment.
 *
 * @module
 */
import type { Stats } from "../core/books.ts";
import type { DropReason, QueuedEvent } from "../core/event.ts";
import type { FlushResult } from "../core/flush_result.ts";

/** The search for a bad event among those that a server refused together. */
export interface Search {
  /** The request that was refused first: a success after it proves that the server takes others. */
  readonly startedAt: number;
  /** Refusals until, without that proof, the server may be refusing everything. */
  left: number;
}

/** Events that leave together: what is known of their attempts. */
export interface Batch {
  /** Attempts of this round, the one on the wire included. */
  attempts: number;
  /** Rounds used up: a round is the first attempt and its retries. */
  rounds: number;
  /**
   * Probes that failed, and refusals: a batch that never gets through must not be the only one that is
   * tried for ever.
   */
  demerits: number;
  /** When it may leave. */
  dueAt: number;
  /** The request that began this round. */
  firstRequest: number;
  /** The search that it belongs to. */
  search: Search | undefined;
  /** What the server said when it refused this one event alone, while that proves nothing yet. */
  verdict?: string | undefined;
  /** It waits for what becomes of others. */
  isBarred?: boolean | undefined;
  /** The page hid while it was on the wire: its stored copies are gone. */
  isUnkept?: boolean;
}

/** An event in the queue. */
export interface Entry extends QueuedEvent {
  /** The batch that it was part of when it left first. */
  batch?: Batch;
}

/** After so many probes with one batch others are tried; a refusal of its content counts as many. */
export const DEMERITS_OF_REFUSAL = 6;

/** Makes a batch that was never tried. */
export const createBatch = (search?: Search): Batch => ({
  attempts: 0,
  rounds: 0,
  demerits: 0,
  dueAt: 0,
  firstRequest: 0,
  search,
});

/** A client's events and its books. */
export class Queue {
  /** In `track()` order. */
  entries: Entry[] = [];
  /** The batch on the wire. */
  flight: Batch | undefined;
  /** What the books count by adding. */
  readonly totals = {
    tracked: 0,
    restored: 0,
    delivered: 0,
    handedOver: 0,
    requests: 0,
    retries: 0,
  };
  readonly #dropped = new Map<DropReason, number>();

  /** The events of a batch. */
  of(batch: Batch | undefined): Entry[] {
    return this.entries.filter((entry) => batch !== undefined && entry.batch === batch);
  }

  /** Takes events out. */
  take(isMeant: (entry: Entry) => unknown): Entry[] {
    const taken: Entry[] = [];
    this.entries = this.entries.filter((entry) => !isMeant(entry) || taken.push(entry) < 0);
    return taken;
  }

  /** Puts events in their places. */
  insert(events: readonly Entry[]): void {
    this.entries = [...events, ...this.entries].sort((a, b) => a.seq - b.seq);
  }

  /** Whether an event is on the wire. */
  isInFlight({ batch }: Entry): boolean {
    return batch !== undefined && batch === this.flight;
  }

  /** Counts an event that was given up. */
  count(reason: DropReason): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
  }

  /** Counts what is settled from now on. */
  tally(): () => FlushResult {
    const { totals: { delivered }, lost } = this;
    return () => ({
      delivered: this.totals.delivered - delivered,
      dropped: this.lost - lost,
      pending: this.entries.length,
    });
  }

  /** A copy of the books. */
  stats(): Stats {
    const inFlight = this.of(this.flight).length;
    return {
      ...this.totals,
      dropped: Object.fromEntries(this.#dropped),
      queued: this.entries.length - inFlight,
      inFlight,
    };
  }

  /** Events given up, for whatever reason. */
  get lost(): number {
    return [...this.#dropped.values()].reduce((sum, count) => sum + count, 0);
  }
}
