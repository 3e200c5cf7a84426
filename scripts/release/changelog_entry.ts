/**
 * The newest entry of the changelog: what is above all others, under a heading of the second level.
 *
 * @module
 */

/** An entry. */
export interface ChangelogEntry {
  /** Where its heading is, counted from 1. */
  readonly line: number;
  /** The heading without its `##`. */
  readonly heading: string;
  /** The version that the heading names; `undefined` where it names none. */
  readonly version: string | undefined;
  /** The day that the heading names, if there is such a day. */
  readonly date: string | undefined;
  /** What stands under the heading. */
  readonly text: string;
}

/** A semantic version. */
const VERSION = /(?<![\w.])\d+\.\d+\.\d+(?:-[\w.]+)?(?![\w.])/;

/** A day as ISO 8601 writes it. */
const DATE = /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/;

/** The entry, or `undefined` where there is none. */
export function newestEntry(changelog: string): ChangelogEntry | undefined {
  const lines = changelog.split("\n");
  const at = lines.findIndex(isHeading);
  const heading = lines[at]?.slice("## ".length).trim();
  if (heading === undefined) return undefined;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex(isHeading);
  const date = DATE.exec(heading)?.[0];
  return {
    line: at + 1,
    heading,
    version: VERSION.exec(heading)?.[0],
    date: date !== undefined && isDay(date) ? date : undefined,
    text: rest.slice(0, end === -1 ? rest.length : end).join("\n").trim(),
  };
}

function isHeading(line: string): boolean {
  return line.startsWith("## ");
}

/** Whether the calendar has it: some engines take 30 February for a day in March. */
function isDay(date: string): boolean {
  const time = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
}
