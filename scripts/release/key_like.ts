/**
 * Texts that look like a live key, where no list of known formats helps: our own keys, and whatever is
 * assigned to a name that says so.
 *
 * @module
 */

/** A text that looks like a key. */
export interface KeyLike {
  /** The text. */
  readonly text: string;
  /** Where it begins. */
  readonly index: number;
}

/** A prefix, as in `mtr_` or `sk_live_`, and what may be random. */
const PREFIXED = /(?<![A-Za-z0-9])[a-z][a-z0-9]{1,11}_(?:[a-z]{2,10}_)?([A-Za-z0-9]{16,})/g;

/** A literal that is given to a name of this kind. Names are bounded, or long texts would take minutes. */
const ASSIGNED =
  /\w{0,30}?(?:key|token|secret|password|passwd|credentials?)\w{0,30}["'`]?\s*[:=]\s*["'`]([\w+/=.~-]{16,})["'`]/gi;

/** Bits per character. 16 random hexadecimal digits hardly ever have fewer, words with a number do. */
const MIN_ENTROPY = 2.8;

/** All that look like one. */
export function findKeyLike(text: string): KeyLike[] {
  return [PREFIXED, ASSIGNED].flatMap((pattern) =>
    [...text.matchAll(pattern)]
      .filter(([, random = ""]) => isRandom(random))
      .map(({ 0: found, index }) => ({ text: found, index }))
  );
}

/** Whether it has letters and digits, mixed, and few of them often. */
function isRandom(text: string): boolean {
  const changes = text.match(/\d[A-Za-z]|[A-Za-z]\d/g)?.length ?? 0;
  // A name that ends in a number changes once.
  return changes >= 3 && entropyOf(text) >= MIN_ENTROPY;
}

function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count / text.length * Math.log2(count / text.length);
  return bits;
}
