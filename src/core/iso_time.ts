/**
 * Reads and writes instants as ISO 8601 does.
 *
 * @module
 */
import { readable } from "./readable.ts";

/** Date, time and zone. `Date.parse` alone takes `"1"` for a year. */
const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** One of those with seconds in UTC may be passed on as it is, digits beyond the millisecond included. */
const WITH_SECONDS_IN_UTC = /T(?!24).+:.+:.+Z$/;

/** The instants that a year of four digits can write. */
const MIN_MS = Date.parse("0000-01-01T00:00:00.000Z");
const MAX_MS = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * An instant as UTC text, or `undefined` if it is none, or none that four digits of a year can tell.
 *
 * @param value An ISO 8601 text or a `Date`.
 */
export function toUtcText(value: unknown): string | undefined {
  if (typeof value !== "string") {
    return msToUtc(readable(() => Date.prototype.getTime.call(value)) ?? NaN);
  }
  if (!ISO_8601.test(value)) return undefined;
  const day = value.slice(0, 10);
  const utc = msToUtc(Date.parse(value));
  // Some take 30 February for 2 March: then the day alone does not come back as it was.
  if (utc === undefined || !msToUtc(Date.parse(day))?.startsWith(day)) return undefined;
  return WITH_SECONDS_IN_UTC.test(value) ? value : utc;
}

let lastMs = NaN;
let lastText = "";

/**
 * Milliseconds since 1970 as UTC text. Kept for the millisecond: making the text costs more than all
 * else that an event's time needs.
 */
export function msToUtc(ms: number): string | undefined {
  if (ms === lastMs) return lastText;
  if (!(ms >= MIN_MS && ms <= MAX_MS)) return undefined;
  lastText = new Date(ms).toISOString();
  lastMs = ms;
  return lastText;
}
