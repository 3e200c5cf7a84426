/**
 * Lets promises run: how a fake clock gives the code under test its turn between two timers.
 *
 * @module
 */

/** Runs what can run without time passing. */
export type Settle = () => Promise<void>;

/**
 * A call of a collector takes 5 turns, one with an endless body read to 64 KiB takes 16 (measured on two
 * runtimes). The rest is room for the client around it and its asynchronous hooks.
 */
const MICROTASK_TURNS = 60;

/** Bodies of real requests and answers need one or two; the rest is margin. */
const MACROTASK_TURNS = 3;

/** Waits a bounded number of promise turns: fast, and blind to everything that needs the event loop. */
export async function settleMicrotasks(): Promise<void> {
  for (let turn = 0; turn < MICROTASK_TURNS; turn++) await undefined;
}

/**
 * Makes a settling that gives the event loop some turns, with the timer of this moment: a test that
 * replaces the global later cannot stop it.
 */
export function createMacrotaskSettle(): Settle {
  const setRealTimer = globalThis.setTimeout;
  return async () => {
    for (let turn = 0; turn < MACROTASK_TURNS; turn++) {
      await new Promise<void>((resolve) => void setRealTimer(resolve, 0));
    }
  };
}
