/**
 * Takes out of the package what describes its inside.
 *
 * @module
 */
import { dirname, join } from "node:path/posix";
import ts from "typescript";
import { filesIn } from "./files_in.ts";

/**
 * Removes the declarations that no entry's declarations lead to.
 *
 * @param folder Where the declarations of one module format lie.
 * @param entries Paths of the entries' code, below it.
 */
export async function pruneDeclarations(folder: string, entries: readonly string[]): Promise<void> {
  const kept = new Set<string>();
  const waiting = entries.map(declarationOf);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (kept.has(path)) continue;
    kept.add(path);
    const text = await Deno.readTextFile(join(folder, path));
    const folderOfPath = dirname(path);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      waiting.push(join(folderOfPath, declarationOf(fileName)));
    }
  }
  for (const path of await filesIn(folder)) {
    if (path.endsWith(".d.ts") && !kept.has(path)) await Deno.remove(join(folder, path));
  }
}

function declarationOf(path: string): string {
  return path.replace(/\.js$/, ".d.ts");
}
