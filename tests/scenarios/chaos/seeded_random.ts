/**
 * Luck that can be had again: one seed is one sequence.
 *
 * @module
 */
import { seededRandom } from "../../support/seeded_random.ts";

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
 * Starts a sequence.
 *
 * @param seed Which one.
 * @param stream Keeps sequences of one seed apart that must not repeat one another.
 */
export function createSeededRandom(seed: number, stream: number): SeededRandom {
  const fraction = seededRandom(
    Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b),
  );
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
