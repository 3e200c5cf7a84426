/**
 * A page of the shop tells the shop what its client's books say, now and then and when it goes.
 *
 * @module
 */
import type { Stats } from "@tidings/sdk/browser";
import { BOOKS_PATH } from "../agreement.ts";

/** Seldom enough to cost nothing, often enough to be watched. */
const INTERVAL_MS = 1_000;
/** The shop shows no more of a page. */
const MAX_PROBLEMS = 10;

/** What a page tells. */
export interface PageReport {
  /** Which page: a new name for each document. */
  readonly page: string;
  /** Its client's books. */
  readonly stats: Stats;
  /** The last warnings, errors and drops. */
  readonly problems: readonly PageProblem[];
}

/** Something that a client complained of. */
export interface PageProblem {
  /** When, in milliseconds since 1970. */
  readonly atMs: number;
  /** What. */
  readonly text: string;
}

/** Collects the problems of a page and tells them with the books. */
export class BooksReport {
  readonly #page = crypto.randomUUID();
  readonly #problems: PageProblem[] = [];
  #told = "";

  /** Something that the client complained of. */
  complain(text: string): void {
    this.#problems.push({ atMs: Date.now(), text });
    if (this.#problems.length > MAX_PROBLEMS) this.#problems.shift();
  }

  /** Tells of these books from now on. To be called after the client is made: it is to be heard last. */
  start(readStats: () => Stats): void {
    const tell = (): void => this.#tell(readStats());
    setInterval(tell, INTERVAL_MS);
    addEventListener("pagehide", tell);
    document.addEventListener("visibilitychange", tell);
  }

  #tell(stats: Stats): void {
    const report: PageReport = { page: this.#page, stats, problems: this.#problems };
    const text = JSON.stringify(report);
    if (text === this.#told) return;
    // A beacon, since the page may be going.
    if (navigator.sendBeacon(BOOKS_PATH, text)) this.#told = text;
  }
}
