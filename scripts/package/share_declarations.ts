/**
 * Leaves the declarations in the package once: both module formats export the same.
 *
 * @module
 */
import { dirname, join, relative } from "node:path/posix";
import { filesIn } from "./files_in.ts";

/**
 * Has the entries of the ES modules declare what those of CommonJS do. Not the other way round: before
 * TypeScript 5.8 CommonJS may not name an ES module.
 *
 * @param outDir The package, with declarations for both formats.
 * @param entries Paths of the entries' code, below the folder of either format.
 */
export async function shareDeclarations(outDir: string, entries: readonly string[]): Promise<void> {
  const folder = join(outDir, "esm");
  for (const path of await filesIn(folder)) {
    if (path.endsWith(".d.ts")) await Deno.remove(join(folder, path));
  }
  for (const entry of entries) {
    const target = relative(dirname(join("esm", entry)), join("script", entry));
    const declaration = join(folder, entry.replace(/\.js$/, ".d.ts"));
    await Deno.writeTextFile(declaration, `export * from "${target}";\n`);
  }
}
