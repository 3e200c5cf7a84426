/**
 * Keeps the API key out of everything that a person or a program may read: server texts, platform
 * errors, warnings.
 *
 * @module
 */

/** Text from a server or a platform is cut here: enough to tell what is wrong, too little to fill a log. */
export const MAX_DETAIL_LENGTH = 500;

/** A shorter key hides nothing, and taking its letters out would make every text unreadable. */
const MIN_SECRET_LENGTH = 4;

/** What stands in the key's place. */
const PLACEHOLDER = "[api key]";

/** Characters that HTML writes by name. */
const HTML_NAMES: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
};

/**
 * Makes a function that takes `secret` out of a text and then cuts it to {@linkcode MAX_DETAIL_LENGTH}.
 * Each character is found as it is and as URLs, forms, JSON and HTML write it: servers echo what they
 * got in many ways.
 *
 * @param secret The API key: visible ASCII.
 */
export function createRedactor(secret: string): (text: string) => string {
  if (secret.length < MIN_SECRET_LENGTH) return (text) => cutText(text, MAX_DETAIL_LENGTH);
  const pattern = new RegExp(Array.from(secret, encodings).join(""), "g");
  return (text) => cutText(text.replace(pattern, PLACEHOLDER), MAX_DETAIL_LENGTH);
}

/** A pattern of all ways to write one character. */
function encodings(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16).padStart(2, "0").replace(
    /[a-f]/g,
    (d) => `[${d}${d.toUpperCase()}]`,
  );
  const literal = `\\x${code.toString(16).padStart(2, "0")}`;
  const name = HTML_NAMES[character];
  return "(?:" + [
    // With the backslash that JSON may put before it, except for another backslash's sake.
    character === "\\" ? `${literal}{1,2}` : `\\\\?${literal}`,
    `%${hex}`,
    `\\\\u00${hex}`,
    `&#0{0,4}${code};`,
    `&#[xX]0{0,4}${hex};`,
    ...(name === undefined ? [] : [`&${name};`]),
  ].join("|") + ")";
}

/** The first `max` UTF-16 units of a text, never half of a surrogate pair, with an ellipsis if cut. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHighSurrogate ? max - 1 : max) + "…";
}
