/**
 * What the runs of a bench come to.
 *
 * @module
 */
import type { Measured, Transport } from "./run_plan.ts";

/** One run. */
export interface Run {
  readonly transport: Transport;
  readonly batch: number;
  readonly measured: Measured;
}

/** What nodeFetch may take of what fetch takes, by events per request. */
const TARGETS: ReadonlyMap<number, number> = new Map([[100, 0.55], [20, 0.45]]);

/** A table: a row for each number of events per request. */
export function summarize(runs: readonly Run[]): string {
  const batches = [...new Set(runs.map(({ batch }) => batch))];
  const rows = batches.map((batch) => {
    const [fetch, nodeFetch] = (["fetch", "nodeFetch"] as const).map((transport) =>
      runs.filter((run) => run.batch === batch && run.transport === transport).map(cpuPerEvent)
    );
    const ratio = median(nodeFetch ?? []) / median(fetch ?? []);
    const target = TARGETS.get(batch);
    const verdict = target === undefined ? "" : ratio <= target ? "met" : "missed";
    return [
      String(batch),
      spread(fetch ?? []),
      spread(nodeFetch ?? []),
      ratio.toFixed(2),
      `${target?.toFixed(2) ?? ""} ${verdict}`,
    ];
  });
  return table([
    ["events/request", "fetch µs/event", "nodeFetch µs/event", "nodeFetch/fetch", "target"],
    ...rows,
  ]);
}

/** Processor time per event, in microseconds. */
export function cpuPerEvent({ measured }: Run): number {
  return measured.cpuUs / measured.delivered;
}

/** The middle one; of an even number the mean of both in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}

function spread(numbers: readonly number[]): string {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return `${median(numbers).toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  return rows.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join("  ")).join(
    "\n",
  );
}
