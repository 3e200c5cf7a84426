/**
 * One TypeScript file to JavaScript and to its declarations, without looking at any other.
 *
 * @module
 */
import ts from "typescript";

/** A file, and the module format that it becomes. */
export interface Translation {
  /** Its path, for messages. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
  /** The module format. */
  readonly module: ts.ModuleKind;
}

/** The file's JavaScript, with `.js` where it imports `.ts`. */
export function toScript({ path, text, module }: Translation): string {
  refuseComputedImports(path, text);
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: compilerOptions(module),
    fileName: path,
    reportDiagnostics: true,
  });
  refuse(diagnostics);
  return outputText;
}

/** The file's declarations, with `.js` where they import `.ts`. */
export function toDeclaration({ path, text, module }: Translation): string {
  const { outputText, diagnostics } = ts.transpileDeclaration(text, {
    compilerOptions: { ...compilerOptions(module), declaration: true, isolatedDeclarations: true },
    fileName: path,
    reportDiagnostics: true,
    transformers: { afterDeclarations: [withoutInventions] },
  });
  refuse(diagnostics);
  return renameImports(outputText);
}

/** Made by TypeScript, which also makes the one `#private` that stands for all. */
function isInvented(member: ts.ClassElement): boolean {
  const isMade = ts.getOriginalNode(member) === member;
  return isMade && !(member.name !== undefined && ts.isPrivateIdentifier(member.name));
}

/**
 * Without the library TypeScript knows no symbols: for each method that is named by one it invents a
 * property of the same name, or a number's, which it puts first.
 */
function withoutInventions(context: ts.TransformationContext): ts.CustomTransformer {
  const visit = (node: ts.Node): ts.Node => {
    if (!ts.isClassDeclaration(node)) return ts.visitEachChild(node, visit, context);
    const members = node.members.filter((member) => !isInvented(member));
    return context.factory.updateClassDeclaration(
      node,
      node.modifiers,
      node.name,
      node.typeParameters,
      node.heritageClauses,
      members,
    );
  };
  const transform = <Node extends ts.Node>(node: Node): Node =>
    ts.visitEachChild(node, visit, context);
  return { transformSourceFile: transform, transformBundle: transform };
}

function compilerOptions(module: ts.ModuleKind): ts.CompilerOptions {
  return {
    module,
    target: ts.ScriptTarget.ES2022,
    // A default import of a module of Node's is that module.
    esModuleInterop: true,
    rewriteRelativeImportExtensions: true,
    newLine: ts.NewLineKind.LineFeed,
  };
}

/** TypeScript leaves the names of imported files alone in declarations. */
function renameImports(declarations: string): string {
  let text = declarations;
  // From the last to the first, so that the positions still to come stay right.
  for (
    const { fileName, end } of ts.preProcessFile(declarations, true, true).importedFiles
      .toReversed()
  ) {
    if (!fileName.startsWith(".")) continue;
    const quote = text.indexOf(".ts", end - ".ts".length);
    text = `${text.slice(0, quote)}.js${text.slice(quote + ".ts".length)}`;
  }
  return text;
}

function refuseComputedImports(path: string, text: string): void {
  const visit = (node: ts.Node): void => {
    const isImport = ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword;
    if (
      isImport && (node.arguments.length !== 1 || !ts.isStringLiteral(node.arguments[0] ?? node))
    ) {
      throw new Error(
        `Cannot build as the stand-in for dnt does not handle '${node.getText()}' in ${path}`,
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
}

function refuse(diagnostics: readonly ts.Diagnostic[] = []): void {
  if (diagnostics.length === 0) return;
  throw new Error(ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => "",
    getNewLine: () => "\n",
  }));
}
