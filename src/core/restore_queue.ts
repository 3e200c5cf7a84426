/**
 * Takes over events that were stored by somebody else: an earlier run, another tab.
 *
 * @module
 */
import type { DropReason, QueuedEvent } from "./event.ts";
import type { Journal } from "./journal.ts";
import type { StoredEvent } from "./journal_record.ts";
import { makeRoom, type RoomParts } from "./make_room.ts";

/** Makes an event of a stored text, or `undefined` if it is none: a storage is not trusted. */
export type Revive = (stored: StoredEvent) => { json: string; bytes: number } | undefined;

/** A stored event and its place. */
export type PlacedEvent = StoredEvent & {
  readonly seq: number;
  /** It is past its time. */
  readonly isExpired?: boolean;
};

/** What was found in a storage. */
export interface Restored {
  /** The events, oldest first, with their places before all that wait. */
  readonly events: readonly PlacedEvent[];
  /** Records that could not be trusted; they are gone from the storage. */
  readonly corrupt: number;
}

/** Puts stored events before all that wait, and counts what cannot be trusted as `corrupt`. */
export function restoreQueue(
  parts: RoomParts,
  { events, corrupt }: Restored,
  revive: Revive,
  journal: Journal,
): void {
  const { queue, books, reporter } = parts;
  const drop = (
    messageId: string | null,
    name: string | null,
    reason: DropReason = "corrupt",
    detail = "what was stored is not to be trusted",
  ): void => {
    books.dropQueued(reason, 1);
    reporter.drop({ reason, messageId, name, detail });
  };
  books.restore(events.length + corrupt);
  for (let i = 0; i < corrupt; i++) drop(null, null);
  const good: QueuedEvent[] = [];
  for (const { id, name, json, seq, isExpired } of events) {
    const revived = isExpired ? undefined : revive({ id, name, json });
    const event = { id, name, seq, json, bytes: 0, ...revived };
    if (event.bytes > 0) good.push(event);
    else {
      journal.forget([event]);
      if (isExpired) drop(id, name, "expired", "it was stored for too long");
      else drop(id, name);
    }
  }
  queue.putFirst(good);
  makeRoom(parts);
}
