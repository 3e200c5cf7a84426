/**
 * Somebody else's project with the package installed and the tests in it, twice: in `import/` they get the
 * package as an ES module, in `require/` what `require()` gets, and the programs that they start are CommonJS.
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

/**
 * Installs as people do who use Node.
 *
 * @param further Flags of npm besides.
 */
export const npmInstall = (
  packages: readonly string[],
  cwd: string,
  further: readonly string[] = [],
): Promise<string> => {
  const flags = [
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--prefer-offline",
    ...further,
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
    for (const { path, text } of await filesOf(format, suite, dir)) {
      await write(`${dir}/${path}`, text);
    }
  }
}

/** The URLs of both copies of the package, as Node resolves them. */
export function packageCopies(dir: string): string[] {
  const root = `${dir}/node_modules/${config.name}`;
  return ["esm", "script"].map((folder) => pathToFileURL(`${root}/${folder}/src/node.js`).href);
}

async function filesOf(format: Format, suite: Suite, dir: string): Promise<SourceFile[]> {
  const { files, commonJs } = suite;
  if (format === "import") {
    return files.map(({ path, text }) => ({ path: join(format, path), text }));
  }
  return [
    ...[...files, ...commonJs].map(({ path, text }) => ({ path: join(format, path), text })),
    ...await requiringPackage(`${format}/node_modules/${config.name}`, dir),
  ];
}

/** A package of the same name that hands on what `require()` of the real one gives. */
async function requiringPackage(folder: string, dir: string): Promise<SourceFile[]> {
  // From the project's top the name means the real one.
  const top = JSON.stringify(`${dir}/package.json`);
  const entries = Object.entries(config.exports).map(async ([key, source], i) => {
    const names = Object.keys(await import(new URL(`../../${source}`, import.meta.url).href));
    const required = JSON.stringify(join(config.name, key));
    const hand = `module.exports = require("node:module").createRequire(${top})(${required});\n`;
    const name = `import all from "./${i}.cjs";\nexport const { ${names.join(", ")} } = all;\n`;
    return [{ path: `${folder}/${i}.cjs`, text: hand }, { path: `${folder}/${i}.mjs`, text: name }];
  });
  const exports = Object.keys(config.exports).map((key, i) =>
    [key, { import: `./${i}.mjs`, require: `./${i}.cjs` }] as const
  );
  const manifest = { name: config.name, exports: Object.fromEntries(exports) };
  return [
    { path: `${folder}/package.json`, text: JSON.stringify(manifest) },
    ...(await Promise.all(entries)).flat(),
  ];
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}
