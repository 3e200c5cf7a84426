/**
 * Runs the browser tests in one engine after the other: three at once are slower, and lose beacons.
 * `--engine=chromium` runs one engine, `--runs=50` repeats the long tests that often, a file's path runs
 * that file alone. Browsers that are not there are installed where that is possible; elsewhere an engine is skipped
 * with a word, and in CI that is a failure. A run that fails is repeated once, and both are shown.
 *
 * @module
 */
import type { Engine } from "../tests/browser/rig/browser.ts";
import { ENGINES, missingPrograms } from "../tests/browser/rig/launch.ts";
import { SETUP_COMMAND, setupBrowsers } from "./setup_browsers.ts";

/** What is to be run. */
export interface Wanted {
  /** Engines, in order. */
  readonly engines: readonly Engine[];
  /** How often the long tests repeat themselves. */
  readonly runs: number;
  /** Files or folders. */
  readonly paths: readonly string[];
}

/** In each engine a few seconds; 50 once before a release. */
const DEFAULT_RUNS = 5;

/** Where the tests are, and the one module that runs them all in one browser. */
const FOLDER = "tests/browser";
const ALL = `${FOLDER}/all.ts`;

/** Reads the flags; throws when one is not known. */
export function readWanted(args: readonly string[]): Wanted {
  let engines = ENGINES;
  let runs = DEFAULT_RUNS;
  const paths: string[] = [];
  for (const arg of args) {
    const [flag, value = ""] = arg.split("=");
    if (flag === "--engine") engines = ENGINES.filter((engine) => engine === value);
    else if (flag === "--runs") runs = Number(value);
    else if (arg.startsWith("-")) throw new Error(`unknown flag ${arg}`);
    else if (arg !== FOLDER) paths.push(arg);
  }
  if (engines.length === 0) throw new Error(`--engine must be one of ${ENGINES.join(", ")}`);
  if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs must be a positive integer");
  return { engines, runs, paths: paths.length === 0 ? [ALL] : paths };
}

/** What becomes of an engine that cannot be run. */
export interface Verdict {
  /** Whether the run may still succeed. */
  readonly isGood: boolean;
  /** Lines for a person. */
  readonly lines: readonly string[];
}

/** An engine that is not there is skipped with a word, and the command to run; in CI it is a failure. */
export function judgeMissing(engine: Engine, missing: readonly string[], isCi: boolean): Verdict {
  return {
    isGood: !isCi,
    lines: [
      `${isCi ? "failed" : "skipped"}: ${engine}, as there is no ${missing.join(", no ")}`,
      `To install it run, on Debian, as root: ${SETUP_COMMAND}`,
    ],
  };
}

/** Runs one engine; false when it failed. */
async function runEngine(engine: Engine, wanted: Wanted): Promise<boolean> {
  const missing = await missingPrograms(engine);
  if (missing.length > 0) {
    const { isGood, lines } = judgeMissing(engine, missing, Deno.env.get("CI") === "true");
    for (const line of lines) console.log(line);
    return isGood;
  }
  if (await runTests(engine, wanted)) return true;
  // A busy machine starves browsers: Firefox then drops beacons of closing tabs. A fault of ours shows again.
  console.log(`again: ${engine}, once, as the run above failed`);
  return await runTests(engine, wanted);
}

async function runTests(engine: Engine, { runs, paths }: Wanted): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "test:deno", ...paths],
    env: { TIDINGS_ENGINE: engine, TIDINGS_RUNS: String(runs) },
    stdin: "null",
  }).spawn().status;
  return success;
}

async function main(args: readonly string[]): Promise<boolean> {
  const wanted = readWanted(args);
  console.log((await setupBrowsers()).summary);
  let isGood = true;
  for (const engine of wanted.engines) isGood = await runEngine(engine, wanted) && isGood;
  return isGood;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args) ? 0 : 1;
