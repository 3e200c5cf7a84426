/**
 * Runs chaos for as long as it is asked to: `deno task chaos --seeds=1,2,3 --events=50000`. Exits with 1
 * if anything was violated, and names the seed: the same seed meets the same faults again.
 *
 * @module
 */
import { type Flags, readFlags } from "./flags.ts";
import { closingLine, progressLine, totalLine, violationLines } from "./report.ts";
import { type Progress, runHistory, type RunResult } from "./run_history.ts";

/** A run that met fewer kinds of faults proves too little. */
export const MIN_KINDS = 20;

/** How often a line tells how far it is. */
const PROGRESS_MS = 2_000;

async function main(flags: Flags): Promise<boolean> {
  const results: RunResult[] = [];
  for (const seed of flags.seeds) {
    const { events, batch, faulty, inFlight } = flags;
    const onProgress = createProgress(seed, events);
    const plan = { seed, events, batch, faulty, inFlight, kinds: MIN_KINDS, onProgress };
    const result = await runHistory(plan);
    results.push(result);
    console.log(closingLine(result));
    for (const line of violationLines(result)) console.log(line);
  }
  console.log(totalLine(results));
  return results.every(({ verdict }) => verdict.violations.length === 0);
}

function createProgress(seed: number, events: number): (progress: Progress) => void {
  const startedAt = performance.now();
  let toldAt = startedAt;
  return (progress) => {
    const now = performance.now();
    if (now - toldAt < PROGRESS_MS) return;
    toldAt = now;
    console.log(progressLine(seed, events, progress, now - startedAt));
  };
}

if (import.meta.main) {
  // A proxy must never come between the client and this machine.
  for (const name of ["NO_PROXY", "no_proxy"]) Deno.env.set(name, "127.0.0.1");
  try {
    Deno.exitCode = await main(readFlags(Deno.args)) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exitCode = 1;
  }
}
