/**
 * Holds what the shop's pages tracked against the database, by id. Pure.
 *
 * @module
 */
import type { Suspect } from "./compare.ts";
import type { StoredEvent } from "./event_store.ts";
import { formatCount } from "./format.ts";
import type { PageEntry } from "./page/ledger.ts";

/** What became of the browser's events of one name, or of all. */
export interface BrowserTally {
  /** The events' name. */
  readonly name: string;
  /** Events tracked, by hand or by a tracker. */
  tracked: number;
  /** Those in the database, each counted once. */
  arrived: number;
  /** Those that still lie in the browser's storage, for the next visit. */
  stored: number;
  /** Those that the browser took and, as far as anyone knows, never sent. */
  taken: number;
  /** Those given up with a reason. */
  dropped: number;
  /** Those that a page tracked in the very moment when its browser ended, before they were stored. */
  cut: number;
  /** Those that are nowhere. */
  missing: number;
  /** Copies in the database beyond the first. */
  copies: number;
}

/** A line of a page's ledger, and what was going on then. */
export type DatedEntry = PageEntry & {
  /** In words: "in the outage". */
  readonly during: string;
  /** Whether the browser ended then, with the page open. */
  readonly isQuit: boolean;
};

/** What the pages and the browser's storage told, and what arrived. */
export interface BrowserEvidence {
  /** The pages' ledgers. */
  readonly entries: readonly DatedEntry[];
  /** Ids of the events that still lie in the browser's storage. */
  readonly storedIds: ReadonlySet<string>;
  /** The copies in the database. */
  readonly arrived: readonly StoredEvent[];
  /** Where the clients' books did not balance, in words. */
  readonly imbalances: readonly string[];
}

/** What the comparison found. */
export interface BrowserComparison {
  /** One tally per name, those with most events first. */
  readonly tallies: readonly BrowserTally[];
  /** Their sum. */
  readonly total: BrowserTally;
  /** Tracked, and nowhere to be found. */
  readonly missing: readonly Suspect[];
  /** In the database more than once, though each request that carried it was answered. */
  readonly duplicated: readonly Suspect[];
  /** In the database, and never tracked. */
  readonly strangers: readonly Suspect[];
  /** Events given up, by reason. */
  readonly droppedByReason: Readonly<Record<string, number>>;
  /** Events that the browser took and that never arrived, by what was going on. */
  readonly takenDuring: Readonly<Record<string, number>>;
  /** Requests that left by `fetch`. */
  readonly requests: number;
  /** Those that were answered 503. */
  readonly unavailable: number;
  /** Beacons that the browser took. */
  readonly beacons: number;
  /** Where the clients' books did not balance, in words. */
  readonly imbalances: readonly string[];
}

const UNAVAILABLE = 503;

/** Compares. */
export function compareBrowser(evidence: BrowserEvidence): BrowserComparison {
  const { entries, storedIds, arrived, imbalances } = evidence;
  const calls = entries.filter((entry) => entry.kind === "call");
  const drops = entries.filter((entry) => entry.kind === "drop");
  const answers = entries.filter((entry) => entry.kind === "answer");
  const reasons = new Map(drops.map(({ id, reason }) => [id, reason]));
  const unheard = findUnheard(entries);
  const cut = findCut(entries);
  const copies = countCopies(arrived);
  const tallies = new Map<string, BrowserTally>();
  const missing: Suspect[] = [];
  const duplicated: Suspect[] = [];
  const taken: string[] = [];
  for (const { id, name } of calls) {
    const tally = tallies.get(name) ?? emptyTally(name);
    tallies.set(name, tally);
    tally.tracked++;
    const count = copies.get(id) ?? 0;
    tally.copies += Math.max(0, count - 1);
    if (count > 1 && !unheard.has(id)) duplicated.push({ id, name });
    if (count > 0) tally.arrived++;
    else if (storedIds.has(id)) tally.stored++;
    else if (reasons.has(id)) tally.dropped++;
    else if (unheard.has(id)) {
      tally.taken++;
      taken.push(unheard.get(id) ?? "");
    } else if (cut.has(id)) tally.cut++;
    else {
      tally.missing++;
      missing.push({ id, name });
    }
  }
  const known = new Set(calls.map(({ id }) => id));
  return {
    tallies: [...tallies.values()].sort((a, b) =>
      b.tracked - a.tracked || (a.name < b.name ? -1 : 1)
    ),
    total: addUp([...tallies.values()]),
    missing,
    duplicated,
    strangers: arrived.filter(({ id }) => id === null || !known.has(id)),
    droppedByReason: countWords(drops.map(({ reason }) => reason)),
    takenDuring: countWords(taken),
    requests: entries.filter(({ kind }) => kind === "request").length,
    unavailable: answers.filter(({ status }) => status === UNAVAILABLE).length,
    beacons: entries.filter(({ kind }) => kind === "beacon").length,
    imbalances,
  };
}

/** What went wrong, each with its evidence. */
export function findBrowserFaults(comparison: BrowserComparison): string[] {
  const { missing, duplicated, strangers, droppedByReason, imbalances, total } = comparison;
  const faults = Object.entries(droppedByReason).map(([reason, count]) =>
    `browser: ${formatCount(count)} dropped as ${reason}, which nobody asked for`
  );
  if (total.tracked === 0) faults.push("browser: nothing was tracked at all");
  const suspects: [readonly Suspect[], string][] = [
    [missing, "missing, neither arrived nor stored, dropped or taken by the browser"],
    [duplicated, "stored more than once, though every request with them was answered"],
    [strangers, "stored, but never tracked"],
  ];
  for (const [found, what] of suspects) {
    if (found.length === 0) continue;
    const shown = found.slice(0, MAX_SHOWN).map(({ id, name }) => `${name} ${id ?? "(no id)"}`);
    const more = found.length > MAX_SHOWN ? ", …" : "";
    faults.push(`browser: ${formatCount(found.length)} ${what}: ${shown.join(", ")}${more}`);
  }
  if (imbalances.length > 0) {
    faults.push(`browser: the books do not balance: ${imbalances.slice(0, MAX_SHOWN).join("; ")}`);
  }
  return faults;
}

/** How many ids are evidence enough. */
const MAX_SHOWN = 5;

/** What was in beacons, and in requests whose answer nobody was there to hear: when it was last so, by id. */
function findUnheard(entries: readonly DatedEntry[]): Map<string, string> {
  const answered = new Set(
    entries.flatMap((entry) => entry.kind === "answer" ? [entry.request] : []),
  );
  return new Map(entries.flatMap((entry) => {
    const isUnheard = entry.kind === "beacon" ||
      entry.kind === "request" && !answered.has(entry.request);
    return isUnheard ? entry.ids.map((id) => [id, entry.during] as const) : [];
  }));
}

/** What was being tracked when the browser ended: the call never returned, so nothing was stored. */
function findCut(entries: readonly DatedEntry[]): Set<string> {
  const returned = new Set(entries.flatMap((entry) => entry.kind === "return" ? [entry.id] : []));
  return new Set(entries.flatMap((entry) => {
    return entry.kind === "call" && entry.isQuit && !returned.has(entry.id) ? [entry.id] : [];
  }));
}

function countCopies(arrived: readonly StoredEvent[]): Map<string, number> {
  const copies = new Map<string, number>();
  for (const { id } of arrived) if (id !== null) copies.set(id, (copies.get(id) ?? 0) + 1);
  return copies;
}

function countWords(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function emptyTally(name: string): BrowserTally {
  const numbers = { tracked: 0, arrived: 0, stored: 0, taken: 0, dropped: 0, cut: 0 };
  return { name, ...numbers, missing: 0, copies: 0 };
}

function addUp(tallies: readonly BrowserTally[]): BrowserTally {
  const total = emptyTally("all events");
  for (const tally of tallies) {
    total.tracked += tally.tracked;
    total.arrived += tally.arrived;
    total.stored += tally.stored;
    total.taken += tally.taken;
    total.dropped += tally.dropped;
    total.cut += tally.cut;
    total.missing += tally.missing;
    total.copies += tally.copies;
  }
  return total;
}
