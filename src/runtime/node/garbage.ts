/**
 * When a file holds so much that is out of date that it is worth writing it anew.
 *
 * @module
 */

/**
 * So much may always lie about: each rewrite waits for the disk once, and should be worth it.
 */
export const GARBAGE_ALLOWANCE: number = 1_024 * 1_024;

/** An empty storage's file is cut off beyond it: a shorter file takes no less of a disk. */
export const BLOCK_BYTES = 4_096;

/**
 * Whether garbage outweighs both what is live and the allowance. What a rewrite copies is less than what
 * was thrown away since the last one, so an operation costs the same however many entries there are; and
 * the file is never larger than twice what is live, or that and the allowance, and one record.
 */
export function isWorthRewriting(fileBytes: number, liveBytes: number): boolean {
  return fileBytes - liveBytes > Math.max(liveBytes, GARBAGE_ALLOWANCE);
}

/** Whether, in a file that is full, enough is garbage: a rewrite per operation would be too many. */
export function isWorthMakingRoom(
  fileBytes: number,
  liveBytes: number,
  maxBytes: number,
): boolean {
  return fileBytes - liveBytes >= maxBytes / 4;
}
