/**
 * What a file says, operation by operation, damage left out and counted.
 *
 * @module
 */
import {
  BODY_AT,
  decodeOperation,
  endsLine,
  findLineFeed,
  isTornHead,
  type LineHead,
  type Operation,
  readHead,
} from "./file_record.ts";

/** What was found. */
export interface FoundLog {
  /** How many operations are damaged. */
  readonly damaged: number;
  /** Where what can be read ends: a torn or damaged tail begins there. */
  readonly end: number;
}

/** A piece of a file that holds one line, or damage. */
interface Piece {
  /** Where the next one begins. */
  readonly end: number;
  /** What it says; `undefined` for damage. */
  readonly operation?: Operation | undefined;
  /** Where the damaged line really ends: a line feed within it is damage, and not counted again. */
  readonly claimedEnd?: number;
  /** Whether nothing follows, not even the end of a line. */
  readonly isTail?: boolean;
}

/**
 * Reads all lines.
 *
 * The last line, if it has no end, was never written completely: nobody was told that it was, so it
 * counts neither as an operation nor as damage.
 *
 * @param bytes The whole file.
 * @param start Where its first line begins.
 * @param take Told of each operation and of the bytes of its line, in order.
 */
export function readLog(
  bytes: Uint8Array,
  start: number,
  take: (operation: Operation, size: number) => void,
): FoundLog {
  let damaged = 0;
  let claimedEnd = 0;
  let at = start;
  while (at < bytes.length) {
    const head = readHead(bytes, at);
    const piece = readPiece(bytes, at, head);
    if (piece === "torn") break;
    if (piece.operation !== undefined) take(piece.operation, piece.end - at);
    else {
      if (head !== undefined || piece.end > claimedEnd) damaged++;
      claimedEnd = Math.max(claimedEnd, piece.claimedEnd ?? 0);
      if (piece.isTail) break;
    }
    at = piece.end;
  }
  return { damaged, end: at };
}

function readPiece(bytes: Uint8Array, at: number, head: LineHead | undefined): Piece | "torn" {
  const lineFeed = findLineFeed(bytes, at);
  const isTail = lineFeed === -1;
  const end = isTail ? bytes.length : lineFeed + 1;
  if (head === undefined) return isTail && isTornHead(bytes, at) ? "torn" : { end, isTail };
  const bodyEnd = at + BODY_AT + head.length;
  if (isTail && bodyEnd >= bytes.length) return "torn";
  // No body holds a line feed; not looking beyond one also keeps the time in proportion to the file.
  const operation = bodyEnd < end ? decodeOperation(bytes, at, head) : undefined;
  if (operation !== undefined) return { end: bodyEnd + 1, operation };
  return { end, isTail, claimedEnd: endsLine(bytes, bodyEnd) ? bodyEnd + 1 : 0 };
}
