/**
 * What a `flush()` or `shutdown()` came to, counted from the books.
 *
 * @module
 */
import type { Books } from "./books.ts";

/**
 * What a `flush()` or `shutdown()` comes to, in events.
 *
 * @example Say what a deploy left behind
 * ```ts
 * import { type FlushResult, InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const report = ({ delivered, dropped, pending }: FlushResult): string =>
 *   `${delivered} delivered, ${dropped} dropped, ${pending} left`;
 *
 * const collector = createCollector(); // stands in for the API
 * const inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * assertEquals(report(await inslytic.flush()), "1 delivered, 0 dropped, 0 left");
 *
 * collector.always({ kind: "hang" });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-2" });
 * const result = await inslytic.shutdown({ timeoutMs: 0 });
 * assertEquals(report(result), "0 delivered, 0 dropped, 1 left");
 * ```
 */
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
