/**
 * What is in the package: the files that are listed, small, and nothing of the machine that built it.
 *
 * @module
 */
import ts from "typescript";
import { checkBanned, checkFolders } from "../check_docs.ts";
import { type Finding, lineAt } from "../findings.ts";
import { parse } from "../import_graph.ts";
import type { SourceFile } from "../source_files.ts";

/** The list, one path a line. */
export const LIST = "scripts/package/files.txt";

/**
 * Most bytes that an installed package may take. Half of it is code, in it twice: for `import` and for
 * `require()`. Nearly a third are the declarations, of which two fifths are examples: editors show them where
 * a name is used, and nothing loads them. A sixth is the README, with its recipes.
 */
const MAX_BYTES = 530_000;

/** A packed package, as `npm pack --json` tells. */
export interface Packed {
  /** The tarball's name. */
  readonly filename: string;
  /** What its content hashes to. */
  readonly integrity: string;
  /** The bytes of all files. */
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Checks a package.
 *
 * @param dir Where its files lie.
 * @param listed The paths that are meant to be in it.
 */
export async function checkContents(
  dir: string,
  { files, unpackedSize }: Packed,
  listed: readonly string[],
): Promise<Finding[]> {
  const paths = files.map(({ path }) => path);
  const texts = paths.map(async (path) => ({
    path: `${dir}/${path}`,
    text: await Deno.readTextFile(`${dir}/${path}`),
  }));
  return [
    ...checkList(paths, listed),
    ...checkSize(unpackedSize),
    ...(await Promise.all(texts)).flatMap((file) => [
      ...checkBanned(file),
      ...checkFolders(file),
      ...checkLeaks(file),
      ...checkStart(file),
    ]),
  ];
}

/** Files that are not listed, and listed ones that are not there. */
export function checkList(paths: readonly string[], listed: readonly string[]): Finding[] {
  const advice = `if that is meant, run 'deno task test:npm --write' and commit ${LIST}`;
  const extra = paths.filter((path) => !listed.includes(path));
  const missing = listed.filter((path) => !paths.includes(path));
  return [
    ...extra.map((path) => `'${path}' is in the package, but not listed: ${advice}`),
    ...missing.map((path) => `'${path}' is listed, but not in the package: ${advice}`),
  ].map((message) => ({ file: LIST, line: 1, message }));
}

/** A package that has grown too large. */
export function checkSize(bytes: number): Finding[] {
  if (bytes < MAX_BYTES) return [];
  const message = `the package unpacks to ${bytes} bytes, fewer than ${MAX_BYTES} are allowed`;
  return [{ file: "scripts/build_npm.ts", line: 1, message }];
}

/** Traces of the building machine, and maps that would hold the sources or lead nowhere. */
export function checkLeaks({ path, text }: { path: string; text: string }): Finding[] {
  const leaks = [
    ["sourceMappingURL", "has a source map"],
    ["file://", "names a file of one machine"],
  ] as const;
  return leaks.filter(([leak]) => text.includes(leak)).map(([leak, what]) => ({
    file: path,
    line: lineAt(text, text.indexOf(leak)),
    message: `${what} ('${leak}'): see what scripts/build_npm.ts makes it of`,
  }));
}

/**
 * What Node would load with the package: an import of a module of its own reads all members of that,
 * which takes longer than all else that the package does at its start.
 */
export function checkStart(file: SourceFile): Finding[] {
  if (!/\/esm\/.*\.js$/.test(file.path)) return [];
  const names = parse(file).statements.flatMap((statement) =>
    ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)
      ? statement.moduleSpecifier.text
      : []
  );
  return names.filter((name) => name.startsWith("node:") && name !== "node:module").map((name) => ({
    file: file.path,
    line: 1,
    message: `imports '${name}' at its start: use src/runtime/node/builtin.ts, or import() it`,
  }));
}
