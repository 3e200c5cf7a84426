/**
 * Stand-in for `@deno/dnt` where its registry is out of reach: `build()` with the few options that this
 * repository uses, on TypeScript's own translation of one file at a time. What it does not do it has no
 * type for and throws at. The real one has never been run on this repository.
 *
 * @module
 */
import { dirname, join, relative, resolve } from "node:path/posix";
import ts from "typescript";
import { toDeclaration, toScript } from "./translate.ts";

/** Where an import of the package leads. */
export interface EntryPoint {
  /** Its name in the package's `exports`. */
  readonly name: string;
  /** Its source, from the working directory. */
  readonly path: string;
}

/** The part of the real options that is honoured here, with the values that are. */
export interface BuildOptions {
  /** The package's entries. */
  entryPoints: EntryPoint[];
  /** Where the package is written. */
  outDir: string;
  /** Nothing is put in for missing globals. */
  shims: Record<never, never>;
  /** Tests are run by somebody else. */
  test: false;
  /** Types are checked by somebody else. */
  typeCheck: false;
  /** Declarations lie beside the code. */
  declaration: "inline";
  /** Both module formats are written. */
  scriptModule: "cjs";
  /** The sources are not copied into the package. */
  skipSourceOutput: true;
  /** The package has no dependencies. */
  skipNpmInstall: true;
  /** What the code may demand of a runtime. */
  compilerOptions: { target: "ES2022" };
  /** The package's `package.json`, `exports` included. */
  package: { name: string; version: string; exports: object; [field: string]: unknown };
  /** Runs when everything is written. */
  postBuild: () => void | Promise<void>;
}

/** What each option must be here. Functions check those that are free. */
const HONOURED: Readonly<Record<keyof BuildOptions, unknown>> = {
  entryPoints: Array.isArray,
  outDir: isText,
  shims: isEmpty,
  test: false,
  typeCheck: false,
  declaration: "inline",
  scriptModule: "cjs",
  skipSourceOutput: true,
  skipNpmInstall: true,
  compilerOptions: (value: unknown) => JSON.stringify(value) === '{"target":"ES2022"}',
  package: isPackage,
  postBuild: (value: unknown) => typeof value === "function",
};

/** Empties a folder, or makes it. */
export async function emptyDir(dir: string): Promise<void> {
  try {
    await Deno.remove(dir, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.mkdir(dir, { recursive: true });
}

/**
 * Builds the package.
 *
 * @throws {TypeError} If an option is missing, unknown, or has a value that is not honoured here.
 * @throws {Error} If a source cannot be translated by itself, or imports what is not a relative file or a
 * module of Node's.
 */
export async function build(options: BuildOptions): Promise<void> {
  checkOptions(options);
  const { entryPoints, outDir, postBuild } = options;
  const sources = await collect(entryPoints.map(({ path }) => resolve(path)));
  const root = commonFolder(sources.map(([path]) => path));
  const formats = [["esm", "module", ts.ModuleKind.ESNext], [
    "script",
    "commonjs",
    ts.ModuleKind.CommonJS,
  ]] as const;
  // The same for both formats.
  const declarations = sources.map(([path, text]) =>
    toDeclaration({ path, text, module: ts.ModuleKind.ESNext })
  );
  for (const [folder, type, module] of formats) {
    for (const [i, [path, text]] of sources.entries()) {
      const output = join(outDir, folder, relative(root, path)).replace(/\.ts$/, "");
      await Deno.mkdir(dirname(output), { recursive: true });
      await Deno.writeTextFile(`${output}.js`, toScript({ path, text, module }));
      await Deno.writeTextFile(`${output}.d.ts`, declarations[i] ?? "");
    }
    await writeJson(join(outDir, folder, "package.json"), { type });
  }
  await writeJson(join(outDir, "package.json"), options.package);
  await postBuild();
}

function checkOptions(options: object): void {
  for (const name of new Set([...Object.keys(options), ...Object.keys(HONOURED)])) {
    const wanted: unknown = Reflect.get(HONOURED, name);
    const value: unknown = Reflect.get(options, name);
    const isHonoured = typeof wanted === "function" ? wanted(value) : wanted === value;
    // An unknown option that is undefined was left out.
    if (isHonoured) continue;
    throw new TypeError(
      `Cannot build as the stand-in for dnt does not honour '${name}': ${JSON.stringify(value)}`,
    );
  }
}

/** The texts of the files that these reach, by their absolute paths, in the order of the paths. */
async function collect(entries: readonly string[]): Promise<[path: string, text: string][]> {
  const texts = new Map<string, string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (texts.has(path)) continue;
    const text = await Deno.readTextFile(path);
    texts.set(path, text);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (/^\.\.?\/.*\.ts$/.test(fileName)) waiting.push(resolve(dirname(path), fileName));
      else if (!fileName.startsWith("node:")) {
        throw new Error(
          `Cannot build as the stand-in for dnt does not handle the import of '${fileName}' in ${path}`,
        );
      }
    }
  }
  return [...texts].sort(([a], [b]) => a < b ? -1 : 1);
}

/** The deepest folder that all lie in: paths in the package begin there. */
function commonFolder(paths: readonly string[]): string {
  return paths.map(dirname).reduce((common, folder) => {
    let shared = common;
    while (!`${folder}/`.startsWith(`${shared}/`)) shared = dirname(shared);
    return shared;
  });
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** The real one adds dependencies and scripts, and an `exports` of its own where there is none. */
function isPackage(value: unknown): boolean {
  return typeof value === "object" && value !== null && "exports" in value &&
    !("dependencies" in value) && !("scripts" in value);
}
