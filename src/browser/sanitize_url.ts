/**
 * Takes out of a URL what may name a person or open a door: the default of `sanitizeUrl`.
 *
 * @module
 */

/** Scheme and authority, or the authority alone. The URLs of pages have slashes, those of callers maybe not. */
const ORIGIN = /^(?:[a-z][a-z\d+.-]*:)?[/\\]{2}[^/\\]*/i;

/** An at sign, as it is or percent-encoded any number of times. */
const AT_SIGN = /@|%(?:25)*40/i;

/** So many characters with a digit among them are rather an id or a token than a word. */
const MIN_TOKEN_LENGTH = 20;

/**
 * Strips fragment, user-info and every query key but `utm_*`. Path segments and `utm_*` values that hold
 * `@` or are 20 and more characters with a digit become `*`. Takes time in proportion to the length.
 */
export function sanitizeUrl(url: string): string {
  const [whole = ""] = url.split("#", 1);
  const queryAt = whole.indexOf("?");
  const base = queryAt < 0 ? whole : whole.slice(0, queryAt);
  const [origin = ""] = ORIGIN.exec(base) ?? [];
  const path = base.slice(origin.length).split("/").map(maskToken).join("/");
  const query = queryAt < 0 ? [] : whole.slice(queryAt + 1).split("&")
    .filter((pair) => pair.startsWith("utm_"))
    .map((pair) => {
      const [key = "", ...value] = pair.split("=");
      return value.length > 0 ? `${maskToken(key)}=${maskToken(value.join("="))}` : maskToken(key);
    });
  return withoutUserInfo(origin) + path + (query.length > 0 ? `?${query.join("&")}` : "");
}

function withoutUserInfo(origin: string): string {
  const end = origin.lastIndexOf("@");
  return end < 0 ? origin : origin.slice(0, origin.search(/[/\\]/) + 2) + origin.slice(end + 1);
}

function maskToken(text: string): string {
  const isToken = text.length >= MIN_TOKEN_LENGTH && /\d/.test(text);
  return isToken || AT_SIGN.test(text) ? "*" : text;
}
