/**
 * Runs the tests on the runtimes, each file in a process of its own.
 *
 * @module
 */
import { pooledMap } from "@std/async/pool";
import { AT_ONCE } from "../at_once.ts";
import { demandTests, type Row, tallyTests } from "../test_summary.ts";
import { run } from "./command.ts";
import { nameOf, type RuntimeRun, takes } from "./runtimes.ts";
import { packageCopies } from "./test_project.ts";

/** Where a runtime and what it runs lie. */
export interface Place {
  /** The runtime's program. */
  readonly program: string;
  /** The project that the package and the tests are installed in. */
  readonly project: string;
}

/** These take longest: begun last, they would leave the other core idle. */
const LONGEST = /process_end|cycles|track_test/;

/**
 * Runs all there is.
 *
 * @param tests Paths of the files of tests.
 * @param places Where each run takes place.
 * @param show Told of what failed.
 * @returns A row for each run.
 */
export async function runSuite(
  tests: readonly string[],
  places: ReadonlyMap<RuntimeRun, Place>,
  show: (text: string) => void,
): Promise<Row[]> {
  const ordered = [...tests].sort((a, b) => Number(LONGEST.test(b)) - Number(LONGEST.test(a)));
  const jobs = ordered.flatMap((file) =>
    [...places].filter(([one]) => takes(one, file)).map(([one, place]) => ({ one, place, file }))
  );
  const ran = pooledMap(AT_ONCE, jobs, async ({ one, place, file }) => ({
    one,
    ...await runFile(one, file, place, show),
  }));
  const results = await Array.fromAsync(ran);
  return [...places.keys()].map((run) =>
    toRow(nameOf(run), run.minTests, results.filter(({ one }) => one === run))
  );
}

/** What became of a file of tests. */
export interface FileResult {
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

async function runFile(
  one: RuntimeRun,
  file: string,
  { program, project }: Place,
  show: (text: string) => void,
): Promise<FileResult> {
  const started = performance.now();
  const ending = await run({
    program,
    args: [`${one.format}/scripts/package/run_test_file.js`, `${one.format}/${file}`],
    cwd: project,
    env: { TIDINGS_COPIES: JSON.stringify(packageCopies(project)) },
  });
  const { passed, failed, note } = tallyTests(ending);
  if (failed > 0) {
    show(`\n${nameOf(one)}: ${file}: ${note}\n${ending.output}\n`);
  }
  return { passed, failed, seconds: (performance.now() - started) / 1_000 };
}

/** Adds up the files of a run, of which so many tests are demanded. */
export function toRow(name: string, minTests: number, results: readonly FileResult[]): Row {
  const add = (key: keyof FileResult) => results.reduce((sum, result) => sum + result[key], 0);
  const [passed, failed, seconds] = [add("passed"), add("failed"), add("seconds")];
  return demandTests({ name, passed, failed, seconds, note: "" }, minTests);
}
