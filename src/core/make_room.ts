/**
 * Brings a queue back within its bounds.
 *
 * @module
 */
import type { Books } from "./books.ts";
import type { EventQueue } from "./queue.ts";
import type { Reporter } from "./reporter.ts";

/** What making room works with. */
export interface RoomParts {
  readonly queue: EventQueue;
  readonly books: Books;
  readonly reporter: Reporter;
}

/** Gives up waiting events, the oldest first, until the bounds hold. */
export function makeRoom({ queue, books, reporter }: RoomParts): void {
  while (queue.isOverfull) {
    const lost = queue.dropOldest();
    if (lost === undefined) break;
    const { id: messageId, name } = lost;
    books.dropQueued("overflow", 1);
    reporter.drop({ reason: "overflow", messageId, name, detail: "the queue is full" });
  }
}
