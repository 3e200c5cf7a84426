/**
 * No test is silenced unseen: none is focused, none is skipped without a reason beside it, and every
 * folder of tests is run by a step.
 *
 * @module
 */
import ts from "typescript";
import { type Finding, report } from "./findings.ts";
import { lineOf, parse, walk } from "./import_graph.ts";
import { readSources, type SourceFile } from "./source_files.ts";
import { STEPS } from "./steps.ts";

/** Focused tests, and skipped ones without a comment on their line or the one above. */
export function checkSilenced(file: SourceFile): Finding[] {
  const lines = file.text.split("\n");
  const findings: Finding[] = [];
  walk(parse(file), (node) => {
    const kind = silencing(node);
    if (kind === null) return;
    const line = lineOf(ts.isPropertyAccessExpression(node) ? node.name : node);
    const isExplained = [lines[line - 1], lines[line - 2]].some((text) =>
      /\/\/ \S+/.test(text ?? "")
    );
    if (kind === "ignore" && isExplained) return;
    const message = kind === "only"
      ? "a focused test silences all others: remove 'only'"
      : "a skipped test without a reason: say why in a comment above it, or run it";
    findings.push({ file: file.path, line, message });
  });
  return findings;
}

/** Test files that no step of the runner reaches. */
export function checkReached(paths: readonly string[], folders: readonly string[]): Finding[] {
  return paths
    .filter((path) =>
      /_test\.ts$/.test(path) && !folders.some((folder) => path.startsWith(`${folder}/`))
    )
    .map((file) => ({
      file,
      line: 1,
      message: "no step runs this test: add its folder to scripts/steps.ts",
    }));
}

function silencing(node: ts.Node): "ignore" | "only" | null {
  if (ts.isPropertyAccessExpression(node) && /\btest$/.test(node.expression.getText())) {
    return silencer(node.name.text);
  }
  const isOption = (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
    ts.isCallExpression(node.parent.parent) &&
    /\b(test|step)$/.test(node.parent.parent.expression.getText());
  if (!isOption) return null;
  const isOff = ts.isPropertyAssignment(node) &&
    node.initializer.kind === ts.SyntaxKind.FalseKeyword;
  return isOff ? null : silencer(node.name.getText());
}

function silencer(name: string): "ignore" | "only" | null {
  if (name === "only") return "only";
  return name === "ignore" || name === "skip" ? "ignore" : null;
}

if (import.meta.main) {
  const files = await readSources((path) => /^tests\/.*\.ts$/.test(path));
  const folders = STEPS.flatMap(({ isTestRun, hasRows, paths }) =>
    (isTestRun || hasRows) && paths || []
  );
  const findings = [
    ...files.flatMap(checkSilenced),
    ...checkReached(files.map(({ path }) => path), folders),
  ];
  report("tests", findings, `${files.length} files, none silenced, none left out`);
}
