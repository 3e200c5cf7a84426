/**
 * Holds the shop's ledger against the database. Pure: it reads and sends nothing.
 *
 * @module
 */
import type { Stats } from "@tidings/sdk";
import type { StoredEvent } from "./event_store.ts";
import type { CallEntry, LedgerEntry } from "./ledger.ts";

/** What became of the events of one name, or of all. */
export interface Tally {
  /** The events' name. */
  readonly name: string;
  /** Calls of `track()` and `identify()`. */
  tracked: number;
  /** Events in the database, each counted once. */
  delivered: number;
  /** Events that left more than once. */
  retried: number;
  /** Events given up with a reason. */
  dropped: number;
  /** Events neither in the database nor given up. */
  missing: number;
  /** Copies in the database beyond the first. */
  duplicates: number;
}

/** One event that is not where it should be. */
export interface Suspect {
  /** Its id; `null` for a copy that came without. */
  readonly id: string | null;
  /** Its name. */
  readonly name: string;
}

/** What the comparison found. */
export interface Comparison {
  /** One tally per event name, in order of first appearance. */
  readonly tallies: readonly Tally[];
  /** Their sum. */
  readonly total: Tally;
  /** Events given up, by reason. */
  readonly droppedByReason: Readonly<Record<string, number>>;
  /** Tracked, and nowhere to be found. */
  readonly missing: readonly Suspect[];
  /** In the database more than once. */
  readonly duplicated: readonly Suspect[];
  /** In the database, and never tracked. */
  readonly strangers: readonly Suspect[];
  /** How often the SDK's own books were written down. */
  readonly snapshots: number;
  /** Where books do not balance, in words. */
  readonly imbalances: readonly string[];
  /** Requests that left. */
  readonly requests: number;
  /** Those of them that carried an event again. */
  readonly retries: number;
  /** How long each call took, in microseconds, shortest first. */
  readonly micros: readonly number[];
  /** What the SDK told the shop's log. */
  readonly warnings: readonly string[];
}

/** Compares what was tracked with what arrived. */
export function compare(
  ledger: readonly LedgerEntry[],
  stored: readonly StoredEvent[],
): Comparison {
  const calls = ledger.filter((entry) => entry.kind === "call");
  const drops = ledger.filter((entry) => entry.kind === "drop");
  const tallies = new Tallies();
  const missing: Suspect[] = [];
  const duplicated: Suspect[] = [];
  const copies = countCopies(stored);
  const dropped = new Set(drops.map(({ id }) => id));
  const requests = ledger.filter((entry) => entry.kind === "request");
  const resent = new Set(requests.flatMap(({ again }) => again));

  for (const { id, name } of calls) {
    const tally = tallies.of(name);
    const count = id === null ? 0 : copies.get(id) ?? 0;
    tally.tracked++;
    if (count > 0) tally.delivered++;
    if (id !== null && resent.has(id)) tally.retried++;
    if (id !== null && count === 0 && !dropped.has(id)) missing.push({ id, name });
    if (count > 1) duplicated.push({ id, name });
    tally.duplicates += Math.max(0, count - 1);
  }
  for (const { name } of drops) tallies.of(name ?? "(no name)").dropped++;
  for (const { name } of missing) tallies.of(name).missing++;

  const stats = checkStats(ledger);
  return {
    tallies: tallies.all(),
    total: tallies.total(),
    droppedByReason: countBy(drops.map(({ reason }) => reason)),
    missing,
    duplicated,
    strangers: findStrangers(calls, stored),
    snapshots: stats.snapshots,
    imbalances: [...stats.imbalances, ...tallies.all().flatMap(checkTally)],
    requests: requests.length,
    retries: requests.filter(({ again }) => again.length > 0).length,
    micros: calls.map(({ micros }) => micros).sort((a, b) => a - b),
    warnings: ledger.flatMap((entry) => entry.kind === "warning" ? [entry.text] : []),
  };
}

/** The value below which `share` of the sorted `values` lie; 0 if there are none. */
export function percentile(values: readonly number[], share: number): number {
  return values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;
}

/** Tallies by name. */
class Tallies {
  readonly #byName = new Map<string, Tally>();

  of(name: string): Tally {
    const tally = this.#byName.get(name) ?? emptyTally(name);
    this.#byName.set(name, tally);
    return tally;
  }

  all(): Tally[] {
    return [...this.#byName.values()];
  }

  total(): Tally {
    const total = emptyTally("all events");
    for (const tally of this.#byName.values()) {
      total.tracked += tally.tracked;
      total.delivered += tally.delivered;
      total.retried += tally.retried;
      total.dropped += tally.dropped;
      total.missing += tally.missing;
      total.duplicates += tally.duplicates;
    }
    return total;
  }
}

function emptyTally(name: string): Tally {
  return { name, tracked: 0, delivered: 0, retried: 0, dropped: 0, missing: 0, duplicates: 0 };
}

function countCopies(stored: readonly StoredEvent[]): Map<string, number> {
  const copies = new Map<string, number>();
  for (const { id } of stored) {
    if (id !== null) copies.set(id, (copies.get(id) ?? 0) + 1);
  }
  return copies;
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function findStrangers(
  calls: readonly CallEntry[],
  stored: readonly StoredEvent[],
): Suspect[] {
  const tracked = new Set(calls.map(({ id }) => id));
  return stored.filter(({ id }) => id === null || !tracked.has(id));
}

/** Every event is in exactly one column. */
function checkTally({ name, tracked, delivered, dropped, missing }: Tally): string[] {
  if (tracked === delivered + dropped + missing) return [];
  return [
    `${name}: ${tracked} tracked, but ${delivered} delivered + ${dropped} dropped + ` +
    `${missing} missing`,
  ];
}

/** The SDK's books balance in themselves, and agree with the calls made until then. */
function checkStats(ledger: readonly LedgerEntry[]): { snapshots: number; imbalances: string[] } {
  const imbalances: string[] = [];
  let calls = 0;
  let snapshots = 0;
  for (const entry of ledger) {
    if (entry.kind === "call") calls++;
    if (entry.kind !== "stats") continue;
    snapshots++;
    const { stats } = entry;
    if (!isBalanced(stats)) imbalances.push(`stats() said ${JSON.stringify(stats)}`);
    if (stats.tracked !== calls) {
      imbalances.push(`stats() said ${stats.tracked} tracked after ${calls} calls`);
    }
  }
  return { snapshots, imbalances };
}

function isBalanced(stats: Stats): boolean {
  const dropped = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
  return stats.tracked + stats.restored ===
    stats.delivered + stats.handedOver + dropped + stats.queued + stats.inFlight;
}
