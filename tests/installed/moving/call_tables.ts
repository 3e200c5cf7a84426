/**
 * Reads the README's tables of calls: what another SDK's call is here.
 *
 * @module
 */

/** A piece of code in a table. */
export interface Piece {
  /** What begins with `{` is options of the constructor, the rest statements. */
  readonly code: string;
  /** Its line in the README, from 1. */
  readonly line: number;
}

/** What one row says of a call. */
export interface CallRow {
  readonly there: readonly Piece[];
  /** Empty where there is no counterpart. */
  readonly here: readonly Piece[];
}

/** A table of calls, by the heading that it stands under. */
export interface CallTable {
  readonly title: string;
  readonly rows: readonly CallRow[];
}

const HEADING = /^#{2,} (.*)$/;

/** The columns of a table of calls. */
const COLUMNS = ["there", "here", "what to know"];

/** Stands for no counterpart. */
const NONE = "–";

/** Finds the tables of calls in a Markdown text. Throws when a row is not what a row must be. */
export function readCallTables(markdown: string): CallTable[] {
  const tables: { title: string; rows: CallRow[] }[] = [];
  let title = "";
  let isInside = false;
  for (const [index, line] of markdown.split("\n").entries()) {
    title = HEADING.exec(line)?.[1] ?? title;
    const cells = line.split("|").slice(1, -1).map((cell) => cell.trim());
    if (cells.length === 0) isInside = false;
    else if (cells.join() === COLUMNS.join()) {
      isInside = true;
      tables.push({ title, rows: [] });
    } else if (isInside && !/^:?-+:?$/.test(cells[0] ?? "")) {
      tables.at(-1)?.rows.push(readRow(cells, index + 1));
    }
  }
  return tables;
}

function readRow(cells: readonly string[], line: number): CallRow {
  const fail = (what: string): never => {
    throw new Error(`README.md:${line}: ${what}`);
  };
  if (cells.length !== COLUMNS.length) fail(`a row of ${cells.length} cells`);
  const [there = "", here = "", note = ""] = cells;
  const row = { there: pieces(there, line), here: pieces(here, line) };
  if (row.there.length === 0) fail("the cell 'there' holds no code");
  if (row.here.length === 0 && (here !== NONE || note === "")) {
    fail(`the cell 'here' holds neither code nor ${NONE} with a word on it`);
  }
  return row;
}

function pieces(cell: string, line: number): Piece[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => ({ code, line }));
}
