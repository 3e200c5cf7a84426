/**
 * Names the content of a batch, for servers that deduplicate.
 *
 * @module
 */
import type { QueuedEvent } from "../core/event.ts";

/** A batch is named once, however often it is sent. */
const keys = new WeakMap<readonly QueuedEvent[], string>();

/**
 * Names the exact content: the same events in the same order have the same key, however often they are
 * sent, and any other batch has another.
 *
 * @param events A batch's events: a list that never changes.
 */
export function batchKey(events: readonly QueuedEvent[]): string {
  const key = keys.get(events) ?? contentHash(events);
  keys.set(events, key);
  return key;
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
