/**
 * What a `flush()` or `shutdown()` came to, counted from the books.
 *
 * @module
 */
import type { Books } from "./books.ts";

/** What a `flush()` or `shutdown()` comes to. */
export interface FlushResult {
  /** Events delivered between the call and its end. */
  readonly delivered: number;
  /** Events dropped between the call and its end, for whatever reason. */
  readonly dropped: number;
  /** Events in the whole queue at its end: waiting, between two attempts, or on the wire. */
  readonly pending: number;
}

/** Counts what was settled from now on. */
export function startTally(books: Books): () => FlushResult {
  const { delivered, dropped } = books;
  return () => ({
    delivered: books.delivered - delivered,
    dropped: books.dropped - dropped,
    pending: books.pending,
  });
}
