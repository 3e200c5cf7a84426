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

/** Why a stored event is not used: its record is wrong, or what that holds is no event. */
type Fault = RecordFault | "no event";

/** What is said of each to whoever asks after its event, and of all of them together. */
const FAULTS: Readonly<Record<Fault, readonly [each: string, all: string]>> = {
  "damaged": ["what was stored is damaged", "damaged, which needs nothing unless it recurs"],
  "no event": ["what was stored is no event", "no events, which needs nothing unless it recurs"],
  "other version": ["it was stored by another version", "of another version"],
  "other project": [
    "it was stored for another 'endpoint' or 'apiKey'",
    "of another 'endpoint' or 'apiKey', to which a stored queue belongs: change them when it is empty, or with another 'storageKey'",
  ],
};

/**
 * Puts stored events in the queue, oldest first, and counts what cannot be trusted as `corrupt`.
 *
 * @returns The place of the last of them; 0 if there are none.
 */
export function restoreQueue(parts: RoomParts, journal: Journal, revive: Revive): number {
  const { queue, books, reporter } = parts;
  const { events, faults } = journal.restore();
  const counts = new Map<Fault, number>();
  const dropCorrupt = (fault: Fault, messageId: string | null, name: string | null): void => {
    books.dropQueued("corrupt", 1);
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    // One warning for all of them follows.
    reporter.drop({ reason: "corrupt", messageId, name, detail: FAULTS[fault][0] }, true);
  };
  books.restore(events.length + faults.length);
  for (const fault of faults) dropCorrupt(fault, null, null);
  for (const stored of events) {
    const { id, name, seq } = stored;
    const revived = revive(stored);
    if (revived === undefined) {
      journal.forget([stored]);
      dropCorrupt("no event", id, name);
    } else {
      queue.push({ id, name, seq, ...revived });
      makeRoom(parts);
    }
  }
  warnOf(counts, reporter);
  return events.at(-1)?.seq ?? 0;
}

function warnOf(counts: ReadonlyMap<Fault, number>, reporter: RoomParts["reporter"]): void {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (all === 0) return;
  const details = [...counts].map(([fault, count]) => `${count} ${FAULTS[fault][1]}`);
  reporter.warn("corrupt", details.join("; "), all);
}
