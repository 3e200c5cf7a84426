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
 * It is found as it is and as URLs, forms, HTML and JSON write it: servers echo what they got in many
 * ways.
 *
 * @param secret The API key: visible ASCII.
 */
export function createRedactor(secret: string): (text: string) => string {
  if (secret.length < MIN_SECRET_LENGTH) return (text) => cutText(text, MAX_DETAIL_LENGTH);
  const characters = Array.from(secret);
  // Two patterns, not one with an optional backslash before each character: a key of backslashes would
  // then match in more ways than can be tried.
  const forms = [characters.map(inUrlOrHtml), characters.map(inJson)].map((form) => form.join(""));
  const pattern = new RegExp(forms.join("|"), "g");
  return (text) => cutText(text.replace(pattern, PLACEHOLDER), MAX_DETAIL_LENGTH);
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, "0");
}

/** A pattern of hexadecimal digits, large or small. */
function hexPattern(character: string): string {
  return hexOf(character).replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function inUrlOrHtml(character: string): string {
  const name = HTML_NAMES[character];
  const ways = [
    `\\x${hexOf(character)}`,
    `%${hexPattern(character)}`,
    `&#0{0,4}${character.charCodeAt(0)};`,
    `&#[xX]0{0,4}${hexPattern(character)};`,
    ...(name === undefined ? [] : [`&${name};`]),
  ];
  return `(?:${ways.join("|")})`;
}

function inJson(character: string): string {
  const escaped = `\\\\u00${hexPattern(character)}`;
  const literal = `\\x${hexOf(character)}`;
  if (character === "\\") return `(?:${literal}{2}|${escaped})`;
  const backslash = character === '"' ? "\\\\" : character === "/" ? "\\\\?" : "";
  return `(?:${backslash}${literal}|${escaped})`;
}

/** A text, cut to `max` UTF-16 units with an ellipsis after them. */
export function cutText(text: string, max: number): string {
  return text.length <= max ? text : headOf(text, max) + "…";
}

/** The first `max` UTF-16 units of a text at most, never half of a surrogate pair. */
export function headOf(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHighSurrogate ? max - 1 : max);
}
