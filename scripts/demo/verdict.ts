/**
 * What the demo showed, in one sentence, and what to do if it did not go well. Pure.
 *
 * @module
 */
import type { Comparison, Suspect } from "./compare.ts";
import { formatCount, formatNumberOf } from "./format.ts";

/** How the run went, beside the events. */
export interface RunFacts {
  /** Signal that ended the shop, or its exit code. */
  readonly shopEnd: string;
  /** Events that waited when the shop got its SIGTERM. */
  readonly waitingAtEnd: number;
  /** Requests that the shop did not answer as it should. */
  readonly shopFailures: readonly string[];
}

/** What is to be said at the end. */
export interface Verdict {
  /** Whether all went as promised. */
  readonly isGood: boolean;
  /** One sentence. */
  readonly sentence: string;
  /** What went wrong, each with its evidence. */
  readonly faults: readonly string[];
  /** What to do now; empty if all went well. */
  readonly next: readonly string[];
}

/** The one reason for a drop that the shop asks for. */
export const PLANNED_REASON = "before_send";

/** How many ids are evidence enough. */
const MAX_SHOWN = 5;

/** What to do when it did not go well. */
export const NEXT_STEPS: readonly string[] = [
  "Run it again with --keep: the ledger (what the shop tracked) and the database (what arrived)",
  "then stay, and the ids above can be looked up in both. If it fails again, it is a bug: report",
  "it with this output and those two files.",
];

/** Judges a run. */
export function judge(comparison: Comparison, facts: RunFacts): Verdict {
  const faults = [...findLosses(comparison), ...findOddities(comparison, facts)];
  const { tracked, delivered, dropped } = comparison.total;
  if (faults.length === 0) {
    const left = dropped === 0
      ? ""
      : `; the other ${formatCount(dropped)} the shop itself left out`;
    const sentence = `PASS: of ${formatCount(tracked)} events tracked, ` +
      `${formatCount(delivered)} arrived, each exactly once${left}.`;
    return { isGood: true, sentence, faults, next: [] };
  }
  return {
    isGood: false,
    sentence: `FAIL: ${formatNumberOf(faults.length, "thing")} went wrong with ${
      formatCount(tracked)
    } tracked events, see above.`,
    faults,
    next: NEXT_STEPS,
  };
}

function findLosses({ total, missing, duplicated, strangers }: Comparison): string[] {
  const faults: string[] = [];
  if (total.tracked === 0) faults.push("nothing was tracked at all");
  if (missing.length > 0) {
    faults.push(
      `${formatCount(missing.length)} missing, neither stored nor dropped: ${show(missing)}`,
    );
  }
  if (duplicated.length > 0) {
    faults.push(`${formatCount(duplicated.length)} stored more than once: ${show(duplicated)}`);
  }
  if (strangers.length > 0) {
    faults.push(`${formatCount(strangers.length)} stored, but never tracked: ${show(strangers)}`);
  }
  return faults;
}

function findOddities(
  { droppedByReason, imbalances, snapshots }: Comparison,
  { shopEnd, waitingAtEnd, shopFailures }: RunFacts,
): string[] {
  const faults = Object.entries(droppedByReason)
    .filter(([reason]) => reason !== PLANNED_REASON)
    .map(([reason, count]) => `${formatCount(count)} dropped as ${reason}, which nobody asked for`);
  if (snapshots === 0) faults.push("the SDK's books were never written down");
  if (imbalances.length > 0) {
    const places = formatNumberOf(imbalances.length, "place");
    faults.push(
      `the books do not balance in ${places}: ${imbalances.slice(0, MAX_SHOWN).join("; ")}`,
    );
  }
  if (shopEnd !== "SIGTERM") faults.push(`the shop ended by ${shopEnd}, not by SIGTERM`);
  if (waitingAtEnd === 0) faults.push("nothing waited when the shop got its SIGTERM");
  if (shopFailures.length > 0) {
    const times = formatNumberOf(shopFailures.length, "time");
    faults.push(`customers got no page ${times}, first: ${shopFailures[0]}`);
  }
  return faults;
}

function show(suspects: readonly Suspect[]): string {
  const shown = suspects.slice(0, MAX_SHOWN).map(({ id, name }) => `${name} ${id ?? "(no id)"}`);
  return shown.join(", ") + (suspects.length > MAX_SHOWN ? ", …" : "");
}
