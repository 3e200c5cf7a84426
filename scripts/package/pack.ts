/**
 * Builds the package and packs it as it would be published.
 *
 * @module
 */
import { cp } from "node:fs/promises";
import { mustRun } from "./command.ts";
import type { Packed } from "./check_contents.ts";

/** What a build reads. */
const INPUT = [
  "deno.json",
  "deno.lock",
  "mod.ts",
  "src",
  "scripts",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
];

/**
 * Builds and packs the checkout in `root`.
 *
 * @param outDir Where the tarball goes.
 */
export async function buildAndPack(root: string, outDir: string): Promise<Packed> {
  const build = ["task", "--quiet", "build:npm"];
  await mustRun({ program: Deno.execPath(), args: build, cwd: root });
  const pack = ["pack", "./npm", "--json", "--ignore-scripts", "--pack-destination", outDir];
  const [packed] = JSON.parse(await mustRun({ program: "npm", args: pack, cwd: root })) as Packed[];
  if (packed === undefined) throw new Error("npm pack packed nothing");
  return packed;
}

/** Builds and packs a copy of this checkout that lies somewhere else. */
export async function buildElsewhere(dir: string): Promise<Packed> {
  const root = `${dir}/somewhere else`;
  await Deno.mkdir(root);
  for (const name of INPUT) await cp(name, `${root}/${name}`, { recursive: true });
  return await buildAndPack(root, dir);
}
