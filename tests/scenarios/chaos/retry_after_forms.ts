/**
 * Every form in which a server may ask for a pause, and what it asks for. Written down here a second
 * time on purpose: the SDK's own reader of the header must not be its own judge.
 *
 * @module
 */

/** One form of the header. */
export interface RetryAfterForm {
  /** What the report calls it. */
  readonly name: string;
  /** The answer's `Date` and `Retry-After` headers, when the collector's clock shows `epochMs`. */
  readonly headers: (epochMs: number) => [name: string, value: string][];
  /** How long nothing may be sent, in milliseconds; `null` when it does not say. */
  readonly pauseMs: number | null;
}

/** Longest pause that is obeyed. */
const MAX_PAUSE_MS = 300_000;

/** Longest weekday names, for the oldest form of a date. */
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** `Sun, 06 Nov 1994 08:49:37 GMT`. */
export function imfDate(epochMs: number): string {
  return new Date(epochMs).toUTCString();
}

/** `Sunday, 06-Nov-94 08:49:37 GMT`. */
export function rfc850Date(epochMs: number): string {
  const date = new Date(epochMs);
  const [, day, month, year, time] = date.toUTCString().split(" ");
  return `${WEEKDAYS[date.getUTCDay()]}, ${day}-${month}-${year?.slice(2)} ${time} GMT`;
}

/** `Sun Nov  6 08:49:37 1994`. */
export function asctimeDate(epochMs: number): string {
  const [weekday, day, month, year, time] = new Date(epochMs).toUTCString().split(" ");
  return `${weekday?.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}

function literal(name: string, values: readonly string[], pauseMs: number | null): RetryAfterForm {
  return {
    name,
    pauseMs,
    headers: (epochMs) => [
      ["Date", imfDate(epochMs)],
      ...values.map((value): [string, string] => ["Retry-After", value]),
    ],
  };
}

function dated(
  name: string,
  format: (epochMs: number) => string,
  seconds: number,
  skewMs = 0,
): RetryAfterForm {
  const pauseMs = seconds > 0 ? Math.min(MAX_PAUSE_MS, seconds * 1_000) : null;
  return {
    name,
    pauseMs,
    headers: (epochMs) => [
      ["Date", imfDate(epochMs + skewMs)],
      ["Retry-After", format(epochMs + skewMs + seconds * 1_000)],
    ],
  };
}

/** All forms. */
export const RETRY_AFTER_FORMS: readonly [RetryAfterForm, ...RetryAfterForm[]] = [
  literal("1 s", ["1"], 1_000),
  literal("20 s", ["20"], 20_000),
  literal("90 s", ["90"], 90_000),
  literal("zero", ["0"], null),
  literal("negative", ["-5"], null),
  literal("fraction", ["1.5"], null),
  literal("1e9", ["1e9"], null),
  literal("huge", ["1000000000"], MAX_PAUSE_MS),
  literal("beyond numbers", ["9".repeat(40)], null),
  literal("garbage", ["soon, perhaps"], null),
  literal("year only", ["2026-01-01"], null),
  literal("empty", [""], null),
  literal("two headers", ["3", "60"], null),
  dated("IMF date", imfDate, 7),
  dated("RFC 850 date", rfc850Date, 8),
  dated("asctime date", asctimeDate, 9),
  dated("past date", imfDate, -3_600),
  dated("date of now", imfDate, 0),
  dated("far date", imfDate, 86_400 * 365),
  dated("date by a clock an hour ahead", imfDate, 6, 3_600_000),
  dated("date by a clock a day behind", asctimeDate, 5, -86_400_000),
];
