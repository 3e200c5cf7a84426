/**
 * Turns a program, or what programs share, into CommonJS, as somebody would have written it there.
 *
 * @module
 */
import ts from "typescript";
import { parse } from "../import_graph.ts";
import type { SourceFile } from "../source_files.ts";

/**
 * One file as CommonJS TypeScript. CommonJS knows no `await` outside of functions: a program that has one
 * does what it does in a function.
 */
export function wrapProgram(file: SourceFile): SourceFile {
  const { statements } = parse(file);
  if (!statements.some(awaits)) return file;
  const imports = statements.filter(ts.isImportDeclaration).map((one) => one.getText());
  const rest = statements.filter((one) => !ts.isImportDeclaration(one)).map((one) =>
    one.getFullText()
  );
  const text = `${imports.join("\n")}\nasync function program() {${
    rest.join("")
  }\n}\nvoid program();\n`;
  return { path: file.path, text };
}

/** Whether a node awaits outside of functions. */
function awaits(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  const isAwait = ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (ts.isVariableDeclarationList(node) &&
      (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing);
  return isAwait || ts.forEachChild(node, awaits) === true;
}

/** One file as JavaScript in CommonJS, under its name with `.cjs`; so are the files of ours it imports. */
export function toCommonJs(file: SourceFile): SourceFile {
  const { outputText } = ts.transpileModule(wrapProgram(file).text, {
    fileName: file.path.replace(/\.ts$/, ".cts"),
    compilerOptions: {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      rewriteRelativeImportExtensions: true,
      newLine: ts.NewLineKind.LineFeed,
    },
  });
  return {
    path: file.path.replace(/\.ts$/, ".cjs"),
    text: outputText.replace(/(require\("\.[^"]*)\.js"\)/g, '$1.cjs")'),
  };
}
