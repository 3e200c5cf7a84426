/**
 * Names a content: 128 bits that differ when the content does.
 *
 * @module
 */

// Factors and summands of MurmurHash3 (x86, 128 bits), which this is but for how texts become numbers.
const FACTOR_A = 0x239b961b | 0;
const FACTOR_B = 0xab0e9789 | 0;
const FACTOR_C = 0x38b34ae5 | 0;
const FACTOR_D = 0xa1e38b93 | 0;
const SUMMAND_A = 0x561ccd1b | 0;
const SUMMAND_B = 0x0bcaa747 | 0;
const SUMMAND_C = 0x96cd1c35 | 0;
const SUMMAND_D = 0x32ac3b17 | 0;

/**
 * A hash over texts, as 32 hexadecimal digits: other texts, or the same ones cut in another way, have
 * another. It keeps contents of one client apart; it is no defence against somebody who wants a collision.
 */
export function contentHash(texts: readonly string[]): string {
  let lengths = "";
  const parts = [lengths];
  for (const text of texts) {
    lengths += `${text.length},`;
    parts.push(text);
  }
  parts[0] = lengths;
  // As one text: to read many short ones takes an engine half as long again.
  return hashOf(parts.join(""));
}

// Numbers in variables rather than lists: this function sees every character that is sent.
function hashOf(text: string): string {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  // Eight units a turn, two a lane.
  for (const end = text.length - 8; i <= end; i += 8) {
    a = step(a, scramble(pair(text, i), FACTOR_A, FACTOR_B), b, SUMMAND_A);
    b = step(b, scramble(pair(text, i + 2), FACTOR_B, FACTOR_C), c, SUMMAND_B);
    c = step(c, scramble(pair(text, i + 4), FACTOR_C, FACTOR_D), d, SUMMAND_C);
    d = step(d, scramble(pair(text, i + 6), FACTOR_D, FACTOR_A), a, SUMMAND_D);
  }
  for (; i < text.length; i++) {
    a = step(a, scramble(text.charCodeAt(i), FACTOR_A, FACTOR_B), b, SUMMAND_A);
  }
  // Each lane depends on all of all others, and each of its bits on every other.
  const sum = add(add(a, b), add(c, d));
  a = avalanche(sum);
  b = avalanche(add(b, sum));
  c = avalanche(add(c, sum));
  d = avalanche(add(d, sum));
  const last = add(add(a, b), add(c, d));
  return toHex(last) + toHex(add(b, last)) + toHex(add(c, last)) + toHex(add(d, last));
}

function pair(text: string, at: number): number {
  return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
}

function scramble(word: number, before: number, after: number): number {
  const product = Math.imul(word, before);
  return Math.imul((product << 15) | (product >>> 17), after);
}

function step(lane: number, word: number, neighbour: number, summand: number): number {
  const mixed = lane ^ word;
  return add(Math.imul(add((mixed << 19) | (mixed >>> 13), neighbour), 5), summand);
}

/** Modulo 2^32, so that an engine need not ask whether the sum still fits. */
function add(one: number, other: number): number {
  return (one + other) | 0;
}

/** Lets each bit reach every other. */
function avalanche(lane: number): number {
  const first = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}

function toHex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, "0");
}
