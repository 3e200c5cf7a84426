/**
 * What a check has to say: where, what is wrong and what to do. One shape for all checks, one way to end.
 *
 * @module
 */

/** One thing to put right. */
export interface Finding {
  /** Path from the repository's top, with `/`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** A finding as one line that terminals and editors turn into a link. */
export function formatFinding({ file, line, message }: Finding): string {
  return `${file}:${line}: ${message}`;
}

/** Findings by file, then line. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

/** Prints the findings and makes the process fail, or prints one `OK` line. */
export function report(check: string, findings: readonly Finding[], seen: string): void {
  for (const finding of sortFindings(findings)) console.log(formatFinding(finding));
  if (findings.length === 0) return console.log(`OK ${check}: ${seen}`);
  console.log(`${check}: ${findings.length} to put right`);
  Deno.exitCode = 1;
}

/** The line, counted from 1, of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
