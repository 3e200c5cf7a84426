/**
 * Imports in what is published go one way, in no circle, and reach nothing but our own files; what every
 * runtime loads names neither `node:` nor `Deno`.
 *
 * @module
 */
import ts from "typescript";
import { type Finding, report } from "./findings.ts";
import {
  chainsFrom,
  cycleThrough,
  type Import,
  lineOf,
  type Module,
  parse,
  readModule,
  resolveRelative,
  walk,
} from "./import_graph.ts";
import { isPublished, readSources, type SourceFile } from "./source_files.ts";

/** For each folder of `src`, the folders that its files may import. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: ["core"],
  protocols: ["core", "protocols"],
  runtime: ["core", "runtime"],
  server: ["core", "protocols", "runtime", "server"],
  browser: ["core", "protocols", "runtime", "browser"],
  testing: ["core", "testing"],
};

/** The one folder whose files may import `node:`. */
const NODE_FOLDER = "src/runtime/node/";

/** Entries that every runtime loads, browsers included. */
const NEUTRAL_ENTRIES: readonly string[] = ["mod.ts", "src/browser.ts", "src/testing/mod.ts"];

/** All findings over the published files. */
export function checkImports(files: readonly SourceFile[]): Finding[] {
  const modules = new Map(files.map((file) => [file.path, readModule(file)]));
  return [
    ...[...modules.values()].flatMap((module) => checkDirection(module, modules)),
    ...checkCycles(modules),
    ...checkNeutralEntries(modules),
  ];
}

/** The folder of `src` that a path lies in, `entry` for `mod.ts` and `src/*.ts`. */
export function layerOf(path: string): string {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? "entry";
}

/** Imports of one module that its place does not allow. */
export function checkDirection(module: Module, modules: ReadonlyMap<string, Module>): Finding[] {
  const layer = layerOf(module.path);
  if (layer !== "entry" && ALLOWED[layer] === undefined) {
    const message = `folder 'src/${layer}' has no import rule: add it to ALLOWED in this check`;
    return [{ file: module.path, line: 1, message }];
  }
  return module.imports.flatMap((one) => {
    const message = importFault(module.path, one, modules);
    return message === null ? [] : [{ file: module.path, line: one.line, message }];
  });
}

function importFault(
  from: string,
  { specifier }: Import,
  modules: ReadonlyMap<string, Module>,
): string | null {
  if (specifier === null) return "import of a computed name: name the file";
  if (specifier.startsWith("node:")) {
    return from.startsWith(NODE_FOLDER)
      ? null
      : `import of '${specifier}': only ${NODE_FOLDER} may import node:, take it as a parameter`;
  }
  const target = resolveRelative(from, specifier);
  if (target === null) {
    return `import of '${specifier}': the package has no dependencies, only relative paths`;
  }
  if (!modules.has(target)) return `import of '${specifier}': '${target}' is not a published file`;
  const [source, goal] = [layerOf(from), layerOf(target)];
  if (source === "entry" || ALLOWED[source]?.includes(goal)) return null;
  const allowed = ALLOWED[source]?.join(", ");
  return `import of '${target}': ${source} may import ${allowed} only, not ${goal}`;
}

/** Each circle of imports once, at its first file by name. */
export function checkCycles(modules: ReadonlyMap<string, Module>): Finding[] {
  const findings: Finding[] = [];
  const told = new Set<string>();
  for (const path of [...modules.keys()].sort()) {
    const cycle = told.has(path) ? null : cycleThrough(path, modules);
    if (cycle === null) continue;
    cycle.forEach((member) => told.add(member));
    const message = `import cycle: ${cycle.join(" -> ")}; move what both need to a third file`;
    findings.push({ file: path, line: 1, message });
  }
  return findings;
}

/** What every runtime loads must not import `node:` or name `Deno`. */
export function checkNeutralEntries(modules: ReadonlyMap<string, Module>): Finding[] {
  const found = new Map<string, Finding>();
  for (const entry of NEUTRAL_ENTRIES.filter((path) => modules.has(path))) {
    for (const [path, chain] of chainsFrom(entry, modules)) {
      const module = modules.get(path);
      for (const { line, what } of module === undefined ? [] : platformUses(module)) {
        const message = `${what} is reached from ${entry} (${chain.join(" -> ")}): ` +
          "take it as a parameter from an entry of that platform";
        if (!found.has(`${path}:${line}`)) {
          found.set(`${path}:${line}`, { file: path, line, message });
        }
      }
    }
  }
  return [...found.values()];
}

function platformUses(module: Module): { line: number; what: string }[] {
  const uses = module.imports
    .filter(({ specifier }) => specifier?.startsWith("node:"))
    .map(({ specifier, line }) => ({ line, what: `'${specifier}'` }));
  walk(parse(module), (node) => {
    if (namesDeno(node)) uses.push({ line: lineOf(node), what: "'Deno'" });
  });
  return uses;
}

function namesDeno(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return node.text === "Deno";
  return ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) &&
    node.argumentExpression.text === "Deno";
}

if (import.meta.main) {
  const files = await readSources(isPublished);
  report("imports", checkImports(files), `${files.length} files, one direction, no cycle`);
}
