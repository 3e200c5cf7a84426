/**
 * What a person reads at the end of the demo. Pure.
 *
 * @module
 */
import { type Comparison, percentile, type Tally } from "./compare.ts";
import { formatCount, formatNumberOf, formatTable } from "./format.ts";
import { PLANNED_REASON, type Verdict } from "./verdict.ts";

/** Numbers of the run that are not about single events. */
export interface RunNumbers {
  /** Answers of 503. */
  readonly unavailable: number;
  /** Copies in the database. */
  readonly copies: number;
}

const PLANNED_NOTE = " (crawlers: the shop's own filter leaves them out)";

/** The table, the figures, and the verdict. */
export function formatReport(
  comparison: Comparison,
  numbers: RunNumbers,
  browser: string,
  verdict: Verdict,
): string {
  return [
    formatTallies(comparison),
    "",
    ...formatFigures(comparison, numbers),
    "",
    browser,
    "",
    ...verdict.faults.map((fault) => `  ! ${fault}`),
    verdict.sentence,
    ...verdict.next,
  ].join("\n");
}

function formatTallies({ tallies, total }: Comparison): string {
  const heading = ["event", "tracked", "delivered", "retried", "dropped", "missing", "duplicates"];
  return formatTable([heading, ...tallies.map(toRow), toRow(total)]);
}

function toRow(tally: Tally): string[] {
  const { name, tracked, delivered, retried, dropped, missing, duplicates } = tally;
  return [name, ...[tracked, delivered, retried, dropped, missing, duplicates].map(formatCount)];
}

function formatFigures(comparison: Comparison, numbers: RunNumbers): string[] {
  const { droppedByReason, imbalances, micros, requests, retries, snapshots, total, warnings } =
    comparison;
  const { unavailable, copies } = numbers;
  const [p50, p99] = [0.5, 0.99].map((share) => `${percentile(micros, share).toFixed(0)} µs`);
  const reasons = Object.entries(droppedByReason).map(([reason, count]) =>
    `${formatCount(count)} ${reason}${reason === PLANNED_REASON ? PLANNED_NOTE : ""}`
  );
  const balance = imbalances.length === 0 ? "balanced each time" : "DID NOT BALANCE";
  const figures: [string, string][] = [
    ["dropped", reasons.length === 0 ? "none" : reasons.join(", ")],
    ["track()", `${p50} median, ${p99} 99th percentile, ${formatCount(micros.length)} calls`],
    [
      "requests",
      `${formatCount(requests)}, of them ${formatNumberOf(retries, "retry", "retries")}; ` +
      `${formatCount(unavailable)} answered 503`,
    ],
    [
      "database",
      `${formatNumberOf(copies, "copy", "copies")} of ${formatNumberOf(total.delivered, "event")}`,
    ],
    ["SDK's books", `written down ${formatNumberOf(snapshots, "time")}, ${balance}`],
    ["SDK's log", warnings.length === 0 ? "no warning" : warnings.join("\n".padEnd(15))],
  ];
  return figures.map(([name, text]) => `${name.padEnd(12)}  ${text}`);
}
