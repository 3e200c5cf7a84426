/**
 * The core names no ambient global: it type-checks with the language's own library alone, without the
 * web's, Deno's or Node's, and takes time and luck from its ports.
 *
 * @module
 */
import ts from "typescript";
import config from "../deno.json" with { type: "json" };
import { type Finding, report } from "./findings.ts";
import { lineOf, parse, walk } from "./import_graph.ts";
import { readSources, type SourceFile } from "./source_files.ts";

/** What the language itself offers that a core file must take from a port instead. */
const AMBIENT: ReadonlyMap<string, string> = new Map([
  ["Date.now", "take the time from the clock port"],
  ["Math.random", "take luck from the random port"],
]);

/** Type errors of a folder, or files, when only the language's own library is known. */
export async function checkGlobals(root: string, paths: readonly string[]): Promise<Finding[]> {
  const dir = await Deno.makeTempDir();
  try {
    const compilerOptions = { ...config.compilerOptions, lib: ["esnext"], types: [] };
    await Deno.writeTextFile(`${dir}/deno.json`, JSON.stringify({ compilerOptions }));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--no-lock", `--config=${dir}/deno.json`, ...paths],
      cwd: root,
      env: { NO_COLOR: "1" },
    }).output();
    const output = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
    const findings = readTypeErrors(output, await Deno.realPath(root));
    if (success === (findings.length === 0)) return findings;
    throw new Error(`Cannot read the answer of 'deno check':\n${output}`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The errors that `deno check` printed, colours off. */
export function readTypeErrors(output: string, root: string): Finding[] {
  const error = /^TS\d+ \[ERROR\]: (.+)$(?:\n(?!TS\d).*)*?\n +at file:\/\/(.+):(\d+):\d+$/gm;
  return [...output.matchAll(error)].map(([, text = "", path = "", line]) => ({
    file: path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path,
    line: Number(line),
    message: `${text.replace(/\.? Do you need to .*$/, "")} (the core names no ambient global: ` +
      "add a port or take a parameter)",
  }));
}

/** Uses of time, luck and the global object itself, which type-check everywhere. */
export function checkAmbient(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  walk(parse(file), (node) => {
    const message = ambientFault(node);
    if (message !== null) findings.push({ file: file.path, line: lineOf(node), message });
  });
  return findings;
}

function ambientFault(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const advice = AMBIENT.get(node.getText());
    return advice === undefined ? null : `'${node.getText()}' in the core: ${advice}`;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) {
    return "'new Date()' in the core: take the time from the clock port";
  }
  const isValue = ts.isIdentifier(node) && node.text === "globalThis" &&
    !ts.isTypeQueryNode(node.parent);
  return isValue ? "'globalThis' in the core: add a port or take a parameter" : null;
}

if (import.meta.main) {
  const files = await readSources((path) => /^src\/core\/.*\.ts$/.test(path));
  const findings = [
    ...await checkGlobals(".", files.map(({ path }) => path)),
    ...files.flatMap(checkAmbient),
  ];
  report("globals", findings, `${files.length} files of the core name no ambient global`);
}
