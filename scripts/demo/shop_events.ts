/**
 * How the shop tracks: an ordinary client, and a ledger of every call beside it.
 *
 * @module
 */
import { InslyticNode, type Properties, type Stats, type WireEvent } from "@tidings/sdk";
import { DEMO_KEY, MESSAGE_ID_KEY } from "./agreement.ts";
import type { WriteEntry } from "./ledger.ts";
import type { PageProblem } from "./page/books_report.ts";
import { recordRequests } from "./request_ledger.ts";

/** Short, so that the demo is. */
const FLUSH_INTERVAL_MS = 500;

/** As many as anyone reads. */
const MAX_PROBLEMS = 20;

/** Who asks for a page. */
export interface Visitor {
  /** Kept in a cookie. */
  readonly anonymousId: string;
  /** Known after the login. */
  readonly userId: string | undefined;
  /** What they browse with. */
  readonly userAgent: string;
}

/** What happens in the shop. */
export interface ShopEvents {
  /** A page was seen. */
  page_viewed: { readonly path: string; readonly userAgent: string };
  /** A product was looked at. */
  product_viewed: { readonly product: string; readonly price: string; readonly userAgent: string };
  /** A product was put in the cart. */
  cart_added: { readonly product: string; readonly price: string };
  /** The cart was paid. */
  checkout_completed: { readonly items: number; readonly amount: string };
}

/** Tracks what happens in the shop. */
export class ShopTracker {
  readonly #inslytic: InslyticNode;
  readonly #write: WriteEntry;
  readonly #problems: PageProblem[] = [];

  /** Starts the shop's client. */
  constructor(endpoint: string, write: WriteEntry) {
    this.#write = write;
    this.#inslytic = new InslyticNode({
      apiKey: DEMO_KEY,
      endpoint,
      flushInterval: FLUSH_INTERVAL_MS,
      messageIdKey: MESSAGE_ID_KEY,
      beforeSend: leaveOutCrawlers,
      fetch: recordRequests(fetch, write),
      logger: {
        warn: (text) => {
          write({ kind: "warning", text });
          this.#complain(text);
        },
      },
      onDrop: ({ name, messageId, reason }) => {
        write({ kind: "drop", name, id: messageId, reason });
        this.#complain(`dropped ${name ?? "an event"} as ${reason}`);
      },
      onError: ({ message }) => this.#complain(message),
    });
  }

  /** Tracks one event of this visitor. */
  track<Name extends keyof ShopEvents & string>(
    visitor: Visitor,
    name: Name,
    properties: ShopEvents[Name],
  ): void {
    const { anonymousId, userId } = visitor;
    const event = { eventName: name, anonymousId, userId, properties: { ...properties } };
    this.#record(name, () => this.#inslytic.track(event));
  }

  /** Says who this visitor is. */
  identify(visitor: Visitor, userId: string, traits: Properties): void {
    const { anonymousId } = visitor;
    this.#record("$identify", () => this.#inslytic.identify(userId, traits, { anonymousId }));
  }

  /** The client's books, written down too. */
  stats(): Stats {
    const stats = this.#inslytic.stats();
    this.#write({ kind: "stats", stats });
    return stats;
  }

  /** The client's books. */
  books(): Stats {
    return this.#inslytic.stats();
  }

  /** What the client complained of last, oldest first. */
  get problems(): readonly PageProblem[] {
    return this.#problems;
  }

  #complain(text: string): void {
    this.#problems.push({ atMs: Date.now(), text });
    if (this.#problems.length > MAX_PROBLEMS) this.#problems.shift();
  }

  #record(name: string, call: () => string | null): void {
    const started = performance.now();
    const id = call();
    const micros = (performance.now() - started) * 1_000;
    this.#write({ kind: "call", name, id, micros });
  }
}

/** The shop does not count crawlers. */
function leaveOutCrawlers(event: WireEvent): WireEvent | null {
  return event.properties["userAgent"]?.includes("crawler") ? null : event;
}
