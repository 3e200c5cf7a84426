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

/**
 * Reads an HTTP date: milliseconds since 1970, or `null`. The wall clock decides the century of a
 * two-digit year.
 */
export type ParseDate = (text: string, epochMs: number) => number | null;

/**
 * How long the server asks us to wait.
 *
 * @param retryAfter The header as sent, or `null`.
 * @param date The answer's `Date` header, the server's own idea of now, or `null`.
 * @param epochMs The local wall clock, used when `date` is missing or unreadable.
 * @param parseDate Reads dates.
 * @returns Milliseconds between 1 s and 5 min, or `null` for a header that is missing, zero, past or
 * unreadable: then the ordinary backoff applies.
 */
export function retryAfterMs(
  retryAfter: string | null,
  date: string | null,
  epochMs: number,
  parseDate: ParseDate,
): number | null {
  if (retryAfter === null) return null;
  const text = retryAfter.trim();
  const waitMs = SECONDS.test(text)
    ? Number(text) * 1_000
    : untilDate(text, date, epochMs, parseDate);
  // Not `<= 0`: a broken clock answers NaN.
  if (waitMs === null || !(waitMs > 0)) return null;
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(MIN_RETRY_AFTER_MS, waitMs));
}

function untilDate(
  text: string,
  date: string | null,
  epochMs: number,
  parseDate: ParseDate,
): number | null {
  const then = parseDate(text, epochMs);
  if (then === null) return null;
  return then - (parseDate(date?.trim() ?? "", epochMs) ?? epochMs);
}
