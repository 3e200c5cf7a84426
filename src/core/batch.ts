/**
 * Events that leave together, and what is known of their attempts.
 *
 * @module
 */
import type { QueuedEvent } from "./event.ts";
import type { Isolation } from "./isolation.ts";

/** Events that leave together. They stay together until they are settled. */
export class Batch {
  /** The events, in `track()` order; never none. */
  readonly events: readonly QueuedEvent[];
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
  #key: string | undefined;

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

  /**
   * Names the exact content: the same events in the same order have the same key, however often they
   * are sent, and any other batch has another.
   */
  get idempotencyKey(): string {
    return this.#key ??= contentHash(this.events);
  }
}

/**
 * A 128-bit hash of ids and texts as 32 hexadecimal digits: four lanes of multiply and rotate. It
 * keeps batches of one client apart; it is no defence against somebody who wants a collision.
 */
function contentHash(events: readonly QueuedEvent[]): string {
  const lanes = new Uint32Array([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef]);
  const primes = [0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1];
  for (const { id, json } of events) {
    for (const text of [id, json]) {
      for (let i = 0; i < text.length; i++) mix(lanes, primes, text.charCodeAt(i));
      mix(lanes, primes, 0x10000 + text.length);
    }
  }
  // Without a last mix the final characters would reach only one lane's low bits.
  for (let i = 0; i < 8; i++) mix(lanes, primes, i);
  return Array.from(lanes, (lane) => lane.toString(16).padStart(8, "0")).join("");
}

function mix(lanes: Uint32Array, primes: readonly number[], unit: number): void {
  let carry = unit;
  for (let lane = 0; lane < 4; lane++) {
    const mixed = Math.imul((lanes[lane] ?? 0) ^ carry, primes[lane] ?? 1);
    lanes[lane] = (mixed << 13) | (mixed >>> 19);
    carry = mixed >>> 15;
  }
}
