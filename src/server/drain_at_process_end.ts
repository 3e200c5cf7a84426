/**
 * What a client does when its process ends.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import { type FlushResult, startTally } from "../core/flush_watch.ts";

/**
 * As `shutdown()`, but the client stays open.
 *
 * @param isNaturalEnd Nothing else keeps the process alive: afterwards the client must not either.
 */
export function drainAtProcessEnd(
  engine: Engine,
  timeoutMs: number,
  isNaturalEnd: boolean,
): Promise<FlushResult> {
  const { books, dispatcher, drains } = engine;
  const hasDrained = isNaturalEnd && dispatcher.isAsleep;
  if (hasDrained || books.pending === 0) return Promise.resolve(startTally(books)());
  const { result } = drains.start(timeoutMs, isNaturalEnd ? "sleep" : "stay");
  engine.afterChange();
  return result;
}
