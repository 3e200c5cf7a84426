/**
 * Runs the steps of a profile to the end, whatever fails on the way, and closes with a table and, alone on
 * the last line, the numbers.
 *
 * @module
 */
import { AT_ONCE } from "./at_once.ts";
import { COVERAGE_DIR, type Profile, type Step, STEPS } from "./steps.ts";
import {
  demandTests,
  type Ending,
  formatTable,
  formatTotal,
  type Row,
  tallyCheck,
  tallyRows,
  tallyTests,
  total,
} from "./test_summary.ts";

/** Longest a step may take: far beyond any of them, so that a hang ends as a failure. */
const STEP_TIMEOUT_MS = 15 * 60_000;

/** The steps of a profile. */
export function stepsOf(profile: Profile, steps: readonly Step[] = STEPS): Step[] {
  return steps.filter(({ only }) => only === undefined || only === profile);
}

/** Where the commands' words go. */
export interface Screen {
  /** Takes a piece of what a command printed. */
  readonly show: (text: string) => Promise<void> | void;
  /** What becomes of its errors. */
  readonly stderr: "inherit" | "null";
}

/** The terminal. */
const TERMINAL: Screen = { show: write, stderr: "inherit" };

/** Runs one step. No row when there is nothing yet to run it on. */
export async function runStep(step: Step, screen: Screen = TERMINAL): Promise<Row[]> {
  const paths = await presentPaths(step, screen);
  if (paths.length === 0 && step.paths !== undefined) return [];
  const started = performance.now();
  const ending = await run([...step.args, ...paths], screen);
  if (step.hasRows) return tallyRows(step.name, ending);
  const tally = step.isTestRun ? tallyTests(ending) : tallyCheck(ending);
  const seconds = (performance.now() - started) / 1_000;
  const row = { name: step.name, seconds, note: "", ...tally };
  // A browser that is not there runs no test; elsewhere than in CI that is no failure.
  const isSkipped = row.passed + row.failed === 0;
  return [step.minTests === undefined || isSkipped ? row : demandTests(row, step.minTests)];
}

/** Runs Deno with `args`, shows what it prints while it prints, and keeps it. */
export async function run(args: readonly string[], screen: Screen): Promise<Ending> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: { NO_COLOR: "1", DENO_NO_PROMPT: "1", DENO_JOBS: String(AT_ONCE) },
    stdin: "null",
    stdout: "piped",
    stderr: screen.stderr,
    signal: AbortSignal.timeout(STEP_TIMEOUT_MS),
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    await screen.show(text);
  }
  return { output, code: (await child.status).code };
}

async function presentPaths({ name, paths = [] }: Step, screen: Screen): Promise<string[]> {
  const present: string[] = [];
  for (const path of paths) {
    const found = await Deno.stat(path).catch(() => null);
    if (found !== null) present.push(path);
    else await screen.show(`note: ${name} leaves out '${path}', which does not exist\n`);
  }
  return present;
}

async function write(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

async function main(profile: Profile): Promise<void> {
  await Deno.remove(COVERAGE_DIR, { recursive: true }).catch(() => {});
  const rows: Row[] = [];
  for (const step of stepsOf(profile)) {
    console.log(`\n== ${step.name}`);
    const added = await runStep(step).catch((error: unknown): Row[] => {
      console.error(error);
      return [{ name: step.name, passed: 0, failed: 1, seconds: 0, note: "could not be run" }];
    });
    rows.push(...added);
  }
  const sum = total(rows);
  console.log(`\n${formatTable(rows)}\n\n${formatTotal(sum)}`);
  Deno.exitCode = sum.failed === 0 ? 0 : 1;
}

if (import.meta.main) await main(Deno.args[0] === "ok" ? "ok" : "test");
