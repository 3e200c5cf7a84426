/**
 * The programs of `tests/programs` as their users would write them.
 *
 * @module
 */
import config from "../../../deno.json" with { type: "json" };

/**
 * Reads a program.
 *
 * @param file As in `track_one_event.ts`.
 * @param specifier What it imports instead of this package's name, as in `jsr:@tidings/sdk@^0.1`. Entries
 *   keep their endings.
 */
export async function readProgram(file: string, specifier: string): Promise<string> {
  const text = await Deno.readTextFile(new URL(`../../programs/${file}`, import.meta.url));
  const name = new RegExp(`(?<=from ")${config.name}(?=["/])`, "g");
  if (!name.test(text)) throw new Error(`tests/programs/${file} does not import ${config.name}`);
  return text.replaceAll(name, specifier);
}
