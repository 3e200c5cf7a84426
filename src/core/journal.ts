/**
 * The queue's copy outside the memory, as the engine sees it. Where and how it is kept is not the
 * engine's business.
 *
 * @module
 */
import type { QueuedEvent } from "./event.ts";

/** Keeps a copy of each event that is not settled. Nothing here throws. */
export interface Journal {
  /** Keeps an event. */
  write(event: QueuedEvent): void;
  /** Events are settled: they need not be kept. */
  forget(events: readonly QueuedEvent[]): void;
  /** Of events that are to leave, those that somebody else has not taken over meanwhile. */
  keepOwn?(events: readonly QueuedEvent[]): readonly QueuedEvent[];
}
