/**
 * Puts the modules of an entry into one file. A runtime opens and links each file by itself: the sixty
 * of the server client took Node longer than all else that it does to start.
 *
 * It is made small: methods keep their names, so that a stack trace still says where it was. There is no
 * source map, since it would have to carry the source and be larger than the code.
 *
 * @module
 */
import { join, relative, resolve } from "node:path/posix";
import * as esbuild from "esbuild";
import { filesIn } from "./files_in.ts";

/** The oldest runtime that the package is for. */
const TARGET = "es2022";

/** A trace names the line: a file of one line would name none. */
const MAX_LINE = 120;

/** Entries that share what they have in common, as a file of its own. */
export type EntryGroup = readonly string[];

/**
 * Replaces the code of the package: each entry becomes one file, and each group has one more if its
 * entries have code in common. Declarations stay.
 *
 * @param outDir The package, with the modules of its sources under `esm` and `script`.
 * @param groups The entries, as paths below either folder. Each entry is in one group.
 */
export async function bundle(outDir: string, groups: readonly EntryGroup[]): Promise<void> {
  const files = groups.flatMap((group) => bundleGroup(resolve(outDir, "esm"), group));
  for (const format of ["esm", "script"]) await removeScripts(join(outDir, format));
  for (const { path, text } of files) {
    await Deno.writeTextFile(join(outDir, "esm", path), text);
    await Deno.writeTextFile(join(outDir, "script", path), toCommonJs(text));
  }
}

interface ScriptFile {
  /** Below the folder of its format. */
  readonly path: string;
  readonly text: string;
}

function bundleGroup(folder: string, group: EntryGroup): ScriptFile[] {
  const { outputFiles } = esbuild.buildSync({
    absWorkingDir: folder,
    entryPoints: group.map((path) => join(folder, path)),
    outbase: folder,
    outdir: folder,
    write: false,
    bundle: true,
    splitting: true,
    // Two chunks of one name are an error: only what is common to all of a group is shared.
    chunkNames: "shared",
    format: "esm",
    platform: "neutral",
    external: ["node:*"],
    target: TARGET,
    // Not 'keepNames': it has every call of a function define the names of those within, at the mercy
    // of what somebody put on Object.prototype.
    minify: true,
    lineLimit: MAX_LINE,
    legalComments: "none",
    logLevel: "warning",
  });
  return outputFiles.map(({ path, text }) => ({ path: relative(folder, path), text }));
}

function toCommonJs(text: string): string {
  return esbuild.transformSync(text, {
    format: "cjs",
    // Names the exports in a way that an import from an ES module understands.
    platform: "node",
    target: TARGET,
    minifyWhitespace: true,
    lineLimit: MAX_LINE,
  }).code;
}

async function removeScripts(folder: string): Promise<void> {
  for (const path of await filesIn(folder)) {
    if (path.endsWith(".js")) await Deno.remove(join(folder, path));
  }
}
