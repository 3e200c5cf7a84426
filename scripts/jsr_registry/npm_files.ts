/**
 * A release as JSR hands it to npm clients: beside each TypeScript file its JavaScript, and under `_dist/`
 * its declarations.
 *
 * The layout is the one of JSR's own source code. Made differently: the JavaScript and the declarations
 * come from the TypeScript compiler, file by file, whereas JSR uses its own emitter, and the source maps
 * are left out.
 *
 * @module
 */
import ts from "typescript";
import type { Release } from "./release.ts";

/** The revision of JSR's npm packages whose layout this is. */
export const NPM_REVISION = 11;

const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  rewriteRelativeImportExtensions: true,
  verbatimModuleSyntax: true,
};

/** What npm clients call a package: `@jsr/tidings__sdk`. */
export function npmName({ scope, name }: Pick<Release, "scope" | "name">): string {
  return `@jsr/${scope}__${name}`;
}

/** The files of the npm package, under paths that begin with `/`. */
export function createNpmFiles(release: Release): Map<string, string> {
  const files = new Map<string, string>();
  for (const [path, bytes] of release.files) {
    const text = new TextDecoder().decode(bytes);
    files.set(path, isModule(path) ? withJsImports(text) : text);
    if (!isModule(path)) continue;
    files.set(asJs(path), compile(path, text, ts.transpileModule));
    files.set(declarationOf(path), withJsImports(compile(path, text, ts.transpileDeclaration)));
  }
  files.set("/package.json", JSON.stringify(createManifest(release), null, 2));
  return files;
}

function createManifest(release: Release): object {
  const exports = Object.entries(release.exports).map(([entry, file]) => {
    const path = file.replace(/^\./, "");
    return [entry, { types: `.${declarationOf(path)}`, default: `.${asJs(path)}` }];
  });
  return {
    name: npmName(release),
    version: release.version,
    type: "module",
    dependencies: {},
    exports: Object.fromEntries(exports),
    _jsr_revision: NPM_REVISION,
  };
}

function compile(path: string, text: string, transpile: typeof ts.transpileModule): string {
  const { outputText, diagnostics = [] } = transpile(text, {
    fileName: path,
    compilerOptions: COMPILER_OPTIONS,
    reportDiagnostics: true,
  });
  const [problem] = diagnostics;
  if (problem === undefined) return outputText;
  throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
}

function isModule(path: string): boolean {
  return path.endsWith(".ts");
}

function asJs(path: string): string {
  return path.replace(/\.ts$/, ".js");
}

function declarationOf(path: string): string {
  return `/_dist${path.replace(/\.ts$/, ".d.ts")}`;
}

/** The text with its relative imports of `.ts` files turned to `.js`. */
function withJsImports(text: string): string {
  return text.replace(/((?:from|import)[\s(]+["']\.{1,2}\/[^"']*)\.ts(["'])/g, "$1.js$2");
}
