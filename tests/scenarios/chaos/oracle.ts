/**
 * Holds what the caller knows against what the collector has and what the client says. It finds every
 * event that is missing, doubled without excuse, changed, or accounted for wrongly.
 *
 * @module
 */
import type { Evidence } from "./evidence.ts";
import { checkBooks } from "./oracle_books.ts";
import { checkConduct } from "./oracle_conduct.ts";

/** What the oracle finds. */
export interface Verdict {
  /** Events that `track()` returned, neither taken by the collector nor reported as dropped. */
  readonly missing: number;
  /** Copies of events beyond the first. */
  readonly duplicates: number;
  /** Events that are still doubled when ids are. */
  readonly duplicatesAfterDedupe: number;
  /** What is wrong, in sentences; none is the aim. */
  readonly violations: readonly string[];
}

/** Judges a run. */
export function judge(evidence: Evidence): Verdict {
  const { taken } = evidence.journal;
  const missing = findMissing(evidence);
  const numbers = new Set(Array.from(taken.values(), ({ number }) => number));
  const duplicatesAfterDedupe = taken.size - numbers.size;
  const violations = [
    ...complain(missing, "missing: returned by track(), neither taken nor dropped"),
    ...complain(duplicatesAfterDedupe, "events came under two ids"),
    ...checkFates(evidence),
    ...checkCopies(evidence),
    ...checkBooks(evidence),
    ...checkConduct(evidence),
  ];
  const duplicates = evidence.journal.copies - taken.size;
  return { missing: missing.length, duplicates, duplicatesAfterDedupe, violations };
}

function findMissing({ tracked, journal, drops }: Evidence): string[] {
  const ids = tracked.map(({ id }) => id).filter((id) => id !== null);
  return ids.filter((id) => !journal.taken.has(id) && !drops.reasons.has(id));
}

/** Poison is rejected, giants are too large, all else arrives; nothing else is given up. */
function checkFates({ tracked, journal, drops }: Evidence): string[] {
  const wrong: string[] = [];
  for (const { id, fate } of tracked) {
    if (id === null) {
      wrong.push("refused by track()");
      continue;
    }
    const due = journal.refused.has(id) ? "rejected" : fate;
    const reason = drops.reasons.get(id) ?? "delivered";
    if (reason !== due) wrong.push(`${id} must be ${due}, is ${reason}`);
  }
  return complain(wrong, "events with the wrong end");
}

/** An event may come again, unchanged and under the same key, once for each answer that was lost. */
function checkCopies({ tracked, journal }: Evidence): string[] {
  const foreign: string[] = [];
  const unexcused: string[] = [];
  const changed: string[] = [];
  const rekeyed: string[] = [];
  for (const [id, event] of journal.taken) {
    if (tracked[event.number - 1]?.id !== id) foreign.push(id);
    if (event.copies > 1 + event.excused) {
      unexcused.push(`${id} came ${event.copies} times, ${event.excused} excused`);
    }
    if (event.otherBytes > 0) changed.push(id);
    if (event.otherKeys > 0) rekeyed.push(id);
  }
  return [
    ...complain(foreign, "events under an id that track() did not return for them"),
    ...complain(unexcused, "events came again without a lost answer"),
    ...complain(changed, "events came again with other bytes"),
    ...complain(rekeyed, "events came again under another Idempotency-Key"),
    ...complain(journal.otherBodies, "requests had a used Idempotency-Key and another body"),
  ];
}

/** A sentence about what was found, with the first few; none if nothing was. */
export function complain(found: number | readonly string[], sentence: string): string[] {
  const count = typeof found === "number" ? found : found.length;
  if (count === 0) return [];
  const examples = typeof found === "number" ? "" : ` (${found.slice(0, 3).join("; ")})`;
  return [`${count} ${sentence}${examples}`];
}
