/**
 * What became of one attempt. One table, read by one pure function; the README prints the same table.
 *
 * @module
 */
import type { Answer } from "./ports.ts";
import { type ParseDate, retryAfterMs } from "./retry_after.ts";

/** What the engine does about an attempt. */
export type OutcomeKind = "delivered" | "retry" | "pause" | "halve" | "isolate" | "hold" | "drop";

/** What became of one attempt, with what the next step needs. */
export interface Outcome {
  /** What the engine does. */
  readonly kind: OutcomeKind;
  /** For `pause`: how long the server asked us to wait; `null` for the ordinary backoff. */
  readonly retryAfterMs: number | null;
}

/**
 * The statuses, one by one or a hundred of them as `5xx`, and what they lead to, as the README prints them.
 * The first row that names a status decides. A connection that failed is the `5xx` row.
 */
export const OUTCOMES: readonly (readonly [statuses: string, outcome: OutcomeKind])[] = [
  ["2xx", "delivered"],
  ["5xx", "retry"],
  ["408, 425, 429", "pause"],
  ["413", "halve"],
  ["400, 422", "isolate"],
  ["401, 403, 404, 405", "hold"],
  ["3xx", "hold"],
  ["other 4xx", "drop"],
  // No server of this API answers so: something else is in its place, and it refuses us, not the events.
  ["anything else", "hold"],
];

const NO_ANSWER = { status: 500, retryAfter: null, date: null };

/**
 * Decides what an attempt led to.
 *
 * @param answer What came back.
 * @param epochMs The wall clock, for a `Retry-After` that names a date.
 * @param parseDate Reads that date.
 */
export function decideOutcome(answer: Answer, epochMs: number, parseDate: ParseDate): Outcome {
  const { status, retryAfter, date } = answer.kind === "answer" ? answer : NO_ANSWER;
  const names = [`${status}`, `${Math.floor(status / 100)}xx`];
  const isNamed = (word: string): boolean => names.includes(word);
  const row = OUTCOMES.find(([statuses]) => statuses.split(/,? /).some(isNamed));
  const kind = row?.[1] ?? "hold";
  // A server that is down and says until when is treated as one that is busy: everything waits.
  return kind === "pause" || (kind === "retry" && retryAfter !== null)
    ? { kind: "pause", retryAfterMs: retryAfterMs(retryAfter, date, epochMs, parseDate) }
    : { kind, retryAfterMs: null };
}
