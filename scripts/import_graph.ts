/**
 * Who imports whom, read from the syntax tree: type imports, re-exports, `import()` and `import("…")`
 * types included, comments and strings not.
 *
 * @module
 */
import { dirname, join } from "node:path/posix";
import ts from "typescript";
import type { SourceFile } from "./source_files.ts";

/** One import, as written. */
export interface Import {
  /** The text between the quotes, or `null` where it is computed. */
  readonly specifier: string | null;
  /** Where it stands, counted from 1. */
  readonly line: number;
}

/** A file with what it imports. */
export interface Module extends SourceFile {
  /** Its imports, in the order written. */
  readonly imports: readonly Import[];
}

/** Parses a file. */
export function parse(file: SourceFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
}

/** Calls `visit` for a node and all below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Line of a node, counted from 1. */
export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** The file with its imports. */
export function readModule(file: SourceFile): Module {
  const imports: Import[] = [];
  walk(parse(file), (node) => {
    const target = importTarget(node);
    if (target === undefined) return;
    const specifier = ts.isStringLiteralLike(target) ? target.text : null;
    imports.push({ specifier, line: lineOf(target) });
  });
  return { ...file, imports };
}

/** The path that a relative specifier means, or `null` for any other specifier. */
export function resolveRelative(from: string, specifier: string | null): string | null {
  return specifier !== null && /^\.{1,2}\//.test(specifier) ? join(dirname(from), specifier) : null;
}

/** Paths that a module imports by relative specifier. */
export function neighbours(module: Module): string[] {
  return module.imports.flatMap(({ specifier }) => resolveRelative(module.path, specifier) ?? []);
}

/** The chain of imports from `start` to each module reachable from it, `start` included. */
export function chainsFrom(
  start: string,
  modules: ReadonlyMap<string, Module>,
): Map<string, string[]> {
  const chains = new Map([[start, [start]]]);
  for (const [path, chain] of chains) {
    const module = modules.get(path);
    for (const next of module === undefined ? [] : neighbours(module)) {
      if (!chains.has(next) && modules.has(next)) chains.set(next, [...chain, next]);
    }
  }
  return chains;
}

/** The shortest way from a module back to itself, or `null`. */
export function cycleThrough(start: string, modules: ReadonlyMap<string, Module>): string[] | null {
  for (const [path, chain] of chainsFrom(start, modules)) {
    const module = modules.get(path);
    if (module !== undefined && neighbours(module).includes(start)) return [...chain, start];
  }
  return null;
}

function importTarget(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return node.arguments[0] ?? node;
  }
  return undefined;
}
