/**
 * Somebody else's project, with the package installed as it would be published and whatever else the
 * project needs.
 *
 * @module
 */
import { dirname } from "node:path/posix";
import { buildElsewhere } from "./pack.ts";
import { npmInstall } from "./test_project.ts";

/** Names the tarball to install; where it is not set, one is built. */
export const TARBALL_VARIABLE = "TIDINGS_TARBALL";

/** A project. */
export interface InstalledProject extends AsyncDisposable {
  /** Its folder. */
  readonly dir: string;
  /** Writes a file, folders included. */
  write(path: string, text: string): Promise<void>;
}

/**
 * Makes a project.
 *
 * @param packages What is installed beside ours, as in `hono@4.1.0`.
 * @param flags Flags of npm besides.
 */
export async function createInstalledProject(
  packages: readonly string[] = [],
  flags: readonly string[] = [],
): Promise<InstalledProject> {
  const root = await Deno.makeTempDir({ prefix: "tidings_installed_" });
  const dir = `${root}/project`;
  const write = async (path: string, text: string): Promise<void> => {
    await Deno.mkdir(dirname(`${dir}/${path}`), { recursive: true });
    await Deno.writeTextFile(`${dir}/${path}`, text);
  };
  const remove = () => Deno.remove(root, { recursive: true });
  try {
    await write("package.json", JSON.stringify({ private: true, type: "module" }));
    await npmInstall([await packedPackage(root), ...packages], dir, flags);
  } catch (error) {
    await remove();
    throw error;
  }
  return { dir, write, [Symbol.asyncDispose]: remove };
}

async function packedPackage(dir: string): Promise<string> {
  const given = Deno.env.get(TARBALL_VARIABLE);
  if (given !== undefined) return given;
  // Not in the checkout: other files of tests may be building there.
  return `${dir}/${(await buildElsewhere(dir)).filename}`;
}
