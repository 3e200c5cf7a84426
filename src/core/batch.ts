/**
 * Events that leave together, and what is known of their attempts.
 *
 * @module
 */
import type { QueuedEvent } from "./event.ts";
import type { Isolation } from "./isolation.ts";

/** Events that leave together. They stay together until they are settled. */
export class Batch {
  /** The events, in `track()` order; never none. Changes only if others take some over. */
  events: readonly QueuedEvent[];
  /** Attempts of this round, the one on the wire included. */
  attempts = 0;
  /** Rounds used up: a round is the first attempt and its retries. */
  rounds = 0;
  /** Attempts that the server refused, whatever it was about. */
  refusals = 0;
  /** The search for a bad event that it belongs to. */
  isolation: Isolation | undefined;
  /** Attempts that failed while the server was down. */
  failedProbes = 0;
  /** The serial number of the request that began this round. */
  firstRequest = 0;
  /** Whether the batch has been on the wire before. */
  wasSent = false;

  /** @param events The events, in `track()` order; never none. */
  constructor(events: readonly QueuedEvent[]) {
    this.events = events;
  }

  /** The place of its first event in `track()` order: its age. */
  get firstSeq(): number {
    return this.events[0]?.seq ?? 0;
  }

  /** How many UTF-8 bytes of JSON its events are. */
  get bytes(): number {
    return this.events.reduce((sum, event) => sum + event.bytes, 0);
  }
}
