/**
 * Holds the README's table of options against the options' own comments: the same names, the same
 * defaults, and no limit in the table that the comment does not know.
 *
 * @module
 */
import ts from "typescript";
import type { Finding } from "./findings.ts";
import { parse, walk } from "./import_graph.ts";
import type { SourceFile } from "./source_files.ts";

/** What an option's own comment says. */
export interface DocumentedOption {
  /** The text of `@default`, without braces; `undefined` where there is none. */
  readonly fallback: string | undefined;
  /** The prose. */
  readonly prose: string;
}

/** One row of a table of options. */
interface OptionRow {
  readonly line: number;
  readonly name: string;
  readonly fallback: string;
  readonly range: string;
}

/** What one unit is worth in the smallest one of its kind: bytes, milliseconds. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["KiB", 1_024],
  ["MiB", 1_024 ** 2],
  ["GiB", 1_024 ** 3],
  ["s", 1_000],
  ["min", 60_000],
  ["h", 3_600_000],
]);

const NUMBER = /\d+(?:[\s_,]\d{3}(?!\d))*(?:\.\d+)?(?:\s*(KiB|MiB|GiB|ms|s|min|h)\b)?/g;

/** The members of the interfaces in a file, with their comments. What options resolve to is no option. */
export function readOptions(file: SourceFile): Map<string, DocumentedOption> {
  const options = new Map<string, DocumentedOption>();
  walk(parse(file), (node) => {
    if (!ts.isPropertySignature(node)) return;
    const owner = node.parent;
    if (ts.isInterfaceDeclaration(owner) && owner.name.text.startsWith("Resolved")) return;
    const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === "default");
    const fallback = ts.getTextOfJSDocComment(tag?.comment)?.replace(/^\{(.*)\}$/s, "$1");
    const prose = ts.getJSDocCommentsAndTags(node).map((doc) =>
      ts.getTextOfJSDocComment(doc.comment)
    );
    options.set(node.name.getText(), { fallback, prose: prose.join(" ") });
  });
  return options;
}

/**
 * What a Markdown file's tables of options say otherwise than the options' comments.
 *
 * @param heading What the first column of those tables is called.
 */
export function checkOptionTables(
  { path, text }: SourceFile,
  options: ReadonlyMap<string, DocumentedOption>,
  heading = "option",
): Finding[] {
  const rows = readRows(text, heading);
  const findings = rows.flatMap((row) => {
    const message = rowFault(row, options.get(row.name));
    return message === null ? [] : [{ file: path, line: row.line, message }];
  });
  const named = new Set(rows.map(({ name }) => name));
  const missing = rows.length === 0 ? [] : [...options.keys()].filter((name) => !named.has(name));
  return [
    ...findings,
    ...missing.map((name) => ({
      file: path,
      line: rows[0]?.line ?? 1,
      message: `option '${name}' is not in the table: add a row`,
    })),
  ];
}

/** Every number in a text, units applied. */
export function numbersIn(text: string): number[] {
  return [...text.matchAll(NUMBER)].map(([whole, unit = ""]) =>
    Number(whole.replace(unit, "").replace(/[\s_,]/g, "")) * (UNITS.get(unit) ?? 1)
  );
}

/** Rows of the tables with this first heading. A row may name several options, parted by a slash. */
function readRows(text: string, heading: string): OptionRow[] {
  const rows: OptionRow[] = [];
  let isInside = false;
  for (const [index, line] of text.split("\n").entries()) {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim());
    if (cells.length === 0) isInside = false;
    else if ([heading, `${heading}s`].includes((cells[0] ?? "").toLowerCase())) isInside = true;
    else if (isInside) rows.push(...rowsOf(cells, index + 1));
  }
  return rows;
}

function rowsOf([names = "", fallbacks = "", ranges = ""]: string[], line: number): OptionRow[] {
  const found = [...names.matchAll(/`([\w$]+)[^`]*`/g)].map(([, name = ""]) => name);
  const share = (cell: string, index: number): string =>
    found.length > 1 ? cell.split(" / ")[index] ?? cell : cell;
  return found.map((name, index) => ({
    line,
    name,
    fallback: share(fallbacks, index),
    range: share(ranges, index),
  }));
}

function rowFault(row: OptionRow, option: DocumentedOption | undefined): string | null {
  if (option === undefined) return `'${row.name}' is no option`;
  const { fallback, prose } = option;
  if (fallback !== undefined && plain(row.fallback) !== plain(fallback)) {
    return `default of '${row.name}' is '${fallback}' in its comment, '${row.fallback}' here`;
  }
  const known = numbersIn(prose);
  const unknown = numbersIn(row.range).filter((limit) => !known.includes(limit));
  if (unknown.length === 0) return null;
  return `range of '${row.name}' has ${unknown.join(", ")}, which its comment does not name`;
}

/** A value without quotes and, if it is nothing but a number, as one in its smallest unit. */
function plain(value: string): string {
  const text = value.replace(/[`"']/g, "").trim();
  const isNumber = text.replace(NUMBER, "").trim() === "" && text !== "";
  return isNumber ? numbersIn(text).join() : text;
}
