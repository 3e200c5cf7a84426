/**
 * What the live view shows to whoever opens it late: the last events, counts by name, and how many came in
 * each second. Pure, and of bounded size however much comes.
 *
 * @module
 */
import type { Source } from "./agreement.ts";
import type { Seen } from "./arrival.ts";
import type { BothBooks } from "./page_books.ts";

/** An event that arrived. */
export interface LiveEvent extends Seen {
  /** Its place in the order of arrival, from 1. */
  readonly seq: number;
  /** When it arrived, in milliseconds since 1970. */
  readonly atMs: number;
  /** Who sent it. */
  readonly source: Source;
  /** The name that it is counted under. */
  readonly countedAs: string;
}

/** How many events of one name arrived, by who sent them. */
export type Total = readonly [name: string, server: number, browser: number];

/** How many events of each name arrived in one second since 1970. */
export type Second = readonly [second: number, counts: readonly (readonly [string, number])[]];

/** What the page is told. */
export type LiveMessage =
  /** All there is to know; what was known before counts no more. */
  | {
    readonly type: "snapshot";
    /** Changes when the demo is started anew. */
    readonly run: string;
    readonly totals: readonly Total[];
    readonly seconds: readonly Second[];
    readonly events: readonly LiveEvent[];
  }
  /** These events arrived together. */
  | { readonly type: "batch"; readonly events: readonly LiveEvent[] }
  /** The books of both clients, and what went wrong last. */
  | {
    readonly type: "books";
    readonly books: BothBooks | null;
    readonly refusals: readonly Refusal[];
  };

/** A request that the collector refused. */
export interface Refusal {
  /** When, in milliseconds since 1970. */
  readonly atMs: number;
  /** Which. */
  readonly text: string;
}

/** The events of one name, as the page's plot shows them. */
export interface Band {
  /** The name. */
  readonly name: string;
  /** How many there are in all. */
  readonly sum: number;
  /** The number of its colour. */
  readonly colour: number;
  /** How many there are in each second, oldest first. */
  readonly counts: readonly number[];
}

/** As many events as the list of the page holds. */
export const MAX_EVENTS = 300;
/** What the plot shows. */
export const PLOT_SECONDS = 120;
/** More names than that are no names any more. */
export const MAX_NAMES = 200;
/** The name of all names beyond them. */
export const OTHER_NAMES = "(other names)";
const MAX_REFUSALS = 20;

/** Remembers what has arrived. */
export class LiveLog {
  readonly #run = crypto.randomUUID();
  readonly #totals = new Map<string, [server: number, browser: number]>();
  readonly #seconds = new Map<number, Map<string, number>>();
  readonly #refusals: Refusal[] = [];
  #events: LiveEvent[] = [];
  #seq = 0;

  /** Takes events that arrived together; what the page is told of them. */
  add(source: Source, seen: readonly Seen[], atMs: number): LiveMessage {
    const events = seen.map((event) => {
      const countedAs = this.#count(event.name, source, Math.floor(atMs / 1_000));
      return { ...event, seq: ++this.#seq, atMs, source, countedAs };
    });
    this.#events = [...this.#events, ...events].slice(-MAX_EVENTS);
    return { type: "batch", events };
  }

  /** The collector refused a request. */
  refuse(text: string, atMs: number): void {
    this.#refusals.push({ atMs, text });
    if (this.#refusals.length > MAX_REFUSALS) this.#refusals.shift();
  }

  /** The last refusals, oldest first. */
  get refusals(): readonly Refusal[] {
    return [...this.#refusals];
  }

  /** All there is to know. */
  snapshot(): LiveMessage {
    return {
      type: "snapshot",
      run: this.#run,
      totals: Array.from(this.#totals, ([name, counts]) => [name, ...counts]),
      seconds: Array.from(this.#seconds, ([second, counts]) => [second, [...counts]]),
      events: this.#events,
    };
  }

  #count(given: string, source: Source, second: number): string {
    const isKnown = this.#totals.has(given) || this.#totals.size < MAX_NAMES;
    const name = isKnown ? given : OTHER_NAMES;
    const total = this.#totals.get(name) ?? [0, 0];
    this.#totals.set(name, total);
    total[source === "server" ? 0 : 1]++;
    const counts = this.#seconds.get(second) ?? new Map<string, number>();
    this.#seconds.set(second, counts);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const old of this.#seconds.keys()) {
      if (old <= second - PLOT_SECONDS) this.#seconds.delete(old);
    }
    return name;
  }
}
