/**
 * Waits for what has no event of its own.
 *
 * @module
 */

/** Longer than anything here may take: what takes longer hangs. */
const PATIENCE_MS = 60_000;

/** Resolves when `isTrue`; rejects with the explanation when that takes longer than anything may. */
export async function until(
  isTrue: () => boolean,
  explain: () => string,
  patienceMs: number = PATIENCE_MS,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!isTrue()) {
    if (performance.now() > giveUpAt) throw new Error(explain());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
