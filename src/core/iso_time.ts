/**
 * Reads and writes instants as ISO 8601 does.
 *
 * @module
 */
import { isInstance } from "./is_instance.ts";

/** Date, time and zone. `Date.parse` alone takes `"1"` for a year and 30 February for 2 March. */
const ISO_8601 =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** A finished instant in UTC: may be passed on as it is, digits beyond the millisecond included. */
const UTC_INSTANT = /^\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** The instants that a year of four digits can write. */
const MIN_MS = Date.parse("0000-01-01T00:00:00.000Z");
const MAX_MS = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * An instant as UTC text, or `undefined` if it is none, or none that four digits of a year can tell.
 *
 * @param value An ISO 8601 text or a `Date`. May throw what a hostile `Date` throws.
 */
export function toUtcText(value: unknown): string | undefined {
  if (typeof value === "string") return textToUtc(value);
  if (!isInstance(value, Date)) return undefined;
  return msToUtc(Date.prototype.getTime.call(value));
}

function textToUtc(text: string): string | undefined {
  const parts = ISO_8601.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day] = parts;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  return UTC_INSTANT.test(text) ? text : msToUtc(ms);
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
