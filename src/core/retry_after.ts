/**
 * Reads a `Retry-After` header by its strict grammar (RFC 9110 §10.2.3). Lenient parsers turn
 * `2026-01-01` into 2026 seconds and `-5` into a date in 2001.
 *
 * @module
 */

/** No pause is shorter: a server that says "now" must not start a hot loop. */
export const MIN_RETRY_AFTER_MS = 1_000;

/** No pause is longer: one absurd header must not silence a client for days. */
export const MAX_RETRY_AFTER_MS = 300_000;

/** However many digits: the result is clamped. */
const SECONDS = /^[0-9]+$/;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTH = `(${MONTHS.join("|")})`;
const TIME = "(\\d\\d):(\\d\\d):(\\d\\d)";

/** The form to send: `Sun, 06 Nov 1994 08:49:37 GMT`. */
const IMF_FIXDATE = new RegExp(
  `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d\\d) ${MONTH} (\\d{4}) ${TIME} GMT$`,
);
/** Obsolete, still to be read: `Sunday, 06-Nov-94 08:49:37 GMT`. */
const RFC_850 = new RegExp(
  `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d\\d)-${MONTH}-(\\d\\d) ${TIME} GMT$`,
);
/** Obsolete, still to be read: `Sun Nov  6 08:49:37 1994`. */
const ASCTIME = new RegExp(
  `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${MONTH} ([ \\d]\\d) ${TIME} (\\d{4})$`,
);

/**
 * How long the server asks us to wait.
 *
 * @param retryAfter The header as sent, or `null`.
 * @param date The answer's `Date` header, the server's own idea of now, or `null`.
 * @param epochMs The local wall clock, used when `date` is missing or unreadable.
 * @returns Milliseconds between 1 s and 5 min, or `null` for a header that is missing, zero, past or
 * unreadable: then the ordinary backoff applies.
 */
export function retryAfterMs(
  retryAfter: string | null,
  date: string | null,
  epochMs: number,
): number | null {
  if (retryAfter === null) return null;
  const text = retryAfter.trim();
  const waitMs = SECONDS.test(text) ? Number(text) * 1_000 : untilDate(text, date, epochMs);
  // Not `<= 0`: a broken clock answers NaN.
  if (waitMs === null || !(waitMs > 0)) return null;
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(MIN_RETRY_AFTER_MS, waitMs));
}

function untilDate(text: string, date: string | null, epochMs: number): number | null {
  const then = parseHttpDate(text, epochMs);
  if (then === null) return null;
  return then - (parseHttpDate(date?.trim() ?? "", epochMs) ?? epochMs);
}

/**
 * Milliseconds since 1970 of an HTTP date in any of its three forms, or `null`.
 *
 * @param text The date as sent.
 * @param epochMs The local wall clock: decides the century of a two-digit year.
 */
export function parseHttpDate(text: string, epochMs: number): number | null {
  const modern = IMF_FIXDATE.exec(text);
  if (modern !== null) {
    const [, day, month, year, hour, minute, second] = modern;
    return instant(Number(year), month, day, hour, minute, second);
  }
  const old = RFC_850.exec(text);
  if (old !== null) {
    const [, day, month, year, hour, minute, second] = old;
    return instant(fullYear(Number(year), epochMs), month, day, hour, minute, second);
  }
  const c = ASCTIME.exec(text);
  if (c === null) return null;
  const [, month, day, hour, minute, second, year] = c;
  return instant(Number(year), month, day, hour, minute, second);
}

/** A two-digit year that would lie more than 50 years ahead is in the past century (RFC 9110 §5.6.7). */
function fullYear(twoDigits: number, epochMs: number): number {
  const thisYear = new Date(epochMs).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + 50 ? year - 100 : year;
}

function instant(
  year: number,
  month = "",
  day = "",
  hour = "",
  minute = "",
  second = "",
): number | null {
  const ms = Date.UTC(year, MONTHS.indexOf(month), +day, +hour, +minute, +second);
  const isReal = new Date(ms).getUTCDate() === +day && +hour < 24 && +minute < 60 && +second < 61;
  return isReal ? ms : null;
}
