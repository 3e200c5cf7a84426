/**
 * Starts the child programs of this folder.
 *
 * @module
 */
import { type Program, startProgram } from "../../support/program.ts";
import type { ChildConfig } from "./child.ts";

/** What a file storage needs, and to reach this machine. */
export const PERMISSIONS: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-net=127.0.0.1",
  "--allow-sys=hostname",
  "--allow-run",
];

/** Starts a child program, named without its extension. */
export function startChild(
  program: string,
  config: Partial<ChildConfig>,
  permissions: readonly string[] = PERMISSIONS,
): Program {
  const full = { path: "", endpoint: "", count: 0, variant: "", go: "", ...config };
  const source = new URL(`./${program}.ts`, import.meta.url);
  return startProgram(source, { args: [JSON.stringify(full)], permissions });
}
