/**
 * Delivers a browser client's events: over `fetch` while the page lives, by beacon when it goes. Nothing
 * here throws.
 *
 * @module
 */
import { Alarm } from "../core/alarm.ts";
import type { Batch } from "../core/batch.ts";
import type { Stats } from "../core/books.ts";
import { Engine, type NewEvent } from "../core/engine.ts";
import type { Drop, QueuedEvent } from "../core/event.ts";
import { createEventIds } from "../core/event_id.ts";
import { type FlushResult, startTally } from "../core/flush_watch.ts";
import { hashText } from "../core/journal_record.ts";
import type { Clock, FetchLike, OutgoingRequest, Random } from "../core/ports.ts";
import type { Reporter } from "../core/reporter.ts";
import type { Revive } from "../core/restore_queue.ts";
import type { Page } from "../runtime/page.ts";
import { TabJournal } from "./tab_journal.ts";
import { Tabs } from "./tabs.ts";
import { createWire } from "./wire.ts";

/** Whether events may be stored and sent. */
export type ConsentState = "granted" | "pending" | "denied";

/** The options that delivery needs, checked and complete. */
export interface DeliveryOptions {
  readonly apiKey: string;
  readonly endpoint: string;
  readonly fetch: FetchLike | undefined;
  readonly flushIntervalMs: number;
  readonly maxBatchSize: number;
  readonly maxRetries: number;
  readonly baseBackoffMs: number;
  readonly retryJitter: number;
  readonly maxQueueSize: number;
  readonly maxEventBytes: number;
  readonly persistQueue: boolean;
  readonly storageKey: string;
  readonly maxStorageBytes: number;
  readonly requestTimeoutMs: number;
}

/** What delivery works with. */
export interface DeliveryParts {
  readonly options: DeliveryOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly reporter: Reporter;
  readonly consent: ConsentState;
  /** A batch as a request over `fetch`. */
  readonly toRequest: (batch: Batch) => OutgoingRequest;
  /** Events as a beacon's text, and where it goes; asked for no events, too. */
  readonly toBeacon: (events: readonly QueuedEvent[]) => { url: string; body: string };
  /** Makes an event of a stored text, or `undefined` if it is none. */
  readonly revive: Revive;
  readonly page: Page;
  /** Called just before the drain at `pagehide`. */
  readonly onPageHide: () => void;
}

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

/** A quarter of what browsers let be on the wire: the rest is for beacons. */
const MAX_BATCH_BYTES = 16 * 1024;

/** What a record holds besides the event's text: header, id and name. */
const MAX_RECORD_OVERHEAD = 1_024;

/** A page that is still there, and seen, so long after a drain did not go. */
const STAYED_MS = 1_000;

/** Starts delivery. */
export function createDelivery(parts: DeliveryParts): Delivery {
  const { options, clock, random, reporter, page } = parts;
  const { endpoint, apiKey, persistQueue, storageKey } = options;
  let { consent } = parts;
  let hasDrained = false;
  const project = hashText(`${endpoint}\n${apiKey}`);
  const storageFailed = (message: string): void => reporter.warn("storage_failed", message);
  const journal = new TabJournal({
    ...options,
    storage: page.storage,
    project,
    // The name is in the text once more, and a unit of text is a byte at least.
    maxRecordLength: 2 * options.maxEventBytes + MAX_RECORD_OVERHEAD,
    clock,
    random,
    nextId: createEventIds(clock, random),
    onFailure: storageFailed,
  });
  const wire = createWire({ ...parts, ...options });
  const isAllowed = (): boolean => consent === "granted" && !engine.isClosed;
  const engine = new Engine({
    ...parts,
    options: {
      ...options,
      maxQueueBytes: Infinity,
      maxInFlight: 1,
      maxBatchBytes: MAX_BATCH_BYTES,
    },
    send: wire.send,
    journal,
    isOpen: () => consent === "granted",
    onClose: () => {
      tabs.close();
      lull.clear();
      for (const off of offs) off();
    },
  });
  const { books, queue, parking, dispatcher } = engine;

  /** Takes waiting events out of the books by another way than delivery. */
  const settle = (
    isMeant: (event: QueuedEvent) => boolean,
    count: (events: readonly QueuedEvent[]) => void,
  ): void => {
    const events = [...parking.removeEvents(isMeant), ...queue.remove(isMeant)];
    count(events);
    queue.release(events);
    engine.afterChange();
  };
  const handOver = (isMeant: (event: QueuedEvent) => boolean): void =>
    settle(isMeant, ({ length }) => books.handOver(length));
  /** What lies in the storage is for other tabs, or for this one when it comes back. */
  const forget = (tab?: string): void => handOver((event) => journal.disown(event, tab));

  const tabs = new Tabs({
    page,
    clock,
    journal,
    name: `${storageKey}:${project}`,
    isAllowed,
    restore: (found) => engine.restore(found, parts.revive),
    forget,
  });

  /** The page is there: what a drain left may leave. */
  const release = (): void => {
    lull.clear();
    hasDrained = false;
    if (queue.endAside()) engine.demand("resumed");
  };
  const lull = new Alarm(clock, () => page.isHidden() || release());

  const drain = (): void => {
    if (!isAllowed()) return;
    const isHealthy = engine.isHealthy && page.isOnline();
    if (isHealthy) dispatcher.unkeepInFlight();
    const isLost = (event: QueuedEvent): boolean => !journal.has(event);
    const parked = hasDrained ? [] : parking.batches.flatMap(({ events }) => events).filter(isLost);
    const waiting = queue.line.filter((event) => isHealthy || isLost(event));
    hasDrained = true;
    const taken = new Set(wire.handOver([...parked, ...waiting]));
    if (taken.size > 0) handOver((event) => taken.has(event));
    queue.setAside();
    lull.set(STAYED_MS);
  };

  const flush = (): Promise<FlushResult> => {
    if (!isAllowed()) return Promise.resolve(startTally(books)());
    if (!page.isHidden()) release();
    return engine.flush();
  };

  const start = (): void => {
    tabs.open();
    void tabs.adopt();
  };

  const applyConsent = (): void => {
    journal.isOn = consent === "granted" && persistQueue;
    if (consent === "granted") {
      for (const event of [...parking.batches.flatMap(({ events }) => events), ...queue.line]) {
        journal.write(event);
      }
      if (persistQueue) start();
      engine.demand("resumed");
      return;
    }
    if (consent === "pending") journal.clear();
    else {
      dispatcher.abortAll();
      settle(() => true, (events) => {
        books.dropQueued("consent", events.length);
        for (const { id, name } of events) {
          reporter.drop({ reason: "consent", messageId: id, name }, true);
        }
      });
      journal.purge();
    }
    tabs.close();
    engine.giveBack();
  };

  const offs = [
    page.onHidden(drain),
    page.onBeforeUnload(drain),
    page.onPageHide(() => {
      parts.onPageHide();
      drain();
      tabs.close();
      forget();
    }),
    page.onPageShow((isBack) => {
      if (!isBack) return;
      forget();
      journal.mine.clear();
      journal.renew();
      release();
      if (isAllowed() && persistQueue) start();
    }),
    page.onVisible(() => {
      release();
      void tabs.adopt();
    }),
    page.onOnline(() => {
      void flush();
      void tabs.adopt();
    }),
  ];
  if (persistQueue && page.storage === undefined) storageFailed("there is none");
  applyConsent();

  return {
    add: (event) => engine.add(event),
    refuse: (drop, isOnPurpose) => engine.refuse(drop, isOnPurpose),
    flush,
    drain,
    stopTimer: () => engine.stopTimer(),
    shutdown: (timeoutMs) => {
      drain();
      queue.endAside();
      return engine.shutdown(isAllowed() ? timeoutMs : 0);
    },
    setConsent: (state) => {
      if (state === consent || engine.isClosed) return;
      consent = state;
      applyConsent();
    },
    stats: () => engine.stats(),
    get pending() {
      return engine.pending;
    },
    get isClosed() {
      return engine.isClosed;
    },
  };
}
