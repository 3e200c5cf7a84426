/**
 * Tells TypeScript which library the declarations need.
 *
 * @module
 */
import { join } from "node:path/posix";
import { filesIn } from "./files_in.ts";

/** Younger than what most projects name in their `lib`; TypeScript brings it along since 5.2. */
const LIBRARY = '/// <reference lib="esnext.disposable" />\n';

/** Has the declarations in a folder bring along the library that `await using` needs. */
export async function nameLibrary(folder: string): Promise<void> {
  for (const path of await filesIn(folder)) {
    if (!path.endsWith(".d.ts")) continue;
    const text = await Deno.readTextFile(join(folder, path));
    if (/\bSymbol\.(asyncDispose|dispose)\b|\b(Async)?Disposable\b/.test(text)) {
      await Deno.writeTextFile(join(folder, path), LIBRARY + text);
    }
  }
}
