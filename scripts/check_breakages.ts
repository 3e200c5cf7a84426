/**
 * Breaks each listed rule in a copy of the repository and demands that the named tests notice. A breakage
 * that no test notices is a rule without a test.
 *
 * @module
 */
import { dirname } from "node:path/posix";
import { type Breakage, BREAKAGES } from "./breakages.ts";
import { repositoryPaths } from "./source_files.ts";
import { type Ending, parseSummary } from "./test_summary.ts";

/** Longest a run may take: broken code likes to hang, and a hang is noticed. */
const RUN_TIMEOUT_MS = 120_000;

/** The exit code given to a run that was ended for taking too long. */
const TIMED_OUT = 124;

/**
 * What became of a breakage: `noticed` by a test that failed, `survived` all tests, or `invalid` because
 * nothing can be learnt from it.
 */
export interface Verdict {
  /** Which of the three. */
  readonly kind: "noticed" | "survived" | "invalid";
  /** How it is known. */
  readonly detail: string;
}

/** The file's text with the breakage in it, or why it cannot be put in. */
export function applyBreakage(
  text: string,
  breakage: Breakage,
): { text: string } | { fault: string } {
  const found = text.split(breakage.search).length - 1;
  if (breakage.search === "" || found !== 1) {
    return { fault: `the search text stands ${found} times in ${breakage.file}, not once` };
  }
  const broken = text.replace(breakage.search, () => breakage.replacement);
  return broken === text ? { fault: "the replacement changes nothing" } : { text: broken };
}

/** What a run of the tests on broken code says. */
export function judge({ output, code }: Ending): Verdict {
  if (code === TIMED_OUT) return { kind: "noticed", detail: "tests did not end" };
  const tally = parseSummary(output);
  if (tally === null) return { kind: "invalid", detail: "tests could not be run" };
  if (tally.failed > 0) return { kind: "noticed", detail: `${tally.failed} failed` };
  if (tally.passed === 0) return { kind: "invalid", detail: "no test ran" };
  if (code !== 0) return { kind: "noticed", detail: `exit code ${code}` };
  return { kind: "survived", detail: `${tally.passed} passed` };
}

/** Copies what git knows or would add. */
export async function copyRepository(from: string, to: string): Promise<void> {
  for (const path of await repositoryPaths(from)) {
    await Deno.mkdir(dirname(`${to}/${path}`), { recursive: true });
    await Deno.copyFile(`${from}/${path}`, `${to}/${path}`);
  }
}

/** Runs the breakage's tests in `root`. Types are not checked: a test must notice, not the compiler. */
export async function runTests({ tests, filter }: Breakage, root: string): Promise<Ending> {
  const filters = filter === undefined ? [] : [`--filter=${filter}`];
  const signal = AbortSignal.timeout(RUN_TIMEOUT_MS);
  const { stdout, code } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "test:deno", "--no-check", ...filters, ...tests],
    cwd: root,
    env: { NO_COLOR: "1", DENO_NO_PROMPT: "1" },
    stdin: "null",
    stderr: "null",
    signal,
  }).output();
  return { output: new TextDecoder().decode(stdout), code: signal.aborted ? TIMED_OUT : code };
}

/** Puts a breakage into the copy at `root`, runs its tests and takes it out again. */
export async function tryBreakage(breakage: Breakage, root: string): Promise<Verdict> {
  const path = `${root}/${breakage.file}`;
  const original = await Deno.readTextFile(path);
  const broken = applyBreakage(original, breakage);
  if ("fault" in broken) return { kind: "invalid", detail: broken.fault };
  try {
    await Deno.writeTextFile(path, broken.text);
    return judge(await runTests(breakage, root));
  } finally {
    await Deno.writeTextFile(path, original);
  }
}

/** Tries all in turn, the unbroken tests of each first: what fails anyway notices nothing. */
export async function tryAll(
  breakages: readonly Breakage[],
  root: string,
  say: (line: string) => void = console.log,
): Promise<Verdict[]> {
  const sound = new Map<string, boolean>();
  const verdicts: Verdict[] = [];
  for (const breakage of breakages) {
    const key = JSON.stringify([breakage.tests, breakage.filter]);
    if (!sound.has(key)) sound.set(key, judge(await runTests(breakage, root)).kind === "survived");
    const verdict: Verdict = sound.get(key)
      ? await tryBreakage(breakage, root)
      : { kind: "invalid", detail: "the tests do not pass on unbroken code" };
    say(`${verdict.kind.padEnd(9)} ${breakage.name} (${breakage.file}): ${verdict.detail}`);
    if (verdict.kind === "survived") say(`          no test notices: ${breakage.breaks}`);
    verdicts.push(verdict);
  }
  return verdicts;
}

async function main(pattern: string): Promise<void> {
  const chosen = BREAKAGES.filter(({ name, file }) => `${name} ${file}`.includes(pattern));
  if (chosen.length === 0) throw new Error("Cannot try breakages: none is listed under that name");
  const root = await Deno.makeTempDir();
  try {
    await copyRepository(".", root);
    const verdicts = await tryAll(chosen, root);
    const count = (kind: Verdict["kind"]) =>
      verdicts.filter((verdict) => verdict.kind === kind).length;
    console.log(
      `${count("noticed")} noticed, ${count("survived")} survived, ${count("invalid")} invalid`,
    );
    if (count("noticed") < verdicts.length) Deno.exitCode = 1;
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args[0] ?? "");
