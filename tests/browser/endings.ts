/**
 * What becomes of waiting events at each way in which a page can end. The one place for it: the tests
 * play every row in every engine, and the README shows this table.
 *
 * @module
 */
import type { Engine } from "./rig/browser.ts";

/** What becomes of events: `may be lost` promises nothing, whatever was seen. */
export type Fate = "arrive at once" | "arrive at the next load" | "may be lost";

/** One way to end. */
export interface Ending {
  /** What happens to the page or the browser. */
  readonly name: string;
  /** What becomes of what waits then. */
  readonly fates: Readonly<Record<Engine, Fate>>;
}

/** The endings by what the tests call them. */
export type EndingKey =
  | "hidden"
  | "navigated"
  | "reloaded"
  | "closed"
  | "closedInOutage"
  | "quit"
  | "killedLater"
  | "killed";

function everywhere(fate: Fate): Readonly<Record<Engine, Fate>> {
  return { chromium: fate, firefox: fate, webkit: fate };
}

/** The endings, from the gentlest to the hardest. */
export const ENDINGS: Readonly<Record<EndingKey, Ending>> = {
  hidden: { name: "the window is minimised", fates: everywhere("arrive at once") },
  navigated: { name: "another page is opened", fates: everywhere("arrive at once") },
  reloaded: { name: "the page is reloaded", fates: everywhere("arrive at once") },
  closed: { name: "the tab is closed", fates: everywhere("arrive at once") },
  closedInOutage: {
    name: "the tab is closed, the collector being down",
    fates: everywhere("arrive at the next load"),
  },
  // Through the driver Chromium told the page nothing in 3 of 4 runs, Firefox too little in 2 of 4.
  quit: { name: "the browser is quit", fates: everywhere("may be lost") },
  // Chromium writes to disk after 5 s, Firefox after about 5 s, WebKit after 1 s.
  killedLater: {
    name: "the browser is killed, 7 s after the first event of the visit, the collector being down",
    fates: everywhere("arrive at the next load"),
  },
  killed: { name: "the browser is killed at once", fates: everywhere("may be lost") },
};

/** The table as the README has it. */
export function formatEndings(): string {
  const engines = [["chromium", "Chromium"], ["firefox", "Firefox"], ["webkit", "WebKit"]] as const;
  const rows = Object.values(ENDINGS).map(({ name, fates }) => [
    name,
    ...engines.map(([engine]) => fates[engine]),
  ]);
  const head = ["what happens", ...engines.map(([, title]) => title)];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [line(head), rule, ...rows.map(line)].join("\n");
}
