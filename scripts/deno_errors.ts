/**
 * The errors about source files that a command of Deno's prints.
 *
 * @module
 */
import { relative } from "node:path/posix";
import { fileURLToPath } from "node:url";
import type { Finding } from "./findings.ts";

/** Reads them from what was printed, colours off. Paths begin at `root`. */
export function readDenoErrors(output: string, root: string, advice: string): Finding[] {
  const error = /^error\[([\w-]+)\]: (.+)\n +--> (.+):(\d+):\d+$/gm;
  return [...output.matchAll(error)].map(([, rule, text, path = "", line]) => ({
    file: path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path,
    line: Number(line),
    message: `${text} (${rule}): ${advice}`,
  }));
}

/** The errors that the type checker found, colours off. */
export function readTypeErrors(output: string, root: string): Finding[] {
  const error = /^(TS\d+) \[ERROR\]: (.+)\n(?:.*\n)*? +at (file:\/\/\S+):(\d+):\d+$/gm;
  return [...output.matchAll(error)].map(([, code, text, url = "", line]) => ({
    file: relative(root, fileURLToPath(url)),
    line: Number(line),
    message: `${text} (${code}): mend the type`,
  }));
}
