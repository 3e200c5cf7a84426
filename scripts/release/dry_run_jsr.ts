/**
 * Has `deno publish` do all but publish: slow types, what it would send, and what it complains of.
 *
 * @module
 */
import { relative } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { readDenoErrors } from "../deno_errors.ts";
import type { Finding } from "../findings.ts";
import { run } from "../package/command.ts";

/** The paths that are meant to be published, one a line. */
const LIST = "tests/jsr/published_files.txt";

/** What came of it. */
export interface DryRun {
  /** What JSR would get, in order. */
  readonly paths: readonly string[];
  readonly findings: readonly Finding[];
}

/** Tries to publish the checkout in this folder to JSR. */
export async function dryRunJsr(): Promise<DryRun> {
  const args = ["publish", "--dry-run", "--allow-dirty"];
  const { code, output } = await run({ program: Deno.execPath(), args, cwd: "." });
  const paths = readPublished(output, Deno.cwd());
  if (code !== 0) return { paths, findings: readComplaints(output, Deno.cwd()) };
  const listed = (await Deno.readTextFile(LIST)).trim().split("\n");
  return { paths, findings: checkPublished(paths, listed) };
}

/** The paths that a dry run says it would publish. */
export function readPublished(output: string, root: string): string[] {
  return [...output.matchAll(/^ +(file:\/\/\/\S+) \([\d.]+\s?\w+\)$/gm)]
    .map(([, url = ""]) => relative(root, fileURLToPath(url)))
    .sort();
}

/** Files that are not listed, and listed ones that are not there. */
export function checkPublished(paths: readonly string[], listed: readonly string[]): Finding[] {
  const advice = "if that is meant, run 'deno task test:jsr-registry -- --update' and commit " +
    `${LIST}; else see 'publish' in deno.json`;
  const extra = paths.filter((path) => !listed.includes(path));
  const missing = listed.filter((path) => !paths.includes(path));
  return [
    ...extra.map((file) => ({ file, message: `would be published to JSR, but is not listed` })),
    ...missing.map((file) => ({ file, message: `is listed, but would not be published to JSR` })),
  ].map(({ file, message }) => ({ file, line: 1, message: `${message}: ${advice}` }));
}

/** What a dry run that failed complains of. */
export function readComplaints(output: string, root: string): Finding[] {
  const advice = "JSR refuses it; a slow type wants its type written out";
  const findings = readDenoErrors(output, root, advice);
  if (findings.length > 0) return findings;
  return [{ file: "deno.json", line: 1, message: `'deno publish' failed:\n${output.trim()}` }];
}
