/**
 * The errors about source files that a command of Deno's prints.
 *
 * @module
 */
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
