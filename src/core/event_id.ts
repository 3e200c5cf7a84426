/**
 * Makes event ids: UUID v7 (RFC 9562 §5.7), so that they sort by time and need no coordination.
 *
 * @module
 */
import type { Clock, Random } from "./ports.ts";
import { flatten } from "./utf8.ts";

/** Random bytes are fetched for this many ids at once: one call to the platform each would cost more than the id. */
const IDS_PER_POOL = 128;
const BYTES_PER_ID = 10;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The counter's room: 12 bits, of which the top one starts empty so that a burst has space to count. */
const COUNTER_SEED_MASK = 0x7ff;
const COUNTER_MAX = 0xfff;

/**
 * Makes a source of ids that are unique and, within one source, strictly ascending, however many are
 * made in a millisecond and however the wall clock jumps back.
 *
 * @param clock Tells the time that an id begins with.
 * @param random Fills the rest.
 */
export function createEventIds(clock: Pick<Clock, "epochNow">, random: Random): () => string {
  const pool = new Uint8Array(IDS_PER_POOL * BYTES_PER_ID);
  let used = pool.length;
  let lastMs = 0;
  // The beginning of all ids of a millisecond: making it costs more than all the rest.
  let timeMs = NaN;
  let time = "";
  let counter = 0;
  return () => {
    if (used === pool.length) {
      random.fill(pool);
      used = 0;
    }
    const at = used;
    used += BYTES_PER_ID;
    const now = validMs(clock.epochNow());
    if (now > lastMs) {
      lastMs = now;
      counter = ((byteAt(pool, at) << 8) | byteAt(pool, at + 1)) & COUNTER_SEED_MASK;
    } else if (++counter > COUNTER_MAX) {
      lastMs++;
      counter = 0;
    }
    if (lastMs !== timeMs) {
      timeMs = lastMs;
      time = timeText(lastMs);
    }
    return flatten(time + format(counter, pool, at + 2));
  };
}

/** The 48 bits of an id's time hold no other number; a clock that answers NaN must not break ids. */
function validMs(ms: number): number {
  return ms >= 0 && ms < 2 ** 48 ? Math.floor(ms) : 0;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function timeText(ms: number): string {
  const digits = ms.toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
}

function format(counter: number, pool: Uint8Array, at: number): string {
  const hex = (offset: number): string => HEX[byteAt(pool, at + offset)] ?? "";
  const variant = HEX[(byteAt(pool, at) & 0x3f) | 0x80] ?? "";
  const count = (counter >> 8).toString(16) + (HEX[counter & 0xff] ?? "");
  return count + "-" + variant + hex(1) + "-" + hex(2) + hex(3) + hex(4) + hex(5) + hex(6) + hex(7);
}
