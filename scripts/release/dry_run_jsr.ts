/**
 * Has `deno publish` do all but publish: slow types, what it would send, and what it complains of.
 *
 * @module
 */
import { relative } from "node:path/posix";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { readDenoErrors, readTypeErrors } from "../deno_errors.ts";
import type { Finding } from "../findings.ts";
import { type Result, run } from "../package/command.ts";

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
  const entries = Object.values(config.exports);
  // 'deno publish' checks types as well, but then tells of slow types only if there are no other errors.
  const [published, checked] = await Promise.all([
    deno("publish", "--dry-run", "--allow-dirty", "--no-check"),
    deno("check", ...entries),
  ]);
  const root = Deno.cwd();
  const paths = readPublished(published.output, root);
  const typeErrors = checked.code === 0 ? [] : readTypeErrors(checked.output, root);
  if (published.code !== 0) {
    return { paths, findings: [...readComplaints(published.output, root), ...typeErrors] };
  }
  if (checked.code !== 0 && typeErrors.length === 0) typeErrors.push(failure("check", checked));
  const listed = (await Deno.readTextFile(LIST)).trim().split("\n");
  return { paths, findings: [...checkPublished(paths, listed), ...typeErrors] };
}

function deno(...args: string[]): Promise<Result> {
  return run({ program: Deno.execPath(), args, cwd: "." });
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
  return findings.length > 0 ? findings : [failure("publish --dry-run", { output })];
}

function failure(command: string, { output }: Pick<Result, "output">): Finding {
  return { file: "deno.json", line: 1, message: `'deno ${command}' failed:\n${output.trim()}` };
}
