/**
 * The release check notices what must not be released, and lets this checkout pass.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { pooledMap } from "@std/async/pool";
import { AT_ONCE } from "../../scripts/at_once.ts";
import type { Result } from "../../scripts/package/command.ts";
import { CheckoutCopy, type Trial } from "./checkout_copy.ts";
import { FAULTS, GOOD_TRIALS, SECRETS, SHARED_FAULTS } from "./trials.ts";

/** Runs all trials, in as many copies as there are lanes: a copy that was checked once is checked faster. */
async function runTrials(trials: readonly Trial[]): Promise<Map<Trial, Result>> {
  const waiting = [...trials];
  const results = new Map<Trial, Result>();
  const work = async (): Promise<void> => {
    await using copy = await CheckoutCopy.create();
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      results.set(trial, await copy.run(trial));
    }
  };
  await Array.fromAsync(pooledMap(AT_ONCE, Array.from({ length: AT_ONCE }), work));
  return results;
}

const shared: Trial = {
  plants: SHARED_FAULTS.flatMap(({ plants }) => plants),
  flags: SHARED_FAULTS.flatMap(({ flags = [] }) => flags),
};

// All at once and before the tests: one after the other they would take twice as long.
const results = await runTrials([...Object.values(GOOD_TRIALS), ...FAULTS, shared]);

function resultOf(trial: Trial): Result {
  const result = results.get(trial);
  if (result === undefined) throw new Error("The trial was not run");
  return result;
}

for (const [name, trial] of Object.entries(GOOD_TRIALS)) {
  Deno.test(`release:check lets ${name} pass, and says what would be published`, () => {
    const { code, output, stdout } = resultOf(trial);
    assertEquals(code, 0, output);
    assertMatch(stdout, /^OK release: \S+ \S+ may be published: \d+ files to JSR, \d+ to npm$/m);
  });
}

for (const fault of [...FAULTS, ...SHARED_FAULTS]) {
  Deno.test(`release:check fails on ${fault.name}, and says where and what to do`, () => {
    const { code, output, stdout } = resultOf(SHARED_FAULTS.includes(fault) ? shared : fault);
    assertEquals(code, 1, output);
    for (const finding of fault.findings) assertMatch(stdout, finding);
    assertMatch(stdout, /^release: \d+ to put right$/m);
    for (const secret of SECRETS) assertEquals(output.includes(secret), false, "repeats a secret");
  });
}
