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

/** A row of the table: the statuses it is about and what they lead to. */
export interface OutcomeRow {
  /** The statuses, as the README prints them. */
  readonly statuses: string;
  /** Whether a status is one of them. */
  readonly includes: (status: number) => boolean;
  /** What they lead to. */
  readonly outcome: OutcomeKind;
}

const oneOf = (...statuses: number[]) => (status: number): boolean => statuses.includes(status);
const hundred = (first: number) => (status: number): boolean => Math.floor(status / 100) === first;

/** The first row that includes a status decides. A connection that failed is the `5xx` row. */
export const OUTCOMES: readonly OutcomeRow[] = [
  { statuses: "2xx", includes: hundred(2), outcome: "delivered" },
  { statuses: "5xx", includes: hundred(5), outcome: "retry" },
  { statuses: "408, 425, 429", includes: oneOf(408, 425, 429), outcome: "pause" },
  { statuses: "413", includes: oneOf(413), outcome: "halve" },
  { statuses: "400, 422", includes: oneOf(400, 422), outcome: "isolate" },
  { statuses: "401, 403, 404, 405", includes: oneOf(401, 403, 404, 405), outcome: "hold" },
  { statuses: "3xx", includes: hundred(3), outcome: "hold" },
  { statuses: "other 4xx", includes: hundred(4), outcome: "drop" },
  // No server of this API answers so: something else is in its place, and it refuses us, not the events.
  { statuses: "anything else", includes: () => true, outcome: "hold" },
];

/**
 * Decides what an attempt led to.
 *
 * @param answer What came back.
 * @param epochMs The wall clock, for a `Retry-After` that names a date.
 * @param parseDate Reads that date.
 */
export function decideOutcome(answer: Answer, epochMs: number, parseDate: ParseDate): Outcome {
  if (answer.kind === "none") return { kind: "retry", retryAfterMs: null };
  const kind = OUTCOMES.find((row) => row.includes(answer.status))?.outcome ?? "hold";
  // A server that is down and says until when is treated as one that is busy: everything waits.
  const isPause = kind === "pause" || (kind === "retry" && answer.retryAfter !== null);
  if (!isPause) return { kind, retryAfterMs: null };
  const { retryAfter, date } = answer;
  return { kind: "pause", retryAfterMs: retryAfterMs(retryAfter, date, epochMs, parseDate) };
}
