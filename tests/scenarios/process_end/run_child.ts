/**
 * Starts the child programs of this folder.
 *
 * @module
 */
import { type Program, startProgram } from "../../support/program.ts";
import type { ChildConfig } from "./child.ts";

/** Starts a child program, named without its extension. */
export function startChild(
  program: string,
  config: Partial<ChildConfig>,
  permissions?: readonly string[],
): Program {
  const full = {
    endpoint: "",
    count: 0,
    options: {},
    variant: "",
    copies: [],
    isBare: false,
    ...config,
  };
  return startProgram(new URL(`./${program}.ts`, import.meta.url), {
    args: [JSON.stringify(full)],
    ...(permissions === undefined ? {} : { permissions }),
  });
}
