/**
 * The pages, on `127.0.0.1`. Every script is a file of its own, so that a page works under the strictest
 * content security policy.
 *
 * @module
 */
import { bundleClient } from "./bundle.ts";

/** A page. */
export interface SitePage {
  /** Text of its module. */
  readonly script?: string;
  /** Its HTML, within the body. */
  readonly body?: string;
  /** Headers of the document. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server of pages. Its origin is new each time, so storage is empty even in a used profile. */
export class Site implements AsyncDisposable {
  readonly #pages = new Map<string, SitePage>();
  readonly #abort = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    const options = { hostname: "127.0.0.1", port: 0, signal: this.#abort.signal, onListen() {} };
    this.#server = Deno.serve(options, (request) => this.#answer(new URL(request.url).pathname));
  }

  /** Where the pages are. */
  get origin(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** A page with nothing on it. */
  get blank(): string {
    return `${this.origin}/blank`;
  }

  /** Adds a page and gives its address. */
  add(name: string, page: SitePage): string {
    this.#pages.set(`/${name}`, page);
    return `${this.origin}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#server.finished;
  }

  #answer(path: string): Response {
    if (path === "/sdk.js") return script(bundleClient());
    const page = this.#pages.get(path.replace(/\.js$/, ""));
    if (path.endsWith(".js")) return script(page?.script ?? "");
    const module = page?.script === undefined
      ? ""
      : `<script type="module" src="${path}.js"></script>`;
    const html = `<!doctype html><meta charset="utf-8"><title>${path}</title><h1>${path}</h1>${
      page?.body ?? ""
    }${module}`;
    return new Response(html, {
      headers: { "content-type": "text/html; charset=utf-8", ...page?.headers },
    });
  }
}

function script(text: string): Response {
  return new Response(text, {
    // A sandboxed frame is of no origin and may load only what allows any.
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "access-control-allow-origin": "*",
    },
  });
}
