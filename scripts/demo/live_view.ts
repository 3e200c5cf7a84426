/**
 * The live view's server: a page of plain files, and one stream of server-sent events for each that looks.
 *
 * @module
 */
import { BOOKS_PATH, LOOPBACK, type Source } from "./agreement.ts";
import type { Seen } from "./arrival.ts";
import { LiveLog, type LiveMessage } from "./live_log.ts";
import type { BothBooks } from "./page_books.ts";

/** The page's files and their kinds. */
const FILES: Readonly<Record<string, string>> = {
  "index.html": "text/html",
  "colours.css": "text/css",
  "live.css": "text/css",
  "live.js": "text/javascript",
  "plot.js": "text/javascript",
  "render.js": "text/javascript",
  "state.js": "text/javascript",
};

/** The page runs and loads its own files, and nothing else. */
const HEADERS = {
  "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; " +
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'none'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** How often the books are looked up while somebody looks. */
const BOOKS_INTERVAL_MS = 1_000;
/** A page that takes nothing any more is left: it comes back, and is told all there is. */
const MAX_BEHIND = 200;
const MAX_VIEWERS = 20;

/** Somebody who looks. */
interface Viewer {
  readonly tell: (text: string) => void;
}

/** Shows what arrives. */
export class LiveView implements AsyncDisposable {
  /** Its address. */
  readonly url: string;
  readonly #log = new LiveLog();
  readonly #viewers = new Set<Viewer>();
  readonly #abort = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #files: ReadonlyMap<string, string>;
  readonly #timer: ReturnType<typeof setInterval>;
  #booksUrl: string | null = null;
  #toldBooks = "";

  private constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
    const { signal } = this.#abort;
    const options = { hostname: LOOPBACK, port: 0, signal, onListen() {} };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
    this.url = `http://${LOOPBACK}:${this.#server.addr.port}`;
    this.#timer = setInterval(() => void this.#lookUpBooks(), BOOKS_INTERVAL_MS);
  }

  /** Reads the page's files and listens. */
  static async open(): Promise<LiveView> {
    const files = await Promise.all(
      Object.keys(FILES).map(async (name) => {
        return [name, await Deno.readTextFile(new URL(`live/${name}`, import.meta.url))] as const;
      }),
    );
    return new LiveView(new Map(files));
  }

  /** How many look. */
  get viewers(): number {
    return this.#viewers.size;
  }

  /** The shop is open: its books are shown from now on. */
  showBooksOf(shopUrl: string): void {
    this.#booksUrl = `${shopUrl}${BOOKS_PATH}`;
  }

  /** Events arrived together. */
  add(source: Source, events: readonly Seen[]): void {
    this.#tell(this.#log.add(source, events, Date.now()));
  }

  /** The collector refused a request. */
  refuse(text: string): void {
    this.#log.refuse(text, Date.now());
  }

  /** Ends all streams and listens no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#abort.abort();
    await this.#server.finished;
  }

  #answer(request: Request): Response {
    const { hostname, pathname } = new URL(request.url);
    // A name that somebody made point here is somebody's page that reads along.
    if (hostname !== LOOPBACK && hostname !== "localhost") {
      return new Response("Not found", { status: 404 });
    }
    if (pathname === "/events") return this.#stream();
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const text = this.#files.get(name);
    if (text === undefined) return new Response("Not found", { status: 404, headers: HEADERS });
    const headers = { ...HEADERS, "content-type": `${FILES[name]}; charset=utf-8` };
    return new Response(text, { headers });
  }

  #stream(): Response {
    if (this.#viewers.size >= MAX_VIEWERS) return new Response("Too many", { status: 503 });
    const encoder = new TextEncoder();
    let viewer: Viewer | undefined;
    const leave = (): void => void (viewer && this.#viewers.delete(viewer));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const tell = (text: string): void => {
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) > -MAX_BEHIND) return;
          leave();
          controller.close();
        };
        viewer = { tell };
        this.#viewers.add(viewer);
        tell(`retry: 1000\n\n${toText(this.#log.snapshot())}${this.#toldBooks}`);
      },
      cancel: leave,
    });
    return new Response(body, { headers: { ...HEADERS, "content-type": "text/event-stream" } });
  }

  #tell(message: LiveMessage): void {
    const text = toText(message);
    for (const { tell } of [...this.#viewers]) tell(text);
  }

  /** Also what shows that the stream is alive: it speaks at least once in each interval. */
  async #lookUpBooks(): Promise<void> {
    if (this.#viewers.size === 0) return;
    const books = await this.#readBooks();
    const text = toText({ type: "books", books, refusals: this.#log.refusals });
    const news = text === this.#toldBooks ? ":\n\n" : text;
    this.#toldBooks = text;
    for (const { tell } of [...this.#viewers]) tell(news);
  }

  async #readBooks(): Promise<BothBooks | null> {
    if (this.#booksUrl === null) return null;
    try {
      const response = await fetch(this.#booksUrl, { signal: this.#abort.signal });
      return await response.json() as BothBooks;
    } catch {
      // The shop is closed, or about to be.
      return null;
    }
  }
}

function toText(message: LiveMessage): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}
