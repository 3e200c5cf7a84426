/**
 * The books of all pages that a shop has shown, from what the pages tell. Whoever can reach the shop can
 * tell it anything: what comes is checked and bounded.
 *
 * @module
 */
import type { Stats } from "@tidings/sdk";
import type { PageProblem, PageReport } from "./page/books_report.ts";

/** The books of both clients, as the shop tells them. */
export interface BothBooks {
  /** The server's. */
  readonly server: Stats;
  /** The sum of all pages, as they last said. */
  readonly browser: Stats;
  /** How many pages that is. */
  readonly pages: number;
  /** What both clients complained of last, oldest first. */
  readonly problems: readonly (PageProblem & { readonly by: "server" | "browser" })[];
}

/** Beyond it the page that was silent longest is only counted. */
const MAX_PAGES = 200;
/** A page tells less. */
const MAX_REPORT_LENGTH = 16_384;
const MAX_PROBLEMS = 20;
const MAX_TEXT_LENGTH = 300;
const MAX_REASONS = 20;

/** Adds up what pages tell. */
export class PageBooks {
  readonly #pages = new Map<string, PageReport>();
  #gone: Stats = emptyStats();
  #countGone = 0;

  /** Takes what a page tells; false if it is nothing a page would. */
  add(text: string): boolean {
    const report = text.length > MAX_REPORT_LENGTH ? null : readReport(text);
    if (report === null) return false;
    this.#pages.delete(report.page);
    this.#pages.set(report.page, report);
    const [oldest] = this.#pages.values();
    if (this.#pages.size > MAX_PAGES && oldest !== undefined) {
      this.#pages.delete(oldest.page);
      this.#gone = addStats(this.#gone, oldest.stats);
      this.#countGone++;
    }
    return true;
  }

  /** How many pages told something. */
  get count(): number {
    return this.#pages.size + this.#countGone;
  }

  /** The sum. */
  sum(): Stats {
    return [...this.#pages.values()].reduce((sum, { stats }) => addStats(sum, stats), this.#gone);
  }

  /** The last complaints, oldest first. */
  problems(): PageProblem[] {
    return [...this.#pages.values()].flatMap(({ problems }) => problems)
      .sort((a, b) => a.atMs - b.atMs).slice(-MAX_PROBLEMS);
  }
}

/** Books in which nothing is written. */
export function emptyStats(): Stats {
  const counters = { tracked: 0, restored: 0, delivered: 0, handedOver: 0, queued: 0, inFlight: 0 };
  return { ...counters, dropped: {}, requests: 0, retries: 0 };
}

/** What a page told, or `null` if it is nothing that a page tells. */
export function readReport(text: string): PageReport | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const page = member(value, "page");
  const stats = readStats(member(value, "stats"));
  const problems = member(value, "problems");
  if (typeof page !== "string" || page.length > 64 || stats === null || !Array.isArray(problems)) {
    return null;
  }
  return { page, stats, problems: problems.slice(-MAX_PROBLEMS).flatMap(readProblem) };
}

function readProblem(value: unknown): PageProblem[] {
  const [atMs, text] = [member(value, "atMs"), member(value, "text")];
  if (typeof atMs !== "number" || typeof text !== "string") return [];
  return [{ atMs, text: text.slice(0, MAX_TEXT_LENGTH) }];
}

function readStats(value: unknown): Stats | null {
  const dropped = member(value, "dropped");
  if (typeof dropped !== "object" || dropped === null) return null;
  const reasons = Object.entries(dropped).slice(0, MAX_REASONS);
  const numbers = Object.keys(emptyStats()).filter((key) => key !== "dropped")
    .map((key) => [key, member(value, key)] as const);
  if (![...numbers, ...reasons].every(([, count]) => isCount(count))) return null;
  return { ...emptyStats(), ...Object.fromEntries(numbers), dropped: Object.fromEntries(reasons) };
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function addStats(a: Stats, b: Stats): Stats {
  const dropped: Record<string, number> = { ...a.dropped };
  for (const [reason, count] of Object.entries(b.dropped)) {
    dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return {
    tracked: a.tracked + b.tracked,
    restored: a.restored + b.restored,
    delivered: a.delivered + b.delivered,
    handedOver: a.handedOver + b.handedOver,
    dropped,
    queued: a.queued + b.queued,
    inFlight: a.inFlight + b.inFlight,
    requests: a.requests + b.requests,
    retries: a.retries + b.retries,
  };
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
