/**
 * Reads what a command said about its tests, and adds it all up.
 *
 * @module
 */

/** How many passed and failed. */
export interface Tally {
  /** Tests, or checks, that passed. */
  readonly passed: number;
  /** Tests, or checks, that failed. */
  readonly failed: number;
}

/** How a command ended. */
export interface Ending {
  /** What it printed, colours and all. */
  readonly output: string;
  /** Its exit code. */
  readonly code: number;
}

/** One row of the closing table. */
export interface Row extends Tally {
  /** The step's name. */
  readonly name: string;
  /** How long it took. */
  readonly seconds: number;
  /** What the numbers do not say. */
  readonly note: string;
}

// deno-lint-ignore no-control-regex -- the escape character is what it looks for
const ANSI_COLOUR = /\x1b\[[0-9;]*m/g;

const SUMMARY = /^(?:ok|FAILED) \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed\b.*$/gm;

/** What a run may say about itself: which browser it was, or why there was none. */
const ABOUT = /^browser: (.+)$/gm;

const SKIPPED = /^skipped: (.+)$/m;

/** The numbers of the last result line of `deno test`, or `null` where there is none. */
export function parseSummary(output: string): Tally | null {
  const last = [...output.replace(ANSI_COLOUR, "").matchAll(SUMMARY)].at(-1);
  return last === undefined ? null : { passed: Number(last[1]), failed: Number(last[2]) };
}

/** A check counts as one. */
export function tallyCheck({ code }: Ending): Tally {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Tests count one by one. A run that says nothing, runs nothing, or ends badly with no test to blame,
 * counts as one failure; unless it says that it was skipped, for want of a browser.
 */
export function tallyTests({ output, code }: Ending): Tally & { note: string } {
  const plain = output.replace(ANSI_COLOUR, "");
  const tally = parseSummary(plain);
  const skipped = SKIPPED.exec(plain)?.[0];
  if (tally === null && skipped !== undefined && code === 0) {
    return { passed: 0, failed: 0, note: skipped };
  }
  if (tally === null) return { passed: 0, failed: 1, note: "no result line" };
  if (tally.failed > 0) return { ...tally, note: "" };
  if (code !== 0) return { ...tally, failed: 1, note: `exit code ${code}` };
  if (tally.passed === 0) return { passed: 0, failed: 1, note: "no test ran" };
  return { ...tally, note: [...plain.matchAll(ABOUT)].at(-1)?.[1] ?? "" };
}

/** A run in which fewer tests ran than were to has failed once more: some were lost on the way. */
export function demandTests(row: Row, least: number): Row {
  const isShort = row.passed + row.failed < least;
  const note = [row.note, `at least ${least}${isShort ? " tests were to run" : ""}`];
  return {
    ...row,
    failed: row.failed + Number(isShort),
    note: note.filter((text) => text !== "").join(", "),
  };
}

/** A row as a line, for whoever reads a step's output. */
export function formatRow({ name, passed, failed, seconds, note }: Row): string {
  return `row ${name}: ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s` +
    (note === "" ? "" : ` (${note})`);
}

const ROW = /^row (.+): (\d+) passed, (\d+) failed, (\d+\.\d) s(?: \((.*)\))?$/gm;

/** The rows that a step printed, each as {@linkcode formatRow} writes it. */
export function parseRows(output: string): Row[] {
  return [...output.replace(ANSI_COLOUR, "").matchAll(ROW)].map(
    ([, name = "", passed, failed, seconds, note = ""]) => ({
      name,
      passed: Number(passed),
      failed: Number(failed),
      seconds: Number(seconds),
      note,
    }),
  );
}

/**
 * The rows of a step that has several. One that prints none, or ends badly with no row to blame, has a
 * failing one under its own name.
 */
export function tallyRows(name: string, { output, code }: Ending): Row[] {
  const rows = parseRows(output);
  const isBlamed = rows.some(({ failed }) => failed > 0);
  if (rows.length > 0 && (code === 0 || isBlamed)) return rows;
  const note = rows.length === 0 ? "no rows" : `exit code ${code}`;
  return [...rows, { name, passed: 0, failed: 1, seconds: 0, note }];
}

/** All rows in one. */
export function total(rows: readonly Tally[]): Tally {
  const add = (key: keyof Tally) => rows.reduce((sum, row) => sum + row[key], 0);
  return { passed: add("passed"), failed: add("failed") };
}

/** The table that a reader gets. */
export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map((
    row,
  ) => [row.name, row.passed, row.failed, row.seconds.toFixed(1), row.note]);
  const lines = [["step", "passed", "failed", "seconds", ""], ...cells].map((line) =>
    line.map(String)
  );
  const width = Math.max(...lines.map(([name = ""]) => name.length));
  return lines.map(([name = "", passed = "", failed = "", seconds = "", note = ""]) =>
    `${name.padEnd(width)}${passed.padStart(8)}${failed.padStart(8)}${seconds.padStart(9)}  ${note}`
      .trimEnd()
  ).join("\n");
}

/** The line that a machine gets. */
export function formatTotal({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`;
}
