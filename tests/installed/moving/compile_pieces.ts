/**
 * Compiles the code in the tables of calls as a project would that has both packages installed.
 *
 * @module
 */
import ts from "typescript";
import type { CallTable, Piece } from "./call_tables.ts";
import { PRELUDES } from "./preludes.ts";

/** A piece that does not compile, and why. */
export interface Misfit extends Piece {
  readonly title: string;
  readonly column: "there" | "here";
  readonly why: string;
}

const OPTIONS: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  // Theirs is not ours to check; our own are checked elsewhere, with each compiler.
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
  types: ["node"],
};

/** A file of one column, and where in it each piece is. */
interface Source {
  readonly title: string;
  readonly column: Misfit["column"];
  readonly text: string;
  /** Pieces by the lines of this file, from 0. */
  readonly pieces: ReadonlyMap<number, Piece>;
}

/** Compiles pieces against what is installed; made once, it remembers what it has read of the packages. */
export class Compiler {
  readonly #dir: string;
  readonly #read = new Map<string, ts.SourceFile | undefined>();

  /** @param dir The project. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The pieces that do not compile. */
  misfits(tables: readonly CallTable[]): Misfit[] {
    const sources = new Map(
      tables.flatMap((table) => (["there", "here"] as const).map((column) => write(table, column)))
        .map((source, index) => [`${this.#dir}/calls_${index}.ts`, source]),
    );
    const program = ts.createProgram([...sources.keys()], {
      ...OPTIONS,
      typeRoots: [`${this.#dir}/node_modules/@types`],
    }, this.#host(sources));
    const general = program.getGlobalDiagnostics().concat(program.getOptionsDiagnostics());
    if (general.length > 0) throw new Error(general.map(textOf).join("\n"));
    return [...sources].flatMap(([path, source]) => {
      const file = program.getSourceFile(path);
      const found = [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ];
      return found.map((diagnostic) => misfit(source, diagnostic));
    });
  }

  #host(sources: ReadonlyMap<string, Source>): ts.CompilerHost {
    const host = ts.createCompilerHost(OPTIONS);
    const { fileExists, getSourceFile } = host;
    host.getCurrentDirectory = () => this.#dir;
    host.fileExists = (path) => sources.has(path) || fileExists(path);
    host.getSourceFile = (path, ...rest) => {
      const source = sources.get(path);
      if (source !== undefined) {
        return ts.createSourceFile(path, source.text, ts.ScriptTarget.ES2022, true);
      }
      if (!this.#read.has(path)) this.#read.set(path, getSourceFile(path, ...rest));
      return this.#read.get(path);
    };
    return host;
  }
}

/** A column as a file: each piece in a function of its own, so that names do not meet. */
function write({ title, rows }: CallTable, column: Misfit["column"]): Source {
  const lines = (PRELUDES[title]?.[column] ?? "").split("\n");
  const pieces = new Map<number, Piece>();
  for (const piece of rows.flatMap((row) => row[column])) {
    pieces.set(lines.length + 1, piece);
    const code = piece.code.startsWith("{") ? `options(${piece.code})` : piece.code;
    lines.push(`async () => {`, `${code};`, `};`);
  }
  return { title, column, text: [...lines, "export {};"].join("\n"), pieces };
}

function misfit({ title, column, pieces, text }: Source, diagnostic: ts.Diagnostic): Misfit {
  const line = text.slice(0, diagnostic.start).split("\n").length - 1;
  const piece = pieces.get(line) ?? { code: text.split("\n")[line] ?? "", line: 0 };
  return { title, column, ...piece, why: textOf(diagnostic) };
}

function textOf({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, "\n");
}
