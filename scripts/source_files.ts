/**
 * Which files the checks look at: the ones git knows or would add, so that a check sees a new file before
 * it is committed and never sees what is built or installed.
 *
 * @module
 */

/** A file's text under its path from the repository's top. */
export interface SourceFile {
  /** Path from the repository's top, with `/`. */
  readonly path: string;
  /** The whole text. */
  readonly text: string;
}

/** Paths of all files of the repository at `root`, ignored ones left out. */
export async function repositoryPaths(root: string = "."): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: root,
  }).output();
  if (!success) {
    throw new Error(`Cannot list files with git: ${new TextDecoder().decode(stderr).trim()}`);
  }
  const listed = new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
  const present = await Promise.all(listed.map((path) => isFile(`${root}/${path}`)));
  return listed.filter((_, index) => present[index]).sort();
}

/** Reads the files of the repository whose path passes. */
export async function readSources(
  isWanted: (path: string) => boolean,
  root: string = ".",
): Promise<SourceFile[]> {
  const paths = (await repositoryPaths(root)).filter(isWanted);
  return await Promise.all(
    paths.map(async (path) => ({ path, text: await Deno.readTextFile(`${root}/${path}`) })),
  );
}

/** True for what is published: `mod.ts` and the TypeScript files under `src`. */
export function isPublished(path: string): boolean {
  return path === "mod.ts" || /^src\/.*\.ts$/.test(path);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.lstat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
