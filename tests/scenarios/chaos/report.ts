/**
 * What a run prints: how far it is, and one closing line.
 *
 * @module
 */
import type { Evidence } from "./evidence.ts";
import type { Progress, RunResult } from "./run_history.ts";

/** A line while it runs. */
export function progressLine(seed: number, events: number, progress: Progress, ms: number): string {
  const { tracked, pending, requests, faults, kinds } = progress;
  return `seed ${seed}: ${number(tracked)} of ${number(events)} events tracked, ` +
    `${number(pending)} pending, ${number(requests)} requests, ` +
    `${number(faults)} faults of ${kinds} kinds, ${seconds(ms)}`;
}

/** The line that closes one run. */
export function closingLine(result: RunResult): string {
  const { plan, evidence, scaledMs, realMs } = result;
  return `seed ${plan.seed}: ${summary([result])}; ${time(scaledMs, realMs)}; ` +
    `faults by kind: ${faultsByKind(evidence)}`;
}

/** The line that closes all. */
export function totalLine(results: readonly RunResult[]): string {
  const failed = results.filter(({ verdict }) => verdict.violations.length > 0);
  const ending = failed.length === 0
    ? "no violation"
    : `violations with seed ${failed.map(({ plan }) => plan.seed).join(", ")}`;
  return `total: ${summary(results)}; ${ending}`;
}

/** What was wrong with a run, one line each; none if nothing was. */
export function violationLines({ plan, verdict }: RunResult): string[] {
  return verdict.violations.map((violation) => `seed ${plan.seed}: VIOLATION: ${violation}`);
}

function summary(results: readonly RunResult[]): string {
  const sum = (count: (result: RunResult) => number): string =>
    number(results.reduce((total, result) => total + count(result), 0));
  const flush = results.flatMap(({ evidence }) => evidence.flushes)
    .reduce((a, b) => (b.scaledMs > a.scaledMs ? b : a), { scaledMs: 0, realMs: 0 });
  const kinds = new Set(results.flatMap(({ evidence }) => [...evidence.journal.faults.keys()]));
  return [
    `${sum(({ evidence }) => evidence.tracked.length)} events`,
    `${sum(({ evidence }) => evidence.journal.requests)} requests`,
    `${sum(({ evidence }) => faultCount(evidence))} faults of ${kinds.size} kinds`,
    `${sum(({ evidence }) => evidence.drops.reasons.size)} dropped with a reason`,
    `missing ${sum(({ verdict }) => verdict.missing)}`,
    `duplicates ${sum(({ verdict }) => verdict.duplicates)} raw / ` +
    `${sum(({ verdict }) => verdict.duplicatesAfterDedupe)} after dedupe`,
    `exceptions ${sum(({ evidence }) => evidence.exceptions.length)}`,
    `longest flush ${time(flush.scaledMs, flush.realMs)}`,
  ].join(", ");
}

function faultCount({ journal }: Evidence): number {
  return [...journal.faults.values()].reduce((a, b) => a + b, 0);
}

function faultsByKind({ journal }: Evidence): string {
  return [...journal.faults].sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${number(count)}`).join(", ");
}

function time(scaledMs: number, realMs: number): string {
  return `${seconds(scaledMs)} scaled (${seconds(realMs)} real)`;
}

function seconds(ms: number): string {
  return `${number(Math.round(ms / 100) / 10)} s`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
