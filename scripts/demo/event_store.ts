/**
 * The collector's database: every copy of every event that was accepted, repeats included.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { CollectedEvent } from "@tidings/sdk/testing";
import { MESSAGE_ID_KEY } from "./agreement.ts";

/** One accepted copy. */
export interface StoredEvent {
  /** The event's id, or `null` where the sender put none in. */
  readonly id: string | null;
  /** What happened. */
  readonly name: string;
}

/** Where accepted events go. */
export interface EventStore {
  /** Stores a request's events: all of them, on disk when it returns, or none and it throws. */
  add(events: readonly CollectedEvent[]): void;
  /** Lets the file go. */
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events (
    copy        INTEGER PRIMARY KEY,
    id          TEXT,
    name        TEXT NOT NULL,
    user        TEXT NOT NULL,
    body        TEXT NOT NULL,
    received_at TEXT NOT NULL
  )`;

/** Opens the database, and makes it if there is none. */
export function openEventStore(path: string): EventStore {
  const db = new DatabaseSync(path);
  // Commits survive the end of the process, which is what the demo does to it.
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  db.exec(SCHEMA);
  const insert = db.prepare(
    "INSERT INTO events (id, name, user, body, received_at) VALUES (?, ?, ?, ?, ?)",
  );
  const insertAll = (events: readonly CollectedEvent[]): void => {
    const receivedAt = new Date().toISOString();
    for (const event of events) {
      const id = event.properties?.[MESSAGE_ID_KEY] ?? null;
      const user = event.userId ?? event.anonymousId;
      insert.run(id, event.eventName, user, JSON.stringify(event), receivedAt);
    }
  };
  return {
    add: (events) => {
      db.exec("BEGIN");
      try {
        insertAll(events);
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => db.close(),
  };
}

/** All copies in a database, oldest first. */
export function readStoredEvents(path: string): StoredEvent[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db.prepare("SELECT id, name FROM events ORDER BY copy").all().map(({ id, name }) => ({
      id: id === null ? null : String(id),
      name: String(name),
    }));
  } finally {
    db.close();
  }
}
