/**
 * Bundles an application, and tells what went in.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { run } from "../../../scripts/package/command.ts";
import { filesIn } from "../../../scripts/package/files_in.ts";
import type { InstalledProject } from "../../../scripts/package/installed_project.ts";
import type { Application } from "./applications.ts";
import type { Bundler } from "./bundlers.ts";

/** What a bundler made of an application. */
export interface Bundle {
  /** The folder to be served; its page is `index.html`. */
  readonly dist: string;
  /** All its code. */
  readonly text: string;
  /** The files of our package that have code in it, from the package's folder, in order. */
  readonly files: readonly string[];
  /** Whatever else has code in it and is not the application's own: polyfills would be here. */
  readonly strangers: readonly string[];
}

/**
 * Bundles an application as people do who configure nothing.
 *
 * @param node The Node that runs the bundler.
 * @param folder The application's, from the project's.
 * @throws {Error} If the bundler fails, or has anything to say.
 */
export async function bundle(
  project: InstalledProject,
  node: string,
  bundler: Bundler,
  { files }: Application,
  folder: string,
): Promise<Bundle> {
  const [app, dist] = [`${project.dir}/${folder}`, `${project.dir}/${folder}/dist`];
  const first = `src/${Object.keys(files)[0]}`;
  for (const [name, text] of Object.entries(files)) {
    await project.write(`${folder}/src/${name}`, text);
  }
  await project.write(`${folder}/index.html`, toPage(`<script type="module" src="/${first}">`));
  const { code, output } = await run({ program: node, args: bundler.args(first), cwd: app });
  assertEquals({ code, output }, { code: 0, output: bundler.says });
  if (bundler.script !== null) {
    await project.write(
      `${folder}/dist/index.html`,
      toPage(`<script src="${bundler.script}" defer>`),
    );
  }
  const scripts = (await filesIn(dist)).filter((path) => path.endsWith(".js"));
  const texts = await Promise.all(scripts.map((path) => Deno.readTextFile(`${dist}/${path}`)));
  const modules = await bundler.readModules(app);
  const root = `${project.dir}/node_modules/${config.name}/`;
  return {
    dist,
    text: texts.join("\n"),
    files: modules.filter((path) => path.startsWith(root)).map((path) => path.slice(root.length))
      .toSorted(),
    strangers: modules.filter((path) => !path.startsWith(root) && !path.startsWith(`${app}/`)),
  };
}

function toPage(openTag: string): string {
  return `<!doctype html><meta charset="utf-8"><title>A page</title>${openTag}</script>\n`;
}
