/**
 * The one program as each platform gets it: its text, with the line of its import changed.
 *
 * @module
 */
import config from "../../../deno.json" with { type: "json" };
import { readProgram } from "../../jsr/support/read_program.ts";
import { RANGE } from "../../jsr/support/published_checkout.ts";

const FILE = "track_one_event.ts";

/** An import of names by a name. */
const IMPORT = /^import (\{.+\}) from (".+");$/m;

/** The program as it is: an ES module where the package is installed. */
export const PROGRAM: string = await readProgram(FILE, config.name);

/** The program for Deno, which needs nothing installed. */
export const FROM_JSR: string = await readProgram(FILE, `jsr:${config.name}@${RANGE}`);

/** The program as CommonJS. */
export const COMMON_JS: string = PROGRAM.replace(IMPORT, "const $1 = require($2);");

/** How many lines of a form are not those of the program. */
export function changedLines(form: string): number {
  const [lines, others] = [PROGRAM.split("\n"), form.split("\n")];
  return lines.filter((line, i) => line !== others[i]).length +
    Math.abs(lines.length - others.length);
}
