/**
 * Takes out of a URL what may name a person or open a door: the default of `sanitizeUrl`.
 *
 * @module
 */

/**
 * Scheme and slashes, user-info, host. The URLs of pages have slashes, those of callers maybe not. Begins
 * at the beginning only, so that it takes time in proportion to the length.
 */
const ORIGIN = /^((?:[a-z][a-z\d+.-]*:)?[/\\]{2})(?:[^/\\]*@)?([^/\\]*)/i;

/** An at sign, as it is or percent-encoded any number of times. */
const AT_SIGN = /@|%(?:25)*40/;

/** Twelve and more digits, in groups or not, are a card's number. */
const CARD = /(?:\d(?:[\s_.-]|%(?:25)*20){0,2}){12}/;

/** So many characters with a digit among them are rather an id or a token than a word. */
const MIN_TOKEN_LENGTH = 20;

/**
 * Strips fragment, user-info and every query key but `utm_*`. Path segments and `utm_*` values that hold
 * `@` or a card's number or are 20 and more characters with a digit become `*`. Takes time in proportion to the length.
 */
export function sanitizeUrl(url: string): string {
  const [whole = ""] = url.split("#", 1);
  const [base = "", query = ""] = whole.split(/\?(.*)/s);
  const [origin = "", scheme = "", host = ""] = ORIGIN.exec(base) ?? [];
  const path = base.slice(origin.length).split("/").map(maskWord).join("/");
  const campaign = query.split("&").filter((pair) => pair.startsWith("utm_"))
    .map((pair) => pair.split(/=(.*)/s, 2).map(maskWord).join("=")).join("&");
  return scheme + host + path + (campaign && "?" + campaign);
}

/** A word, or `*` where it holds `@` or is rather a token. */
export function maskWord(text: string): string {
  const isToken = text.length >= MIN_TOKEN_LENGTH && /\d/.test(text);
  return isToken || AT_SIGN.test(text) || CARD.test(text) ? "*" : text;
}
