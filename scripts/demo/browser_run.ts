/**
 * The browser's part of the demo: what happens to it, and when.
 *
 * @module
 */
import { compareBrowser, type DatedEntry } from "./browser_compare.ts";
import type { BrowserOutcome } from "./browser_report.ts";
import { type PageState, Visit } from "./browser_visit.ts";
import { type Chromium, NoBrowser } from "./chromium.ts";
import { readStoredEvents } from "./event_store.ts";
import { formatCount } from "./format.ts";
import type { Progress } from "./progress.ts";
import type { Stage } from "./stage.ts";
import { pause } from "./within.ts";

/** What the browser's part may do to the collector. */
export interface CollectorControl {
  /** Fails the first of every so many requests from now on. */
  fail(every: number): Promise<void>;
  /** Ends the process. */
  stop(): Promise<void>;
  /** Starts it again, at the same port. */
  start(): Promise<void>;
}

/** Every third answer is a 503. */
const FAIL_EVERY = 3;
/** Tabs that are closed right after a click, in each phase. */
const PEEKS = 3;
/** The client waits up to a few seconds between attempts. */
const CATCH_UP_SECONDS = 10;
/** Without an arrival for this long nothing is on its way any more: on loopback a beacon takes a few ms. */
const QUIET_MS = 500;

const COLUMNS = ["tracked", "arrived", "stored"];

/** One performance. */
export class BrowserRun {
  readonly #stage: Stage;
  readonly #progress: Progress;
  readonly #starting: Promise<Chromium>;
  readonly #hasArrived = new Set<string>();
  readonly #entries: DatedEntry[] = [];
  readonly #calls = new Set<string>();
  readonly #imbalances: string[] = [];
  #heardMs = 0;
  /** What is going on, for the report. */
  #during = "";
  #isAfterQuit = false;
  #storedIds: ReadonlySet<string> = new Set();
  #trouble: string | null = null;
  #pages = 0;
  #closedTabs = 0;
  #quits = 0;

  /** Begins to start the browser, so that it is there when its turn comes. */
  constructor(stage: Stage, progress: Progress) {
    this.#stage = stage;
    this.#progress = progress;
    this.#starting = stage.startBrowser();
    // Looked at when its turn comes.
    this.#starting.catch(() => {});
  }

  /** It cannot play, and why. */
  leaveOut(why: string): void {
    this.#trouble = why;
  }

  /** The collector accepted these events of a browser. */
  hear(ids: readonly (string | null)[]): void {
    this.#heardMs = performance.now();
    for (const id of ids) if (id !== null) this.#hasArrived.add(id);
  }

  /** Plays; resolves to why that was not possible, or to what is to be compared at the end. */
  async play(shopUrl: string, collector: CollectorControl): Promise<(() => BrowserOutcome)> {
    let browser: Chromium;
    try {
      browser = await this.#starting;
      if (this.#trouble !== null) throw new NoBrowser(this.#trouble);
    } catch (error) {
      if (!(error instanceof NoBrowser)) throw error;
      const why = error.message;
      await this.#progress.phase("a browser", () => Promise.resolve("left out, see below"));
      return () => ({ kind: "left out", why });
    }
    const { version } = browser;
    this.#progress.columns(COLUMNS.join(" "));
    const restart = () => this.#stage.startBrowser();
    await this.#visitAndFail(new Visit(browser, shopUrl), collector);
    await this.#quit(browser);
    browser = await this.#comeBack(restart, shopUrl, collector);
    await this.#quit(browser);
    await this.#catchUp(await restart(), shopUrl);
    return () => this.#compare(version);
  }

  async #visitAndFail(visit: Visit, collector: CollectorControl): Promise<void> {
    this.#during = "while all was well";
    await this.#phase("a browser visits, all is well", visit, async () => {
      await visit.shop(0);
      await visit.stumble();
      for (let peek = 0; peek < PEEKS; peek++) await visit.peek(peek);
    });
    this.#during = "among the 503s";
    await this.#phase(`tabs close, one in ${FAIL_EVERY} is a 503`, visit, async () => {
      await collector.fail(FAIL_EVERY);
      await visit.shop(1);
      for (let peek = 0; peek < PEEKS; peek++) await visit.peek(peek);
    });
    this.#during = "while the collector was away";
    await this.#phase("no collector, the browser quits", visit, async () => {
      await collector.stop();
      await visit.shop(2);
    });
    this.#count(visit);
  }

  /** The browser is back, and quits again while it tracks. */
  async #comeBack(
    restart: () => Promise<Chromium>,
    shopUrl: string,
    collector: CollectorControl,
  ): Promise<Chromium> {
    let browser!: Chromium;
    let visit!: Visit;
    this.#during = "when the browser quit";
    await this.#progress.phase("collector and browser are back", async () => {
      await collector.start();
      browser = await restart();
      visit = new Visit(browser, shopUrl);
      await visit.open("/");
      await this.#untilDelivered(visit);
      return this.#formatBooks();
    });
    await this.#phase("it quits right after some clicks", visit, async () => {
      await visit.open("/products/cup");
      for (let cup = 0; cup < PEEKS; cup++) await visit.brew();
    });
    this.#count(visit);
    return browser;
  }

  async #catchUp(browser: Chromium, shopUrl: string): Promise<void> {
    await this.#progress.phase("back once more, it catches up", async () => {
      const visit = new Visit(browser, shopUrl);
      await visit.open("/");
      await this.#untilDelivered(visit);
      await visit.leave();
      await this.#read(visit);
      await this.#untilQuiet();
      await this.#read(visit);
      this.#count(visit);
      await browser.quit();
      return this.#formatBooks();
    });
  }

  async #quit(browser: Chromium): Promise<void> {
    await browser.quit();
    this.#quits++;
    // The next that is read is what the pages wrote at their end.
    this.#isAfterQuit = true;
  }

  async #phase(name: string, visit: Visit, act: () => Promise<void>): Promise<void> {
    await this.#progress.phase(name, async () => {
      await act();
      await this.#read(visit);
      return this.#formatBooks();
    });
  }

  async #read(visit: Visit): Promise<PageState> {
    const state = await visit.read();
    const [during, isQuit] = [this.#during, this.#isAfterQuit];
    this.#entries.push(...state.entries.map((entry) => ({ ...entry, during, isQuit })));
    this.#isAfterQuit = false;
    for (const entry of state.entries) if (entry.kind === "call") this.#calls.add(entry.id);
    this.#storedIds = state.storedIds;
    if (!state.isBalanced) this.#imbalances.push(`after ${formatCount(this.#calls.size)} events`);
    return state;
  }

  /** Waits until nothing is stored or pending any more, or long enough. */
  async #untilDelivered(visit: Visit): Promise<void> {
    const giveUpAt = performance.now() + CATCH_UP_SECONDS * 1_000;
    for (;;) {
      const { storedIds, pending } = await this.#read(visit);
      if (storedIds.size + pending === 0 || performance.now() > giveUpAt) return;
      await pause(50);
    }
  }

  /** Waits until nothing is on its way any more. */
  async #untilQuiet(): Promise<void> {
    const began = performance.now();
    while (performance.now() < Math.max(began, this.#heardMs) + QUIET_MS) await pause(50);
  }

  #count({ pages, closedTabs }: Visit): void {
    this.#pages += pages;
    this.#closedTabs += closedTabs;
  }

  #formatBooks(): string {
    const arrived = [...this.#calls].filter((id) => this.#hasArrived.has(id)).length;
    return [this.#calls.size, arrived, this.#storedIds.size]
      .map((count, column) => formatCount(count).padStart(COLUMNS[column]?.length ?? 0)).join(" ");
  }

  #compare(version: string): BrowserOutcome {
    const comparison = compareBrowser({
      entries: this.#entries,
      storedIds: this.#storedIds,
      arrived: readStoredEvents(this.#stage.database, "browser"),
      imbalances: this.#imbalances,
    });
    const facts = {
      version,
      pages: this.#pages,
      closedTabs: this.#closedTabs,
      quits: this.#quits,
    };
    return { kind: "played", comparison, facts };
  }
}
