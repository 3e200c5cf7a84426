/**
 * No published file and no function in one grows beyond what can be read at one go.
 *
 * @module
 */
import ts from "typescript";
import { type Finding, report } from "./findings.ts";
import { lineOf, parse, walk } from "./import_graph.ts";
import { isPublished, readSources, type SourceFile } from "./source_files.ts";

/** Longest file, in lines: trouble starts in the largest one, the median hardly matters. */
const MAX_FILE_LINES = 300;

/** Longest function, in lines, from its first word to its closing brace. */
const MAX_FUNCTION_LINES = 60;

/** Files and functions above the limits. */
export function checkSize(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => [...checkFile(file), ...checkFunctions(file)]);
}

/** Lines of a text; a last line break opens no further line. */
export function countLines(text: string): number {
  return text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
}

function checkFile({ path, text }: SourceFile): Finding[] {
  const lines = countLines(text);
  if (lines <= MAX_FILE_LINES) return [];
  const message =
    `file has ${lines} lines, at most ${MAX_FILE_LINES}: move one decision to its own file`;
  return [{ file: path, line: 1, message }];
}

function checkFunctions(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const source = parse(file);
  walk(source, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
    const first = lineOf(node);
    const lines = source.getLineAndCharacterOfPosition(node.end).line + 2 - first;
    if (lines <= MAX_FUNCTION_LINES) return;
    const message = `${
      functionName(node)
    } has ${lines} lines, at most ${MAX_FUNCTION_LINES}: split it`;
    findings.push({ file: file.path, line: first, message });
  });
  return findings;
}

function functionName(node: ts.SignatureDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  const holder = node.name ??
    (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return holder === undefined ? "function" : `function '${holder.getText()}'`;
}

if (import.meta.main) {
  const files = await readSources(isPublished);
  const limits = `files up to ${MAX_FILE_LINES} lines, functions up to ${MAX_FUNCTION_LINES}`;
  report("size", checkSize(files), `${files.length} files, ${limits}`);
}
