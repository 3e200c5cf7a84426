/**
 * The queue's copy in a `Storage`: one small key per event, written when it comes and removed when it
 * is settled, so that what one event costs does not depend on how many there are.
 *
 * @module
 */
import { messageOf } from "./hooks.ts";
import { readRecord, type RecordFault, type StoredEvent, writeRecord } from "./journal_record.ts";
import type { StorageLike } from "./ports.ts";

/** What a journal works with. */
export interface JournalParts {
  /** Where it keeps events. Whatever it does, nothing is thrown. */
  readonly storage: StorageLike;
  /** The beginning of all its keys. */
  readonly storageKey: string;
  /** Names endpoint and key without telling them. */
  readonly project: string;
  /** Longer values are not looked at. */
  readonly maxRecordLength: number;
  /** Told that the storage failed: the event concerned is in memory only. */
  readonly onFailure: (message: string) => void;
}

/** What was found in the storage at the start. */
export interface Restored {
  /** The events of earlier runs, oldest first, with their places. */
  readonly events: readonly (StoredEvent & { readonly seq: number })[];
  /** What was wrong with each record that is not used; they are gone from the storage. */
  readonly faults: readonly RecordFault[];
}

/** Digits of a place: room for an event per microsecond for three hundred years. */
const PLACE = /^\d{16}$/;

/** A place beyond it was not written by us: numbers above lose their last digits. */
const MAX_PLACE = 2 ** 53 - 2 ** 40;

/** Keeps events in a storage. */
export class Journal {
  readonly #parts: JournalParts;

  constructor(parts: JournalParts) {
    this.#parts = parts;
  }

  /** Reads what earlier runs left. What cannot be trusted is removed. */
  restore(): Restored {
    const events: (StoredEvent & { seq: number })[] = [];
    const faults: RecordFault[] = [];
    for (const key of this.#ownKeys()) {
      const found = this.#read(key);
      if (found === "unreadable") continue;
      if (typeof found === "object") events.push(found);
      else {
        faults.push(found);
        this.#remove(key);
      }
    }
    return { events: events.sort((a, b) => a.seq - b.seq), faults };
  }

  /** Keeps an event. */
  write(event: StoredEvent & { readonly seq: number }): void {
    const { storage, project, onFailure } = this.#parts;
    try {
      storage.setItem(this.#keyOf(event.seq), writeRecord(event, project));
    } catch (error) {
      onFailure(messageOf(error));
    }
  }

  /** Events are settled: they need not be kept. */
  forget(events: readonly { readonly seq: number }[]): void {
    for (const { seq } of events) this.#remove(this.#keyOf(seq));
  }

  #keyOf(seq: number): string {
    return `${this.#parts.storageKey}:${String(seq).padStart(16, "0")}`;
  }

  /** Copied before anything is removed: a storage numbers its keys anew after each removal. */
  #ownKeys(): string[] {
    const { storage, storageKey, onFailure } = this.#parts;
    const keys: string[] = [];
    try {
      for (let i = 0; i < storage.length; i++) {
        const key: unknown = storage.key(i);
        if (typeof key !== "string" || !key.startsWith(`${storageKey}:`)) continue;
        if (PLACE.test(key.slice(storageKey.length + 1))) keys.push(key);
      }
    } catch (error) {
      onFailure(messageOf(error));
    }
    return keys;
  }

  /** What lies under a key, or why it is not used. What cannot be read now stays. */
  #read(key: string): (StoredEvent & { seq: number }) | RecordFault | "unreadable" {
    const { storage, storageKey, project, maxRecordLength, onFailure } = this.#parts;
    const seq = Number(key.slice(storageKey.length + 1));
    if (seq < 1 || seq > MAX_PLACE) return "damaged";
    try {
      const text: unknown = storage.getItem(key);
      if (typeof text !== "string") return "damaged";
      const event = readRecord(text, project, maxRecordLength);
      return typeof event === "string" ? event : { ...event, seq };
    } catch (error) {
      onFailure(messageOf(error));
      return "unreadable";
    }
  }

  #remove(key: string): void {
    try {
      this.#parts.storage.removeItem(key);
    } catch (error) {
      this.#parts.onFailure(messageOf(error));
    }
  }
}
