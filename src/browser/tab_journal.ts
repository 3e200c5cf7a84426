/**
 * A tab's copy of its queue in the page's storage: one key per event, which only this tab writes.
 *
 * @module
 */
import type { QueuedEvent } from "../core/event.ts";
import { hashText } from "../core/journal_record.ts";
import { readable } from "../core/readable.ts";
import type { ClientContext } from "./client_context.ts";
import { BROWSER_WARNINGS } from "./warnings.ts";

/** What lay in the storage, in its place before all that is there. */
export interface Found {
  readonly seq: number;
  /** The event's id; absent where another SDK gave it none. */
  readonly id?: unknown;
  /** The event; absent for what is damaged. */
  readonly event?: unknown;
  /** Whether it is too old to be of use to anybody. */
  readonly isExpired: boolean;
}

/** Changes when the form below does: a record of another version is not guessed at. */
const VERSION = 1;

/** Version and project, checksum; then a JSON list of time, id and event. */
const RECORD = /^(\d+:[0-9a-f]{8}):([0-9a-f]{8}):(\[(\d+),.*)$/s;

/** What is older is of no use to anybody. */
const MAX_AGE_MS = 7 * 24 * 3_600_000;

/** What a record holds besides the event. */
const MAX_OVERHEAD = 1_024;

/** A longer text is nobody's queue. */
const MAX_FOREIGN_LENGTH = 2 ** 21;

/** The tail of an event's key: a tab and a place. */
const TAIL = /^:([0-9a-f]{16}):(-?\d{1,16})$/;

/** What lies under a tail. */
interface Left extends Omit<Found, "seq"> {
  readonly tail?: string;
  readonly units?: number;
  readonly place: number;
  readonly atMs: number;
}

/** Keeps a tab's events. Nothing here throws. */
export class TabJournal {
  /** Names version, endpoint and key without telling them. */
  readonly project: string;
  /** Whether anything is kept. */
  isOn = false;
  /** This tab's id, for as long as the page stays. */
  tab = "";
  readonly #context: ClientContext;
  /** By the events' places: where they are, and how many UTF-16 units they take. */
  readonly #copies = new Map<number, readonly [tail: string, units: number]>();
  #units = 0;
  #front = 0;

  constructor(context: ClientContext) {
    this.#context = context;
    this.project = `${VERSION}:${hashText(`${context.endpoint}\n${context.apiKey}`)}`;
    this.renew();
  }

  /**
   * The tabs whose keys are ours: this one's, and those taken over while anything of them waits here. Not
   * for longer: what a tab wrote last may show only after it was taken over.
   */
  get mine(): Set<string> {
    const tails = Array.from(this.#copies.values(), ([tail]) => TAIL.exec(tail)?.[1] ?? "");
    return new Set([this.tab, ...tails]);
  }

  /** Takes a new id. */
  renew(): void {
    this.tab = this.#context.nextId().slice(19).replace("-", "");
  }

  /** Stores an event. The oldest copies make room for it, the events themselves stay. */
  write({ id, json, seq }: QueuedEvent): void {
    const { clock, maxStorageBytes, page, reporter, storageKey, store } = this.#context;
    if (!this.isOn || page.storage === undefined || this.#copies.has(seq)) return;
    const tail = `:${this.tab}:${seq}`;
    const body = `[${Math.round(clock.epochNow())},${JSON.stringify(id)},${json}]`;
    const value = `${this.project}:${hashText(body)}:${body}`;
    const units = storageKey.length + tail.length + value.length;
    if (units > maxStorageBytes) return;
    while (this.#units + units > maxStorageBytes) this.#evict();
    // Before it is there: a script may be cut in between, and what is not known of is never removed.
    this.#add(seq, tail, units);
    if (store.set(tail, value) === undefined) return;
    this.disown({ seq });
    this.#evict();
    this.#add(seq, tail, units);
    const failure = store.set(tail, value);
    if (failure === undefined) return;
    this.disown({ seq });
    reporter.warn(BROWSER_WARNINGS.storage_failed, failure);
  }

  /** Removes copies. */
  forget(events: readonly { readonly seq: number }[]): void {
    const { store } = this.#context;
    for (const event of events) {
      const [tail] = this.#copies.get(event.seq) ?? [];
      if (tail !== undefined) store.remove(tail);
      this.disown(event);
    }
  }

  /** Leaves a copy to others, where there is one under this tab's keys. Returns its tail. */
  disown({ seq }: { readonly seq: number }, tab = ""): string | undefined {
    const [tail, units] = this.#copies.get(seq) ?? [];
    if (units === undefined || !tail?.startsWith(`:${tab}`)) return undefined;
    this.#copies.delete(seq);
    this.#units -= units;
    return tail;
  }

  /** Whether there is a copy. */
  has({ seq }: QueuedEvent): boolean {
    return this.#copies.has(seq);
  }

  /** Whether an event's copy has vanished: another tab took it over, and delivered it. */
  isGone(event: QueuedEvent): boolean {
    const [tail] = this.#copies.get(event.seq) ?? [];
    const isGone = tail !== undefined && this.#context.store.get(tail) === null;
    if (isGone) this.disown(event);
    return isGone;
  }

  /** The tabs that have keys here and are not ours; `""` stands for another SDK's queue. */
  strangers(): Set<string> {
    const tabs = new Set(this.#entries().map(([, tab]) => tab));
    if (this.#foreign().length > 0) tabs.add("");
    for (const tab of this.mine) tabs.delete(tab);
    return tabs;
  }

  /** Takes tabs over, with what they left: the oldest first. */
  takeOver(tabs: ReadonlySet<string>, restore: (found: readonly Found[]) => void): void {
    const own = new Set(Array.from(this.#copies.values(), ([tail]) => tail));
    const left = this.#entries()
      .filter(([tail, tab]) => tabs.has(tab) && !own.has(tail))
      .flatMap(([tail, , place]) => this.#read(tail, place));
    if (tabs.has("")) left.push(...this.#foreign());
    left.sort((a, b) => a.atMs - b.atMs || a.place - b.place);
    this.#front -= left.length;
    restore(left.map(({ tail, units = 0, ...found }, i) => {
      const seq = this.#front + i;
      if (tail !== undefined) this.#add(seq, tail, units);
      return { ...found, seq };
    }));
    // Another SDK's queue may be written again; it is nobody's.
    if (tabs.has("")) this.#context.store.remove("");
  }

  /** Removes all copies of this tab; or all that lies here, but the decision on consent. */
  clear(isPurge: boolean): void {
    const { store } = this.#context;
    this.forget(Array.from(this.#copies.keys(), (seq) => ({ seq })));
    for (const tail of isPurge ? store.tails() : []) if (tail !== ":consent") store.remove(tail);
  }

  #add(seq: number, tail: string, units: number): void {
    this.#copies.set(seq, [tail, units]);
    this.#units += units;
  }

  #evict(): void {
    if (this.#copies.size > 0) this.forget([{ seq: Math.min(...this.#copies.keys()) }]);
  }

  /** Reads what lies under a tail. Of another project or version only what has expired is removed. */
  #read(tail: string, place: number): Left[] {
    const { clock, maxEventBytes, storageKey, store } = this.#context;
    const text = store.get(tail) ?? "";
    const [, project = this.project, checksum, body = "", at = 0] = RECORD.exec(text) ?? [];
    const atMs = Number(at);
    const isOld = atMs + MAX_AGE_MS < clock.epochNow();
    if (project !== this.project) {
      if (isOld) store.remove(tail);
      return [];
    }
    const isSound = hashText(body) === checksum && text.length <= maxEventBytes + MAX_OVERHEAD;
    const [, id, event] = (isSound && readable((): unknown[] => JSON.parse(body))) || [];
    const units = storageKey.length + tail.length + text.length;
    return [{ tail, units, place, atMs, isExpired: isSound && isOld, id, event }];
  }

  /** The tails of events: each with its tab and its place. */
  #entries(): (readonly [tail: string, tab: string, place: number])[] {
    return this.#context.store.tails().flatMap((tail) => {
      const [, tab, place] = TAIL.exec(tail) ?? [];
      return tab === undefined ? [] : [[tail, tab, Number(place)] as const];
    });
  }

  /** What another SDK left, if it is a plain list. */
  #foreign(): Left[] {
    const text = this.#context.store.get("") ?? "";
    if (text[0] !== "[" || text.length > MAX_FOREIGN_LENGTH) return [];
    const list = readable((): unknown[] => JSON.parse(text)) ?? [];
    return list.map((event, place) => ({ event, place, atMs: 0, isExpired: false }));
  }
}
