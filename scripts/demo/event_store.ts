/**
 * The collector's database: every copy of every event that was accepted, repeats included.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Source } from "./agreement.ts";
import type { Arrival } from "./arrival.ts";

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
  add(source: Source, events: readonly Arrival[]): void;
  /** Lets the file go. */
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events (
    copy        INTEGER PRIMARY KEY,
    source      TEXT NOT NULL,
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
    "INSERT INTO events (source, id, name, user, body, received_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const insertAll = (source: Source, events: readonly Arrival[]): void => {
    const receivedAt = new Date().toISOString();
    for (const { id, name, user, body } of events) {
      insert.run(source, id, name, user, body, receivedAt);
    }
  };
  return {
    add: (source, events) => {
      db.exec("BEGIN");
      try {
        insertAll(source, events);
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => db.close(),
  };
}

/** All copies of a source in a database, oldest first. */
export function readStoredEvents(path: string, source: Source): StoredEvent[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = db.prepare("SELECT id, name FROM events WHERE source = ? ORDER BY copy");
    return rows.all(source).map(({ id, name }) => ({
      id: id === null ? null : String(id),
      name: String(name),
    }));
  } finally {
    db.close();
  }
}
