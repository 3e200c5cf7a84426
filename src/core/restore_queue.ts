/**
 * Takes over what earlier runs left in the storage.
 *
 * @module
 */
import type { Journal } from "./journal.ts";
import type { RecordFault, StoredEvent } from "./journal_record.ts";
import { makeRoom, type RoomParts } from "./make_room.ts";

/** Makes an event of a stored text, or `undefined` if it is none: a storage is not trusted. */
export type Revive = (stored: StoredEvent) => { json: string; bytes: number } | undefined;

/** What is said of a stored event that is not used. */
const FAULTS: Readonly<Record<RecordFault, string>> = {
  "damaged": "what was stored is damaged",
  "other version": "what was stored is of another version",
  "other project": "it was stored for another 'endpoint' or 'apiKey'",
};

/**
 * Puts stored events in the queue, oldest first, and counts what cannot be trusted as `corrupt`.
 *
 * @returns The place of the last of them; 0 if there are none.
 */
export function restoreQueue(parts: RoomParts, journal: Journal, revive: Revive): number {
  const { queue, books, reporter } = parts;
  const { events, faults } = journal.restore();
  const dropCorrupt = (
    messageId: string | null,
    name: string | null,
    detail = "what was stored is no event",
  ): void => {
    books.dropQueued("corrupt", 1);
    reporter.drop({ reason: "corrupt", messageId, name, detail });
  };
  books.restore(events.length + faults.length);
  for (const fault of faults) dropCorrupt(null, null, FAULTS[fault]);
  for (const stored of events) {
    const { id, name, seq } = stored;
    const revived = revive(stored);
    if (revived === undefined) {
      journal.forget([stored]);
      dropCorrupt(id, name);
    } else {
      queue.push({ id, name, seq, ...revived });
      makeRoom(parts);
    }
  }
  return events.at(-1)?.seq ?? 0;
}
