/**
 * Counts the bytes of a text without making them.
 *
 * @module
 */

/**
 * How many bytes a text takes in UTF-8. A lone surrogate counts as the three bytes of its replacement
 * character, as the platform's encoder writes it.
 *
 * Reading every unit has a wanted side effect: an engine that holds the text as a rope of its parts
 * flattens it here, which makes a queued event several times smaller.
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
