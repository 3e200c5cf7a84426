/**
 * Luck that can be had again: one seed is one sequence.
 *
 * @module
 */

/** A sequence of numbers that look random. */
export interface SeededRandom {
  /** The next number in [0, 1). */
  fraction(): number;
  /** The next whole number from 0 to `count` - 1. */
  below(count: number): number;
  /** One of them. */
  pick<T>(items: readonly [T, ...T[]]): T;
  /** A copy in another order. */
  shuffled<T>(items: readonly T[]): T[];
}

/**
 * Starts a sequence (mulberry32).
 *
 * @param seed Which one.
 * @param stream Keeps sequences of one seed apart that must not repeat one another.
 */
export function createSeededRandom(seed: number, stream: number): SeededRandom {
  let state = Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b);
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(fraction() * count);
  return {
    fraction,
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    shuffled: <T>(items: readonly T[]) => {
      const left = [...items];
      const order: T[] = [];
      while (left.length > 0) order.push(...left.splice(below(left.length), 1));
      return order;
    },
  };
}
