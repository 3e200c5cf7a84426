/**
 * Delivers a browser client's events: over `fetch` while the page lives, by beacon when it goes. Nothing
 * here throws.
 *
 * @module
 */
import { Alarm } from "../core/alarm.ts";
import type { Stats } from "../core/books.ts";
import { Engine, type NewEvent } from "../core/engine.ts";
import type { Drop, QueuedEvent } from "../core/event.ts";
import { createEventIds } from "../core/event_id.ts";
import { type FlushResult, startTally } from "../core/flush_watch.ts";
import { hashText } from "../core/journal_record.ts";
import type { ConsentState, DeliveryParts } from "./delivery_parts.ts";
import { TabJournal } from "./tab_journal.ts";
import { Tabs } from "./tabs.ts";
import { createWire, type Wire } from "./wire.ts";

export type { ConsentState, DeliveryOptions, DeliveryParts } from "./delivery_parts.ts";

/** Delivers events. */
export interface Delivery {
  /** Puts an event in the queue, and in the storage. False: refused, counted and reported. */
  add(event: NewEvent): boolean;
  /** Counts and reports a call that was refused. */
  refuse(drop: Drop, isOnPurpose?: boolean): void;
  /** Sends what waits. Never rejects. */
  flush(): Promise<FlushResult>;
  /** The page may go: hands over what waits, by beacon, at once. */
  drain(): void;
  /** Takes the timer off: what waits leaves by `flush()`, `drain()` or `shutdown()`. */
  stopTimer(): void;
  /** Drains, then sends the rest, for so long; then refuses. */
  shutdown(timeoutMs: number): Promise<FlushResult>;
  /** Whether events may be stored and sent from now on. */
  setConsent(state: ConsentState): void;
  /** The books. */
  stats(): Stats;
  /** Events waiting, between two attempts, or on the wire. */
  readonly pending: number;
  /** Whether it was shut down. */
  readonly isClosed: boolean;
}

const LIMITS = {
  /** The number of events is bound enough. */
  maxQueueBytes: Infinity,
  maxInFlight: 1,
  /** A quarter of what browsers let be on the wire: the rest is for beacons. */
  maxBatchBytes: 16 * 1024,
};

/** What a record holds besides the event's text: header, id and name. */
const MAX_RECORD_OVERHEAD = 1_024;

/** A page that is still there, and seen, so long after a drain did not go. */
const STAYED_MS = 1_000;

/** The form of dates that servers send; browsers check the rest of it. */
const HTTP_DATE = /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/;

/** Reads a date of an answer, where a page may read it at all. */
const parseDate = (text: string): number | null =>
  HTTP_DATE.test(text) ? Date.parse(text) || null : null;

/** Starts delivery. */
export function createDelivery(parts: DeliveryParts): Delivery {
  return new PageDelivery(parts);
}

class PageDelivery implements Delivery {
  readonly #parts: DeliveryParts;
  readonly #journal: TabJournal;
  readonly #wire: Wire;
  readonly #engine: Engine;
  readonly #tabs: Tabs;
  readonly #offs: readonly (() => void)[];
  /** Rings when the page is still there after a drain. */
  readonly #lull: Alarm;
  #consent: ConsentState;
  /** Since the page was last visible. */
  #hasDrained = false;

  constructor(parts: DeliveryParts) {
    const { clock, options, page, reporter, revive } = parts;
    const { persistQueue, storageKey } = options;
    const project = hashText(`${options.endpoint}\n${options.apiKey}`);
    this.#parts = parts;
    this.#consent = parts.consent;
    this.#lull = new Alarm(clock, () => page.isHidden() || this.#release());
    this.#wire = createWire({ ...parts, ...options });
    const onFailure = (message: string): void => reporter.warn("storage_failed", message);
    const journal = this.#journal = new TabJournal({
      ...parts,
      ...options,
      storage: page.storage,
      project,
      // The name is in the text once more, and a unit of text is a byte at least.
      maxRecordLength: 2 * options.maxEventBytes + MAX_RECORD_OVERHEAD,
      nextId: createEventIds(clock, parts.random),
      onFailure,
    });
    const engine = this.#engine = new Engine({
      ...parts,
      options: { ...options, ...LIMITS },
      send: this.#wire.send,
      journal,
      parseDate,
      isOpen: () => this.#consent === "granted",
      onClose: () => {
        this.#tabs.close();
        this.#lull.clear();
        for (const off of this.#offs) off();
      },
    });
    this.#tabs = new Tabs({
      page,
      clock,
      journal,
      name: `${storageKey}:${project}`,
      mayAdopt: () => journal.isOn && !engine.isClosed,
      restore: (found) => engine.restore(found, revive),
      forget: (tab) => this.#forget(tab),
    });
    this.#offs = this.#listen();
    if (persistQueue && page.storage === undefined) onFailure("there is none");
    this.#applyConsent();
  }

  get pending(): number {
    return this.#engine.pending;
  }

  get isClosed(): boolean {
    return this.#engine.isClosed;
  }

  add(event: NewEvent): boolean {
    return this.#engine.add(event);
  }

  refuse(drop: Drop, isOnPurpose?: boolean): void {
    this.#engine.refuse(drop, isOnPurpose);
  }

  stats(): Stats {
    return this.#engine.stats();
  }

  flush(): Promise<FlushResult> {
    if (!this.#isAllowed) return Promise.resolve(startTally(this.#engine.books)());
    if (!this.#parts.page.isHidden()) this.#release();
    return this.#engine.flush();
  }

  drain(): void {
    if (!this.#isAllowed) return;
    const { dispatcher, isHealthy, parking, queue } = this.#engine;
    const isTrusted = isHealthy && this.#parts.page.isOnline();
    if (isTrusted) dispatcher.unkeepInFlight();
    const isUnkept = (event: QueuedEvent): boolean => !this.#journal.has(event);
    const taken = new Set(this.#wire.handOver([
      ...(this.#hasDrained ? [] : parking.events.filter(isUnkept)),
      ...queue.line.filter((event) => isTrusted || isUnkept(event)),
    ]));
    this.#hasDrained = true;
    if (taken.size > 0) this.#handOver((event) => taken.has(event));
    queue.setAside();
    this.#lull.set(STAYED_MS);
  }

  stopTimer(): void {
    this.#engine.stopTimer();
  }

  shutdown(timeoutMs: number): Promise<FlushResult> {
    this.drain();
    this.#engine.queue.endAside();
    return this.#engine.shutdown(this.#isAllowed ? timeoutMs : 0);
  }

  setConsent(state: ConsentState): void {
    if (state === this.#consent || this.isClosed) return;
    this.#consent = state;
    this.#applyConsent();
  }

  get #isAllowed(): boolean {
    return this.#consent === "granted" && !this.isClosed;
  }

  #applyConsent(): void {
    const { dispatcher, parking, queue } = this.#engine;
    const isGranted = this.#consent === "granted";
    this.#journal.isOn = isGranted && this.#parts.options.persistQueue;
    if (isGranted) {
      for (const event of [...parking.events, ...queue.line]) this.#journal.write(event);
      this.#start();
      return this.#engine.demand("resumed");
    }
    if (this.#consent === "pending") this.#journal.clear();
    else {
      dispatcher.abortAll();
      this.#dropAll();
      this.#journal.purge();
    }
    this.#tabs.close();
    this.#engine.giveBack();
  }

  /** Meets the other tabs. */
  #start(): void {
    if (this.#journal.isOn) this.#tabs.open();
    void this.#tabs.adopt();
  }

  /** The page is there: what a drain left may leave. */
  #release(): void {
    this.#lull.clear();
    this.#hasDrained = false;
    if (this.#engine.queue.endAside()) this.#engine.demand("resumed");
  }

  /** What lies in the storage is for other tabs, or for this one when it comes back. */
  #forget(tab?: string): void {
    this.#handOver((event) => this.#journal.disown(event, tab));
  }

  #handOver(isMeant: (event: QueuedEvent) => boolean): void {
    this.#engine.books.handOver(this.#take(isMeant).length);
    this.#engine.afterChange();
  }

  #dropAll(): void {
    const events = this.#take(() => true);
    this.#engine.books.dropQueued("consent", events.length);
    for (const { id, name } of events) {
      this.#parts.reporter.drop({ reason: "consent", messageId: id, name }, true);
    }
  }

  /** Takes waiting events out of all places. */
  #take(isMeant: (event: QueuedEvent) => boolean): QueuedEvent[] {
    const { parking, queue } = this.#engine;
    const events = [...parking.removeEvents(isMeant), ...queue.remove(isMeant)];
    queue.release(events);
    return events;
  }

  #listen(): (() => void)[] {
    const { onPageHide, page } = this.#parts;
    const drain = (): void => this.drain();
    return [
      page.onHidden(drain),
      page.onBeforeUnload(drain),
      page.onPageHide(() => {
        onPageHide();
        drain();
        this.#tabs.close();
        this.#forget();
      }),
      page.onPageShow((isBack) => {
        if (!isBack) return;
        this.#forget();
        this.#journal.renew();
        this.#release();
        this.#start();
      }),
      page.onVisible(() => {
        this.#release();
        void this.#tabs.adopt();
      }),
      page.onOnline(() => {
        void this.flush();
        void this.#tabs.adopt();
      }),
    ];
  }
}
