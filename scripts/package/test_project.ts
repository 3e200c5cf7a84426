/**
 * Somebody else's project with the package installed and the tests in it, twice: in `import/` they get the
 * package as an ES module, in `require/` what `require()` gets.
 *
 * @module
 */
import { dirname, join } from "node:path/posix";
import { pathToFileURL } from "node:url";
import config from "../../deno.json" with { type: "json" };
import type { SourceFile } from "../source_files.ts";
import { mustRun } from "./command.ts";
import type { Suite } from "./translate_tests.ts";

/** How the tests get the package. */
export const FORMATS = ["import", "require"] as const;

/** One of them. */
export type Format = typeof FORMATS[number];

/** Installs packages into the project in `cwd`. */
export type Install = (packages: readonly string[], cwd: string) => Promise<unknown>;

/** Installs as people do who use Node. */
export const npmInstall: Install = (packages, cwd) => {
  const flags = [
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--prefer-offline",
  ];
  return mustRun({ program: "npm", args: ["install", "--silent", ...flags, ...packages], cwd });
};

/**
 * Makes the project.
 *
 * @param dir An empty folder.
 * @param tarball The package as it would be published.
 */
export async function createTestProject(
  dir: string,
  tarball: string,
  suite: Suite,
  install: Install,
): Promise<void> {
  await write(`${dir}/package.json`, JSON.stringify({ private: true, type: "module" }));
  await install([tarball, ...suite.dependencies], dir);
  for (const { path, text } of suite.packages) await write(`${dir}/node_modules/${path}`, text);
  for (const format of FORMATS) {
    for (const { path, text } of await filesOf(format, suite)) await write(`${dir}/${path}`, text);
  }
}

/** The URLs of both copies of the package, as Node resolves them. */
export function packageCopies(dir: string): string[] {
  const root = `${dir}/node_modules/${config.name}`;
  return ["esm", "script"].map((folder) => pathToFileURL(`${root}/${folder}/src/node.js`).href);
}

async function filesOf(format: Format, { files }: Suite): Promise<SourceFile[]> {
  const placed = files.map(({ path, text }) => ({ path: join(format, path), text }));
  return format === "import" ? placed : [...placed, ...await requiringPackage(format)];
}

/** A package of the same name that hands on what `require()` of the real one gives. */
async function requiringPackage(folder: string): Promise<SourceFile[]> {
  const dir = `${folder}/node_modules/${config.name}`;
  const keys = Object.keys(config.exports);
  const exports = Object.fromEntries(keys.map((key, index) => [key, `./${index}.mjs`]));
  const entries = Object.entries(config.exports).map(async ([key, source], index) => {
    const names = Object.keys(await import(new URL(`../../${source}`, import.meta.url).href));
    // From the project's top, where the name means the real one.
    const text = `import { createRequire } from "node:module";
const require = createRequire(new URL("../../../../package.json", import.meta.url));
export const { ${names.join(", ")} } = require("${join(config.name, key)}");
`;
    return { path: join(dir, `${index}.mjs`), text };
  });
  const manifest = JSON.stringify({ name: config.name, exports });
  return [{ path: `${dir}/package.json`, text: manifest }, ...await Promise.all(entries)];
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}
