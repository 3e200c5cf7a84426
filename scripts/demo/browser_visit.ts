/**
 * What a person does in the shop with a browser, and what the browser tells of it afterwards.
 *
 * @module
 */
import { BLANK_PATH, LEDGER_PREFIX } from "./agreement.ts";
import type { Chromium } from "./chromium.ts";
import { PRODUCTS } from "./shop_goods.ts";
import type { PageEntry } from "./page/ledger.ts";
import { pause } from "./within.ts";

/** What a page's storage holds, and what its client says. */
export interface PageState {
  /** New lines of the pages' ledgers, in no order. */
  readonly entries: readonly PageEntry[];
  /** Ids of stored events. */
  readonly storedIds: ReadonlySet<string>;
  /** Events that the page's client has in its queue. */
  readonly pending: number;
  /** Whether that client's books balance; true where there is none. */
  readonly isBalanced: boolean;
}

/** Reads, and empties, the ledgers; lists stored events; asks the client. */
const READ = `
const [prefix] = arguments;
const keys = Object.keys(localStorage);
const take = (key) => {
  const line = localStorage.getItem(key);
  localStorage.removeItem(key);
  return line;
};
const stats = globalThis.metrics?.stats();
const dropped = Object.values(stats?.dropped ?? {}).reduce((sum, count) => sum + count, 0);
return {
  lines: keys.filter((key) => key.startsWith(prefix)).map(take),
  stored: keys.filter((key) => /^metrics-sdk:queue:[0-9a-f]{16}:-?[0-9]+$/.test(key))
    .map((key) => localStorage.getItem(key) ?? ""),
  pending: globalThis.metrics?.pending ?? 0,
  isBalanced: stats === undefined || stats.tracked + stats.restored ===
    stats.delivered + stats.handedOver + dropped + stats.queued + stats.inFlight,
};`;

/** Whether the page's client has nothing to send, or knows how its first request ended. */
const HAS_LEARNED = `
const { queued, inFlight, requests } = metrics.stats();
return inFlight === 0 && (queued === 0 || requests > 0);`;

/** Longest that a reader stays: far beyond the client's flush interval. */
const STAY_SECONDS = 3;

/** What precedes the list of time, id and event in a stored record. */
const RECORD_HEAD = /^\d+:[0-9a-f]+:[0-9a-f]+:/;

/** A person at a browser. */
export class Visit {
  readonly #browser: Chromium;
  readonly #shopUrl: string;
  #pages = 0;
  #closedTabs = 0;

  constructor(browser: Chromium, shopUrl: string) {
    this.#browser = browser;
    this.#shopUrl = shopUrl;
  }

  /** Pages opened. */
  get pages(): number {
    return this.#pages;
  }

  /** Tabs closed. */
  get closedTabs(): number {
    return this.#closedTabs;
  }

  /** Looks around, buys something: page views, clicks, a route, a scroll, forms. Reads each page. */
  async shop(customer: number): Promise<void> {
    const product = PRODUCTS[customer % PRODUCTS.length]?.id ?? "";
    await this.open("/");
    await this.#stay();
    await this.#browser.click(`a[href="/products/${product}"]`);
    await this.#arrive(`/products/${product}`);
    await this.brew();
    await this.#browser.click("#leaves");
    await this.#browser.run("scrollTo(0, document.documentElement.scrollHeight)");
    await this.#stay();
    await this.#browser.click("#put");
    await this.#arrive("/cart");
    await this.#stay();
    await this.#browser.click("#pay");
    await this.#arrive("/thanks");
    await this.#stay();
  }

  /** Gives a name, makes mistakes, and leaves for another site. */
  async stumble(): Promise<void> {
    await this.open("/login");
    await this.#browser.type("[name=user]", "Ann");
    await this.#browser.click("#go");
    await this.#arrive("/");
    for (const id of ["spill", "forget", "secret"]) await this.#browser.click(`#${id}`);
    await this.#browser.click("#elsewhere");
    await this.#browser.arrive("/health");
    await this.#browser.back();
    await this.#arrive("/");
  }

  /** Opens a product in a new tab, clicks, and closes the tab at once. */
  async peek(customer: number): Promise<void> {
    const before = await this.#browser.openTab();
    await this.open(`/products/${PRODUCTS[customer % PRODUCTS.length]?.id}`);
    await this.brew();
    await this.#browser.closeTab(before);
    this.#closedTabs++;
  }

  /** Clicks a button that tracks a timing. */
  async brew(): Promise<void> {
    await this.#browser.click("#brew");
  }

  /** Opens a page of the shop. */
  async open(path: string): Promise<void> {
    await this.#browser.goto(`${this.#shopUrl}${path}`);
    this.#pages++;
  }

  /** Leaves the page for one without a client. */
  async leave(): Promise<void> {
    await this.#browser.goto(`${this.#shopUrl}${BLANK_PATH}`);
  }

  /** What the current page, which must be the shop's, and its storage tell. */
  async read(): Promise<PageState> {
    const told = await this.#browser.run(READ, LEDGER_PREFIX) as unknown as {
      readonly lines: readonly string[];
      readonly stored: readonly string[];
      readonly pending: number;
      readonly isBalanced: boolean;
    };
    const { lines, stored, pending, isBalanced } = told;
    return {
      entries: lines.map((line) => JSON.parse(line) as PageEntry),
      storedIds: new Set(stored.map(idOfRecord)),
      pending,
      isBalanced,
    };
  }

  /** Reads a page for as long as its client needs to send something, or to find out that it cannot. */
  async #stay(): Promise<void> {
    const giveUpAt = performance.now() + STAY_SECONDS * 1_000;
    while (await this.#browser.run(HAS_LEARNED) !== true && performance.now() < giveUpAt) {
      await pause(50);
    }
  }

  async #arrive(path: string): Promise<void> {
    await this.#browser.arrive(path);
    this.#pages++;
  }
}

/** The id of a stored event. */
export function idOfRecord(record: string): string {
  const [, id] = JSON.parse(record.replace(RECORD_HEAD, "")) as [number, string, unknown];
  return id;
}
