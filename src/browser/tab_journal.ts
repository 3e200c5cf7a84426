/**
 * A tab's copy of its queue in the page's storage: one key per event, which only this tab writes.
 *
 * @module
 */
import type { QueuedEvent } from "../core/event.ts";
import { messageOf } from "../core/hooks.ts";
import type { Journal } from "../core/journal.ts";
import {
  readRecord,
  SCHEMA_VERSION,
  type StoredEvent,
  writeRecord,
} from "../core/journal_record.ts";
import type { Clock, Random, StorageLike } from "../core/ports.ts";
import type { PlacedEvent, Restored } from "../core/restore_queue.ts";
import { readable } from "../core/serialize.ts";

/** What a tab's journal works with. */
export interface TabJournalParts {
  /** Where it keeps events; `undefined` for nowhere. */
  readonly storage: StorageLike | undefined;
  readonly storageKey: string;
  /** Names endpoint and key without telling them. */
  readonly project: string;
  /** Most UTF-16 units of keys and values together. */
  readonly maxStorageBytes: number;
  /** Longer values are not looked at. */
  readonly maxRecordLength: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Makes the id of an event that another SDK left. */
  readonly nextId: () => string;
  /** Told once that the storage failed. */
  readonly onFailure: (message: string) => void;
}

interface Copy {
  readonly key: string;
  readonly units: number;
}

/** What is older is of no use to anybody. */
const MAX_AGE_MS = 7 * 24 * 3_600_000;

/** A record of any version and project, with the time that its id begins with. */
const ANY_RECORD = /^\d+:[0-9a-f]{8}:[0-9a-f]{8}:\d+:\d+:(\d+):/;

/** A longer text is nobody's queue. */
const MAX_FOREIGN_LENGTH = 2 ** 21;

/** What follows the storage key: a tab and a place. */
const TAIL = /^:([0-9a-f]{16}):(-?\d{1,16})$/;

/** Keeps a tab's events. Nothing here throws. */
export class TabJournal implements Journal {
  readonly #parts: TabJournalParts;
  /** By the events' places, oldest first. */
  #copies = new Map<number, Copy>();
  #units = 0;
  #front = 0;
  #hasFailed = false;
  /** Whether anything is kept. */
  isOn = false;
  /** This tab's id, for as long as the page stays. */
  tab = "";
  /** The tabs whose keys are ours: this one's, and those taken over. */
  mine: Set<string> = new Set();

  constructor(parts: TabJournalParts) {
    this.#parts = parts;
    this.renew();
  }

  /**
   * Takes a new id.
   *
   * @param kept The tabs that stay ours.
   */
  renew(kept: Iterable<string> = []): void {
    const bytes = new Uint8Array(8);
    this.#parts.random.fill(bytes);
    const former = this.tab;
    this.tab = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.mine = new Set([...kept, this.tab]);
    this.mine.delete(former);
  }

  write({ id, name, json, seq }: QueuedEvent): void {
    const { storage, storageKey, project, maxStorageBytes, clock, onFailure } = this.#parts;
    if (!this.isOn || storage === undefined || this.#copies.has(seq)) return;
    const key = `${storageKey}:${this.tab}:${seq}`;
    const value = writeRecord({ id: `${Math.round(clock.epochNow())}:${id}`, name, json }, project);
    const units = key.length + value.length;
    if (units > maxStorageBytes) return;
    while (this.#units + units > maxStorageBytes && this.#evict());
    const put = (): unknown => storage.setItem(key, value);
    try {
      try {
        put();
      } catch {
        this.#evict();
        put();
      }
      this.#add([[seq, { key, units }]]);
    } catch (error) {
      if (!this.#hasFailed) onFailure(messageOf(error));
      this.#hasFailed = true;
    }
  }

  forget(events: readonly { readonly seq: number }[]): void {
    for (const { seq } of events) this.#drop(seq, true);
  }

  /** One whose key has vanished was taken over, and delivered, by another tab. */
  keepOwn(events: readonly QueuedEvent[]): readonly QueuedEvent[] {
    return events.filter(({ seq }) => {
      const key = this.#copies.get(seq)?.key;
      if (key === undefined) return true;
      const isGone = readable(() => this.#parts.storage?.getItem(key)) === null;
      if (isGone) this.#drop(seq, false);
      return !isGone;
    });
  }

  /** Whether there is a copy. */
  has({ seq }: QueuedEvent): boolean {
    return this.#copies.has(seq);
  }

  /**
   * Leaves a copy to others.
   *
   * @param tab Only one under this tab's keys.
   * @returns Whether there was one.
   */
  disown({ seq }: QueuedEvent, tab = ""): boolean {
    const key = this.#copies.get(seq)?.key;
    return key?.startsWith(`${this.#parts.storageKey}:${tab}`) === true && this.#drop(seq, false);
  }

  /** The tabs that have keys here and are not ours; `""` stands for another SDK's queue. */
  strangers(): string[] {
    const tabs = new Set(this.#keys().map(([, tab]) => tab));
    if (this.#foreign() !== undefined) tabs.add("");
    return [...tabs].filter((tab) => !this.mine.has(tab));
  }

  /** Takes tabs over and reads what they left. What cannot be trusted is removed. */
  takeOver(tabs: readonly string[]): Restored {
    const own = new Set(Array.from(this.#copies.values(), ({ key }) => key));
    const found: (StoredEvent & { key: string; atMs: number; place: number; units: number })[] = [];
    let corrupt = 0;
    const now = this.#parts.clock.epochNow();
    for (const [key, tab, place] of this.#keys()) {
      if (!tabs.includes(tab) || own.has(key)) continue;
      const text = readable(() => this.#parts.storage?.getItem(key));
      if (typeof text !== "string") continue;
      const record = readRecord(text, this.#parts.project, this.#parts.maxRecordLength);
      const [, time, id] = /^(\d+):(.*)$/s.exec(record?.id ?? "") ?? [];
      if (record !== undefined && id !== undefined) {
        const units = key.length + text.length;
        found.push({ ...record, id, key, place, units, atMs: Number(time) });
        continue;
      }
      const isOurs = text.startsWith(`${SCHEMA_VERSION}:${this.#parts.project}:`);
      const atMs = isOurs ? undefined : ANY_RECORD.exec(text)?.[1];
      if (atMs === undefined) corrupt++;
      if (atMs === undefined || Number(atMs) + MAX_AGE_MS < now) this.#remove(key);
    }
    for (const tab of tabs) this.mine.add(tab);
    found.sort((a, b) => a.atMs - b.atMs || a.place - b.place);
    this.#front -= found.length;
    const events = found.map(({ id, name, json, atMs }, i): PlacedEvent => {
      return { id, name, json, seq: this.#front + i, isExpired: atMs + MAX_AGE_MS < now };
    });
    this.#add(found.map(({ key, units }, i) => [this.#front + i, { key, units }]));
    return { events: [...this.#takeForeign(tabs), ...events], corrupt };
  }

  /** Removes all copies of this tab. */
  clear(): void {
    for (const seq of this.#copies.keys()) this.#drop(seq, true);
  }

  /** Removes all that lies here, whoever wrote it, but the decision on consent. */
  purge(): void {
    const { storageKey } = this.#parts;
    for (const key of this.#allKeys()) {
      if (key.startsWith(`${storageKey}:`) && key !== `${storageKey}:consent`) this.#remove(key);
    }
    this.#copies.clear();
    this.#units = 0;
  }

  /** Keeps the oldest first: that is the one to give up. */
  #add(added: readonly (readonly [seq: number, copy: Copy])[]): void {
    const last = [...this.#copies.keys()].at(-1) ?? -Infinity;
    for (const [seq, copy] of added) {
      this.#copies.set(seq, copy);
      this.#units += copy.units;
    }
    if ((added[0]?.[0] ?? Infinity) > last) return;
    this.#copies = new Map([...this.#copies].sort(([a], [b]) => a - b));
  }

  #evict(): boolean {
    for (const seq of this.#copies.keys()) return this.#drop(seq, true);
    return false;
  }

  #drop(seq: number, isRemoved: boolean): boolean {
    const copy = this.#copies.get(seq);
    if (copy === undefined) return false;
    this.#copies.delete(seq);
    this.#units -= copy.units;
    if (isRemoved) this.#remove(copy.key);
    return true;
  }

  #remove(key: string): void {
    readable(() => this.#parts.storage?.removeItem(key));
  }

  /** Copied before anything is removed: a storage numbers its keys anew after each removal. */
  #allKeys(): string[] {
    const { storage } = this.#parts;
    return readable(() =>
      Array.from({ length: storage?.length ?? 0 }, (_, i) => `${storage?.key(i)}`)
    ) ??
      [];
  }

  /** The keys of events: each with its tab and its place. */
  #keys(): (readonly [key: string, tab: string, place: number])[] {
    const { storageKey } = this.#parts;
    return this.#allKeys().flatMap((key) => {
      const match = key.startsWith(storageKey) ? TAIL.exec(key.slice(storageKey.length)) : null;
      return match === null ? [] : [[key, match[1] ?? "", Number(match[2])] as const];
    });
  }

  /** What another SDK left, if it is a plain list. */
  #foreign(): unknown[] | undefined {
    const { storage, storageKey } = this.#parts;
    const text = readable(() => storage?.getItem(storageKey)) ?? "";
    if (text[0] !== "[" || text.length > MAX_FOREIGN_LENGTH) return undefined;
    return readable(() => JSON.parse(text) as unknown[]);
  }

  #takeForeign(tabs: readonly string[]): PlacedEvent[] {
    if (!tabs.includes("")) return [];
    const list = this.#foreign() ?? [];
    this.#front -= list.length;
    const events = list.map((event: unknown, i): PlacedEvent => {
      const name: unknown = readable(() => Reflect.get(Object(event), "name"));
      return {
        id: this.#parts.nextId(),
        name: typeof name === "string" ? name : "",
        json: JSON.stringify(event),
        seq: this.#front + i,
      };
    });
    for (const event of events) this.write({ ...event, bytes: 0 });
    this.#remove(this.#parts.storageKey);
    return events;
  }
}
