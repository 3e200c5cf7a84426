/**
 * What a person reads of the browser at the end of the demo. Pure.
 *
 * @module
 */
import { type BrowserComparison, type BrowserTally, findBrowserFaults } from "./browser_compare.ts";
import { formatCount, formatNumberOf, formatTable } from "./format.ts";
import type { Verdict } from "./verdict.ts";

/** What the browser went through. */
export interface BrowserFacts {
  /** Its version. */
  readonly version: string;
  /** Pages that it opened. */
  readonly pages: number;
  /** Tabs that were closed. */
  readonly closedTabs: number;
  /** Times that it was ended while events waited. */
  readonly quits: number;
}

/** What came of the browser: a comparison, or why there is none. */
export type BrowserOutcome =
  | {
    readonly kind: "played";
    readonly comparison: BrowserComparison;
    readonly facts: BrowserFacts;
  }
  | { readonly kind: "left out"; readonly why: string };

/** The table and the figures; one line where there was no browser. */
export function formatBrowser(outcome: BrowserOutcome): string {
  if (outcome.kind === "left out") return `browser       left out, as ${outcome.why}`;
  const { comparison, facts } = outcome;
  const { tallies, total, requests, unavailable, beacons } = comparison;
  const heading = ["in the browser", "tracked", "arrived", "stored", "taken", "missing", "copies"];
  const figures: [string, string][] = [
    [
      "browser",
      `Chromium ${facts.version}: ${formatNumberOf(facts.pages, "page")}, ` +
      `${formatNumberOf(facts.closedTabs, "tab")} closed, ${formatNumberOf(facts.quits, "quit")}`,
    ],
    [
      "requests",
      `${formatCount(requests)}, of them ${formatCount(unavailable)} answered 503; ` +
      `${formatNumberOf(beacons, "beacon")}`,
    ],
    ...explain(comparison),
  ];
  return [
    formatTable([heading, ...tallies.map(toRow), toRow(total)]),
    "",
    ...figures.map(([name, text]) => `${name.padEnd(12)}  ${text}`),
  ].join("\n");
}

/** The verdict on the server, with that on the browser. */
export function judgeBoth(
  server: Verdict,
  tracked: number,
  outcome: BrowserOutcome,
  next: readonly string[],
): Verdict {
  if (outcome.kind === "left out") {
    return { ...server, sentence: `${server.sentence}\nLeft out: the browser, as ${outcome.why}.` };
  }
  const { comparison } = outcome;
  const faults = [...server.faults, ...findBrowserFaults(comparison)];
  if (faults.length === 0) {
    return { ...server, sentence: `${server.sentence}\n${passSentence(comparison.total)}` };
  }
  const all = formatCount(tracked + comparison.total.tracked);
  const things = formatNumberOf(faults.length, "thing");
  const sentence = `FAIL: ${things} went wrong with ${all} tracked events, see above.`;
  return { isGood: false, sentence, faults, next };
}

function passSentence({ tracked, arrived, stored, taken, cut, copies }: BrowserTally): string {
  const rest = [
    ...(stored === 0 ? [] : [`${formatCount(stored)} in its storage for the next visit`]),
    ...(taken === 0 ? [] : [`${formatCount(taken)} lost with beacons, see above`]),
    ...(cut === 0 ? [] : [`${formatCount(cut)} cut short, see above`]),
  ];
  const how = copies === 0
    ? "each exactly once"
    : `${formatCount(copies)} of them again, for lack of an answer`;
  return `PASS: of ${formatCount(tracked)} events in the browser, ${
    formatCount(arrived)
  } arrived, ` +
    `${how}${rest.length === 0 ? "" : `; ${rest.join("; ")}`}.`;
}

/** What is not as on a server is said here. */
function explain({ total, takenDuring }: BrowserComparison): [string, string][] {
  const lines: [string, string][] = [];
  if (total.taken > 0) {
    const when = Object.entries(takenDuring)
      .map(([during, count]) => `${formatCount(count)} ${during}`).join(", ");
    const events = formatNumberOf(total.taken, "event");
    lines.push([
      "taken",
      `${events} in beacons that the browser took and the collector never accepted;`,
    ]);
    lines.push(["", `a beacon is sent at most once: ${when}`]);
  }
  if (total.cut > 0) {
    const events = formatNumberOf(total.cut, "event");
    lines.push(["cut short", `${events} tracked just as the browser ended, before being stored`]);
  }
  if (total.copies > 0) {
    const copies = formatCount(total.copies);
    lines.push(["copies", `${copies} sent again, as a page was gone before the answer was read`]);
  }
  return lines;
}

function toRow(tally: BrowserTally): string[] {
  const { name, tracked, arrived, stored, taken, missing, copies } = tally;
  return [name, ...[tracked, arrived, stored, taken, missing, copies].map(formatCount)];
}
