/**
 * Cuts texts.
 *
 * @module
 */

/** The first `max` UTF-16 units of a text at most, and no half of a surrogate pair at their end. */
export function headOf(text: string, max: number): string {
  return text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
}
