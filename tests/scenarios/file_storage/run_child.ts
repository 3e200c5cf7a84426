/**
 * Starts the child programs of this folder.
 *
 * @module
 */
import { Child } from "../process_end/run_child.ts";
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
): Child {
  const path = new URL(`./${program}.ts`, import.meta.url).href;
  const full = { path: "", endpoint: "", count: 0, variant: "", go: "", ...config };
  return new Child([
    "run",
    "--quiet",
    "--no-prompt",
    "--no-lock",
    ...permissions,
    path,
    JSON.stringify(full),
  ]);
}
