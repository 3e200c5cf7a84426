/**
 * Whether the client's own account is true: the books, `onDrop`, and what the collector has.
 *
 * @module
 */
import type { Stats } from "@tidings/sdk";
import type { Evidence } from "./evidence.ts";

/** What is wrong with the books. */
export function checkBooks(evidence: Evidence): string[] {
  const { stats, imbalances, tracked, drops } = evidence;
  const violations: string[] = [];
  const demand = (name: string, is: number, due: number): void => {
    if (is !== due) violations.push(`books: ${name} is ${is}, must be ${due}`);
  };
  if (!isBalanced(stats)) violations.push(`books: do not balance: ${JSON.stringify(stats)}`);
  if (imbalances > 0) violations.push(`books: did not balance ${imbalances} times on the way`);
  demand("tracked", stats.tracked, tracked.length);
  demand("restored", stats.restored, 0);
  demand("handedOver", stats.handedOver, 0);
  demand("queued", stats.queued, 0);
  demand("inFlight", stats.inFlight, 0);
  demand("delivered", stats.delivered, tracked.length - dropTotal(stats));
  for (const reason of new Set([...keys(stats.dropped), ...keys(drops.counts)])) {
    demand(`dropped as ${reason}`, stats.dropped[reason] ?? 0, drops.counts[reason] ?? 0);
  }
  if (drops.repeated > 0) {
    violations.push(`onDrop told ${drops.repeated} times of the same or none`);
  }
  return violations;
}

/** Whether every event is in exactly one column. */
export function isBalanced(stats: Stats): boolean {
  const { tracked, restored, delivered, handedOver, queued, inFlight } = stats;
  return tracked + restored === delivered + handedOver + dropTotal(stats) + queued + inFlight;
}

function dropTotal({ dropped }: Stats): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

function keys<Key extends string>(counts: Readonly<Partial<Record<Key, number>>>): Key[] {
  return Object.keys(counts) as Key[];
}
