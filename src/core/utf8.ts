/**
 * What a text weighs: its bytes, counted without making them, and the pieces that it is made of.
 *
 * @module
 */

let lastUnit = 0;

/**
 * Makes one piece of a text that an engine holds as a rope of its parts: a rope of a queued event is
 * several times larger than its text. Reading a character does it, if something comes of it: what is
 * read for nothing an optimiser leaves out.
 */
export function flatten(text: string): string {
  lastUnit ^= text.charCodeAt(0);
  return text;
}

/**
 * How many bytes a text takes in UTF-8. A lone surrogate counts as the three bytes of its replacement
 * character, as the platform's encoder writes it.
 */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
      continue;
    }
    bytes += 2;
    const isPair = unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length &&
      (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    // A pair is four bytes for two units: the second unit adds nothing to what is counted by now.
    if (isPair) i++;
  }
  return bytes;
}
