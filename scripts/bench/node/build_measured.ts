/**
 * Turns the sources as they are now into JavaScript that Node runs, file by file, as the npm package has
 * it: what is measured does not depend on what was built before.
 *
 * @module
 */
import { dirname } from "node:path/posix";
import ts from "typescript";
import config from "../../../deno.json" with { type: "json" };
import { isPublished, readSources } from "../../source_files.ts";

/** Where the measured programs lie in the repository and in what is built. */
const PROGRAMS = "scripts/bench/node/";

const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  rewriteRelativeImportExtensions: true,
  verbatimModuleSyntax: true,
};

/** Builds into a folder. Returns the path of a program there by its name. */
export async function buildMeasured(folder: string): Promise<(program: string) => string> {
  const files = await readSources((path) =>
    isPublished(path) || path === `${PROGRAMS}sender.ts` || path === `${PROGRAMS}sink.ts`
  );
  for (const { path, text } of files) {
    const { outputText } = ts.transpileModule(text, { compilerOptions: COMPILER_OPTIONS });
    await write(`${folder}/${toJs(path)}`, outputText);
  }
  // A package may import itself by name: the programs do, as a user's would.
  const exports = Object.fromEntries(
    Object.entries(config.exports).map(([name, path]) => [name, toJs(path)]),
  );
  const manifest = { name: config.name, type: "module", exports };
  await write(`${folder}/package.json`, JSON.stringify(manifest));
  return (program) => `${folder}/${PROGRAMS}${program}.js`;
}

function toJs(path: string): string {
  return path.replace(/\.ts$/, ".js");
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}
