/**
 * The collect API on a socket, on another origin than the pages, answering preflights as it is documented
 * to. It keeps every request and can be told to fail.
 *
 * @module
 */
import { member, retrying } from "./driver.ts";

/** One request as it came. */
export interface Recorded {
  /** `POST`, or `OPTIONS` for a preflight. */
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** The query's parameters. */
  readonly query: URLSearchParams;
  /** The headers. */
  readonly headers: Headers;
  /** The body's text. */
  readonly body: string;
  /** When it was read, in milliseconds on a clock that only goes forward. */
  readonly atMs: number;
  /** Ids of its events, in order. */
  readonly ids: readonly string[];
  /** Names of its events, in order. */
  readonly names: readonly string[];
}

/** The status to answer a POST with; a promise that is never kept hangs, until the collector is closed. */
export type Reply = (request: Recorded) => number | Promise<number>;

/** The key under which the tests' clients write an event's id into its metadata. */
export const ID_KEY = "messageId";

/** What the API answers when all is well. */
const ACCEPTED = 202;

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-allow-headers": "content-type, x-api-key",
};

/** Without a request for this long, nothing more comes: on loopback a request takes a few ms. */
const QUIET_MS = 250;

/** A collector that listens. */
export class Collector implements AsyncDisposable {
  /** Every request so far. */
  readonly requests: Recorded[] = [];
  /** Decides the answers. */
  reply: Reply = () => ACCEPTED;
  readonly #received = new Map<string, number>();
  readonly #abort = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    const options = { hostname: "127.0.0.1", port: 0, signal: this.#abort.signal, onListen() {} };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
  }

  /** What a client is given as `endpoint`. The pages are on `127.0.0.1`, so this is another origin and another site. */
  get endpoint(): string {
    return `http://localhost:${this.#server.addr.port}/api/collect`;
  }

  /** The beacons: they have no headers of their own, so the key is in the query. */
  get beacons(): Recorded[] {
    return this.requests.filter(({ method, query }) => method === "POST" && query.has("apiKey"));
  }

  /** The requests by `fetch`. */
  get fetches(): Recorded[] {
    return this.requests.filter(({ method, headers }) =>
      method === "POST" && headers.has("x-api-key")
    );
  }

  /** The preflights. */
  get preflights(): Recorded[] {
    return this.requests.filter(({ method }) => method === "OPTIONS");
  }

  /** How many times an event was received, in requests that were answered well. */
  countOf(id: string): number {
    return this.#received.get(id) ?? 0;
  }

  /** Whether an event has come at all, however it was answered. */
  hasSeen(id: string): boolean {
    return this.requests.some(({ ids }) => ids.includes(id));
  }

  /** Names of the events that were received more than once, by id. */
  get doubled(): Map<string, string> {
    const doubled = new Map<string, string>();
    for (const { ids, names } of this.requests) {
      for (const [at, id] of ids.entries()) {
        if (this.countOf(id) > 1) doubled.set(id, names[at] ?? "");
      }
    }
    return doubled;
  }

  /** Resolves when no request has come for a while. */
  async quiet(): Promise<void> {
    const began = performance.now();
    await retrying("a quiet collector", () => {
      const last = Math.max(began, this.requests.at(-1)?.atMs ?? 0);
      return Promise.resolve(performance.now() - last > QUIET_MS ? true : null);
    });
  }

  /** What came, for the message of a test that failed. */
  describe(): string {
    const { doubled } = this;
    return this.requests.map(({ method, query, names, ids, atMs, body }) => {
      const way = method === "OPTIONS" ? "preflight" : query.has("apiKey") ? "beacon" : "fetch";
      const again = ids.filter((id) => doubled.has(id)).length;
      const note = again > 0 ? `, ${again} of them more than once` : "";
      return `${atMs.toFixed(0)} ms ${way}: ${names.length} events (${[...new Set(names)]}), ` +
        `${body.length} characters${note}`;
    }).join("\n");
  }

  /** Breaks off what hangs, and stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#server.finished;
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url);
    const body = await request.text();
    const { ids, names } = readEvents(body);
    const recorded: Recorded = {
      method: request.method,
      target: pathname + search,
      query: searchParams,
      headers: request.headers,
      body,
      atMs: performance.now(),
      ids,
      names,
    };
    this.requests.push(recorded);
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS });
    const status = await this.reply(recorded);
    const isAccepted = status === ACCEPTED;
    if (isAccepted) {
      for (const id of ids) this.#received.set(id, this.countOf(id) + 1);
    }
    const answer = isAccepted ? { accepted: ids.length } : { error: "as the test wants it" };
    return Response.json(answer, { status, headers: CORS });
  }
}

function readEvents(body: string): { ids: string[]; names: string[] } {
  if (body === "") return { ids: [], names: [] };
  const events = member(JSON.parse(body), "events");
  if (!Array.isArray(events)) return { ids: [], names: [] };
  return {
    ids: events.map((event) => String(member(member(event, "metadata"), ID_KEY))),
    names: events.map((event) => String(member(event, "name"))),
  };
}
