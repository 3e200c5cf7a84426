/**
 * Turns the tests into JavaScript that any runtime takes, file by file, so that the paths between them
 * stay, and finds what they import besides the package.
 *
 * @module
 */
import { dirname, join, relative } from "node:path/posix";
import ts from "typescript";
import config from "../../deno.json" with { type: "json" };
import { parse, readModule, walk } from "../import_graph.ts";
import { readSources, type SourceFile } from "../source_files.ts";
import { toCommonJs } from "./common_js.ts";
import { isDenoOnly } from "./deno_only.ts";

/** What the tests are in JavaScript. */
export interface Suite {
  /** Their files, with the paths of their sources. */
  readonly files: readonly SourceFile[];
  /** The programs that tests start, and what these share, as CommonJS. */
  readonly commonJs: readonly SourceFile[];
  /** Paths of those that hold tests. */
  readonly tests: readonly string[];
  /** Packages in our own tree that stand for others, as files under `node_modules`. */
  readonly packages: readonly SourceFile[];
  /** What is to be installed, as npm writes it. */
  readonly dependencies: readonly string[];
}

/** Names `Deno` for those tests that use it. */
const SHIM = "scripts/package/deno_shim.ts";

/** What else the tests need to run. */
const RUNNER = [
  SHIM,
  "scripts/package/run_test_file.ts",
  "scripts/package/run_registered.ts",
  "scripts/package/symmetric_difference.ts",
  "scripts/package/isolates/run_isolated.ts",
  "scripts/package/isolates/run_in_workerd.ts",
  "scripts/package/isolates/run_in_edge_vm.ts",
  "scripts/fetch_guard.ts",
];

const FOLDERS = /^tests\/(api|scenarios|support|programs)\/.*\.ts$/;

/** Whatever is not itself run as a test. */
const PROGRAMS = /^tests\/(scenarios\/[^/]+|programs)\//;

/** Translates all tests that are not Deno's alone. */
export async function translateTests(): Promise<Suite> {
  const sources = await readSources((path) =>
    (FOLDERS.test(path) && !isDenoOnly(path)) || RUNNER.includes(path)
  );
  checkSelfContained(sources);
  const links = await readLinks(bareImports(sources));
  return {
    files: sources.map(translate),
    commonJs: sources.filter(({ path }) => PROGRAMS.test(path)).map(toCommonJs),
    tests: sources.map(({ path }) => toJs(path)).filter((path) => path.endsWith("_test.js")),
    packages: links,
    dependencies: npmPackages([...bareImports(sources), ...bareImports(links)]),
  };
}

/** One file in JavaScript, with `Deno` imported where it is named. */
export function translate({ path, text }: SourceFile): SourceFile {
  const { outputText } = ts.transpileModule(text, {
    fileName: path,
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      // Older than `using`, which not every runtime takes.
      target: ts.ScriptTarget.ES2022,
      rewriteRelativeImportExtensions: true,
      newLine: ts.NewLineKind.LineFeed,
    },
  });
  const shim = relative(dirname(path), toJs(SHIM)).replace(/^(?!\.)/, "./");
  const head = path !== SHIM && denoMembers({ path, text }).length > 0
    ? `import { Deno } from "${shim}"; `
    : "";
  return { path: toJs(path), text: head + outputText };
}

/** The members of Deno that a file uses, types aside. */
function denoMembers(file: SourceFile): string[] {
  const members: string[] = [];
  walk(parse(file), (node) => {
    const isMember = ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) &&
      node.expression.text === "Deno";
    if (isMember) members.push(node.name.text);
  });
  return members;
}

/** A test for every runtime may use Deno's own test function and nothing else of it. */
export function checkSelfContained(sources: readonly SourceFile[]): void {
  const paths = new Set(sources.map(({ path }) => path));
  for (const source of sources) {
    for (const { specifier, line } of readModule(source).imports) {
      const target = specifier?.startsWith(".") ? join(dirname(source.path), specifier) : null;
      if (target !== null && !paths.has(target)) {
        throw new Error(
          `${source.path}:${line}: imports '${specifier}', which is not there on every runtime: ` +
            "do without, or name the file in scripts/package/deno_only.ts",
        );
      }
    }
    const other = denoMembers(source).find((name) => name !== "test");
    if (other !== undefined) {
      throw new Error(
        `${source.path}: 'Deno.${other}' is not there on every runtime: use a module of Node's, ` +
          "or name the file in scripts/package/deno_only.ts",
      );
    }
  }
}

/** The packages that the files import, as written in the import map; ours is installed anyway. */
function bareImports(files: readonly SourceFile[]): Set<string> {
  const specifiers = files.flatMap((file) => readModule(file).imports)
    .flatMap(({ specifier }) => specifier ?? [])
    .filter((one) => !/^(\.|node:)/.test(one) && !one.startsWith(config.name));
  return new Set(specifiers);
}

/** The stand-ins that the tests use, ready for `node_modules`. */
async function readLinks(used: ReadonlySet<string>): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of config.links) {
    const { name, exports } = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`)) as {
      name: string;
      exports: Record<string, string>;
    };
    if (![...used].some((one) => one === name || one.startsWith(`${name}/`))) continue;
    const entries = Object.entries(exports).map(([key, path]) => [key, toJs(path)]);
    const manifest = { name, type: "module", exports: Object.fromEntries(entries) };
    files.push({ path: `${name}/package.json`, text: JSON.stringify(manifest) });
    for await (const { name: file } of Deno.readDir(folder)) {
      if (!file.endsWith(".ts")) continue;
      const text = await Deno.readTextFile(`${folder}/${file}`);
      files.push(translate({ path: `${name}/${file}`, text }));
    }
  }
  return files;
}

function npmPackages(specifiers: readonly string[]): string[] {
  const wanted = Object.entries(config.imports).filter(([key]) =>
    specifiers.some((one) => one === key || (key.endsWith("/") && one.startsWith(key)))
  );
  return wanted.flatMap(([, target]) => /^npm:\/?(.*?)\/?$/.exec(target)?.[1] ?? []);
}

function toJs(path: string): string {
  return path.replace(/\.ts$/, ".js");
}
