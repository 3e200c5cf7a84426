/**
 * Makes ids: UUID v7 (RFC 9562 §5.7), so that they sort by time and need no coordination.
 *
 * @module
 */

/**
 * Makes an id.
 *
 * @param epochMs The time that it begins with.
 * @param random Ten random bytes.
 */
export function createUuid(epochMs: number, random: Uint8Array): string {
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  // A clock that answers NaN must not break ids.
  const time = (Math.max(0, Math.floor(epochMs)) || 0).toString(16).padStart(12, "0").slice(-12);
  const variant = "89ab"[(random[9] ?? 0) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(3, 6)}-${
    hex.slice(6, 18)
  }`;
}
