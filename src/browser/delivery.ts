/**
 * Delivers a browser client's events: over `fetch` while the page lives, by beacon when it goes, by its
 * next visit where neither will do. Nothing here throws.
 *
 * @module
 */
import { Alarm } from "../core/alarm.ts";
import type { FlushResult } from "../core/flush_result.ts";
import type { ClientContext } from "./client_context.ts";
import { Engine } from "./engine.ts";
import type { Consent } from "./metrics_client_options.ts";
import type { Entry } from "./queue.ts";
import { type Found, TabJournal } from "./tab_journal.ts";
import { Tabs } from "./tabs.ts";
import { BROWSER_WARNINGS } from "./warnings.ts";
import { createWire, type Wire } from "./wire.ts";

/** A page that is still there, and seen, so long after a drain did not go. */
const STAYED_MS = 1_000;

/** Gets events to the collector, or keeps them for the next page. */
export class Delivery {
  /** The queue, and the books. */
  readonly engine: Engine;
  readonly #context: ClientContext;
  readonly #journal: TabJournal;
  readonly #wire: Wire;
  readonly #tabs: Tabs;
  readonly #offs: readonly (() => void)[];
  /** Rings when the page is still there after a drain. */
  readonly #stayed: Alarm;
  #consent: Consent = "pending";
  /** Since the page was last visible. */
  #hasDrained = false;
  /** Events that are being handed over. */
  #leaving: readonly Entry[] = [];

  /** @param onPageHide Called just before the drain at `pagehide`. */
  constructor(context: ClientContext, consent: Consent, onPageHide: () => void) {
    const { clock, page, persistQueue, reporter } = context;
    const journal = this.#journal = new TabJournal(context);
    this.#context = context;
    this.#stayed = new Alarm(clock, () => page.isHidden() || this.#release());
    const wire = this.#wire = createWire(context);
    this.engine = new Engine(context, journal, {
      send: wire.send,
      isOpen: () => this.#isAllowed,
      onClose: () => {
        this.#tabs.close();
        this.#stayed.clear();
        for (const off of this.#offs) off();
      },
    });
    this.#tabs = new Tabs(context, journal, {
      mayAdopt: () => journal.isOn && this.#isAllowed,
      restore: (found) => this.#restore(found),
      forget: (tab) => this.#forget(tab),
    });
    this.#offs = this.#listen(onPageHide);
    if (persistQueue && page.storage === undefined) reporter.warn(BROWSER_WARNINGS.storage_failed);
    this.setConsent(consent);
  }

  /** Sends what waits. Never rejects. */
  flush(): Promise<FlushResult> {
    if (!this.#isAllowed) return Promise.resolve(this.engine.tally()());
    if (!this.#context.page.isHidden()) this.#release();
    return this.engine.flush();
  }

  /** The page may go: hands over what waits, by beacon, at once. */
  drain(): void {
    if (!this.#isAllowed) return;
    const { engine } = this;
    const journal = this.#journal;
    const { flight } = engine;
    // Set still: Firefox, which ended the page, cut the script that handed these over.
    journal.forget(this.#leaving);
    const isTrusted = engine.pacing.isHealthy && this.#context.page.isOnline();
    if (isTrusted && flight !== undefined) {
      flight.isUnkept = true;
      journal.forget(engine.of(flight));
    }
    const events = engine.entries.filter((entry) => {
      const isKept = journal.has(entry);
      if (entry.batch === undefined) return !engine.isAside(entry) && (isTrusted || !isKept);
      return !engine.isInFlight(entry) && !isKept && !this.#hasDrained;
    });
    this.#wire.handOver(events, (some, give) => {
      this.#leaving = some;
      engine.take((entry) => some.includes(entry));
      engine.totals.handedOver += some.length;
      const isTaken = give();
      if (isTaken) journal.forget(some);
      else {
        engine.totals.handedOver -= some.length;
        engine.insert(some);
      }
      this.#leaving = [];
      return isTaken;
    });
    this.#hasDrained = true;
    engine.setAside();
    this.#stayed.set(STAYED_MS);
    engine.pump();
  }

  /** Drains, then sends the rest, for so long; then refuses. */
  shutdown(timeoutMs: number): Promise<FlushResult> {
    this.drain();
    this.#release();
    return this.engine.shutdown(this.#isAllowed ? timeoutMs : 0);
  }

  /** Whether events may be stored and sent from now on. */
  setConsent(consent: Consent): void {
    const { engine } = this;
    const journal = this.#journal;
    if (engine.isClosed) return;
    this.#consent = consent;
    journal.isOn = consent === "granted" && this.#context.persistQueue;
    if (consent === "granted") {
      for (const entry of engine.entries) journal.write(entry);
      this.#start();
      return engine.sendAll();
    }
    if (consent === "denied") {
      engine.abort();
      engine.drop(() => true, "consent");
    }
    journal.clear(consent === "denied");
    this.#tabs.close();
    engine.flushes.giveBack();
    engine.pump();
  }

  get #isAllowed(): boolean {
    return this.#consent === "granted" && !this.engine.isClosed;
  }

  /** Meets the other tabs. */
  #start(): void {
    if (this.#journal.isOn) this.#tabs.open();
    void this.#tabs.adopt();
  }

  /** The page is there: what a drain left may leave. */
  #release(): void {
    this.#stayed.clear();
    this.#hasDrained = false;
    this.engine.endAside();
  }

  /** What was stored is checked like a caller's input: anybody may have written it. */
  #restore(found: readonly Found[]): void {
    const { engine } = this;
    const { nextId, reporter, revive } = this.#context;
    const restored: Entry[] = [];
    engine.totals.restored += found.length;
    for (const { id = nextId(), event, seq, isExpired } of found) {
      const revived = typeof id === "string" ? revive(event) : undefined;
      if (revived !== undefined && !isExpired) {
        restored.push({ ...revived, id: `${id}`, seq });
        continue;
      }
      const reason = isExpired ? "expired" : "corrupt";
      const { name = null } = revived ?? {};
      this.#journal.forget([{ seq }]);
      engine.count(reason);
      reporter.drop({
        reason,
        messageId: revived ? `${id}` : null,
        name,
        detail: "as it was stored",
      });
    }
    for (const event of restored) this.#journal.write(event);
    engine.restore(restored);
  }

  /** What lies in the storage is for other tabs, or for this one when it comes back. */
  #forget(tab?: string): void {
    const { engine } = this;
    const taken = engine.take((entry) =>
      !engine.isInFlight(entry) && this.#journal.disown(entry, tab)
    );
    engine.totals.handedOver += taken.length;
    engine.pump();
  }

  #listen(onPageHide: () => void): (() => void)[] {
    const { page } = this.#context;
    const leave = (): void => {
      onPageHide();
      this.drain();
      this.#tabs.close();
      this.#forget();
    };
    return [
      page.on("visibilitychange", () => {
        if (page.isHidden()) return this.drain();
        this.#release();
        void this.#tabs.adopt();
      }),
      page.on("beforeunload", () => this.drain()),
      // Twice: Firefox ends a closed tab in the middle of one listener, mostly the first.
      page.on("pagehide", () => leave()),
      page.on("pagehide", () => leave()),
      page.on("pageshow", ({ persisted }) => {
        if (persisted !== true) return;
        this.#forget();
        this.#journal.renew();
        this.#release();
        this.#start();
      }),
      page.on("online", () => {
        void this.flush();
        void this.#tabs.adopt();
      }),
    ];
  }
}
