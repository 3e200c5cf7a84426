/**
 * Reads dates as HTTP writes them (RFC 9110 §5.6.7), in all three forms. Lenient parsers turn `-5` into a
 * date in 2001.
 *
 * @module
 */

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
