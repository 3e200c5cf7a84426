/**
 * A project with the package and the frameworks of some recipes installed, for the tests of one file.
 *
 * @module
 */
import {
  createInstalledProject,
  type InstalledProject,
} from "../../../../scripts/package/installed_project.ts";
import { PINS } from "../../../../scripts/package/pins.ts";

/** A package that recipes need. */
export type Pinned = keyof typeof PINS.recipes | "miniflare";

/**
 * Makes the project, and takes it away after the last test of the file. `@types/node` is always there: what
 * runs on a server names `process`.
 *
 * @param packages The frameworks.
 * @param flags Flags of npm besides.
 */
export async function createRecipeProject(
  packages: readonly Pinned[],
  flags: readonly string[] = [],
): Promise<InstalledProject> {
  const versions = { ...PINS.recipes, miniflare: PINS.miniflare };
  const pinned = packages.map((name) => `${name}@${versions[name]}`);
  const project = await createInstalledProject(
    [...pinned, `@types/node@${PINS.nodeTypes}`],
    flags,
  );
  Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());
  return project;
}
