/**
 * Enough of `src` is run by the tests. Deno derives its numbers from V8's block counts: a branch is a block
 * that a condition may leave out, counted only in functions that ran, and a file that no test loads is
 * not in the report at all; such a file is a finding here unless it holds nothing but types.
 *
 * @module
 */
import ts from "typescript";
import { type Finding, report } from "./findings.ts";
import { isPublished, readSources, type SourceFile } from "./source_files.ts";
import { COVERAGE_DIR } from "./steps.ts";

/** Share of the lines that tests must run, in per cent. */
const MIN_LINES = 95;

/** Share of the branches that tests must take, in per cent. */
const MIN_BRANCHES = 90;

/** What was counted, or a sum of it. */
export interface Covered {
  /** Lines that can be run. */
  readonly lines: number;
  /** Lines that were. */
  readonly linesHit: number;
  /** Branches that can be taken. */
  readonly branches: number;
  /** Branches that were. */
  readonly branchesHit: number;
}

/** The numbers of each file in an lcov report, by path from `root`. */
export function parseLcov(lcov: string, root: string): Map<string, Covered> {
  const records = lcov.split("end_of_record").filter((record) => record.includes("SF:"));
  return new Map(records.map((record) => {
    const field = (name: string): string =>
      new RegExp(`^${name}:(.*)$`, "m").exec(record)?.[1] ?? "";
    const number = (name: string): number => Number(field(name));
    return [field("SF").replace(`${root}/`, ""), {
      lines: number("LF"),
      linesHit: number("LH"),
      branches: number("BRF"),
      branchesHit: number("BRH"),
    }];
  }));
}

/** All files in one. */
export function sum(files: Iterable<Covered>): Covered {
  const total = { lines: 0, linesHit: 0, branches: 0, branchesHit: 0 };
  for (const file of files) {
    total.lines += file.lines;
    total.linesHit += file.linesHit;
    total.branches += file.branches;
    total.branchesHit += file.branchesHit;
  }
  return total;
}

/** A share in per cent; nothing to hit is all hit. */
export function percent(hit: number, all: number): number {
  return all === 0 ? 100 : hit / all * 100;
}

/** Files that no test loads, and totals below the limits. */
export function checkCoverage(
  covered: ReadonlyMap<string, Covered>,
  files: readonly SourceFile[],
): Finding[] {
  const findings = files
    .filter((file) => !covered.has(file.path) && hasCode(file))
    .map(({ path }) => ({ file: path, line: 1, message: "no test loads this file: test it" }));
  const total = sum(covered.values());
  const shares: [string, number, number][] = [
    ["lines", percent(total.linesHit, total.lines), MIN_LINES],
    ["branches", percent(total.branchesHit, total.branches), MIN_BRANCHES],
  ];
  for (const [what, share, least] of shares) {
    if (share >= least) continue;
    const message = `${share.toFixed(1)} % of the ${what} are tested, at least ${least} % must be`;
    findings.push({ file: "src", line: 1, message });
  }
  return findings;
}

/** False for a file that holds nothing but types. */
export function hasCode({ text }: SourceFile): boolean {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      removeComments: true,
    },
  });
  return outputText.replace(/^export \{\};?$/m, "").trim() !== "";
}

/** The table that a reader gets, the totals last. */
export function formatCoverage(covered: ReadonlyMap<string, Covered>): string {
  const rows = [...covered, ["total", sum(covered.values())] as const];
  const width = Math.max(...rows.map(([name]) => name.length));
  const cell = (hit: number, all: number): string =>
    `${percent(hit, all).toFixed(1)} % (${hit}/${all})`.padStart(22);
  return rows.map(([name, file]) =>
    name.padEnd(width) + cell(file.linesHit, file.lines) + cell(file.branchesHit, file.branches)
  ).join("\n");
}

async function readLcov(dir: string, root: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["coverage", "--lcov", `--include=^file://${root}/(src/|mod\\.ts)`, dir],
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`Cannot read coverage: ${new TextDecoder().decode(stderr).trim()}`);
}

if (import.meta.main) {
  const root = await Deno.realPath(".");
  const covered = parseLcov(await readLcov(COVERAGE_DIR, root), root);
  console.log(`file, lines, branches\n${formatCoverage(covered)}`);
  const files = await readSources(isPublished);
  report("coverage", checkCoverage(covered, files), `${covered.size} files, above the limits`);
}
