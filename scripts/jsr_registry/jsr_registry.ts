/**
 * JSR on loopback, for as long as a test takes: `deno publish` publishes to it, Deno resolves `jsr:` from
 * it, and npm clients install `@jsr/…` from it.
 *
 * Emulated are the parts of the protocols that Deno 2.9.6 and Bun 1.4.5 use, from their documentation and
 * the registry's public source code. The clients are the real ones. The real JSR was never reached, so what
 * it checks beyond this, its search, scores, documentation pages and provenance, is not tried here.
 *
 * @module
 */
import { answerModule } from "./module_protocol.ts";
import { NpmProtocol } from "./npm_protocol.ts";
import { answerApi } from "./publish_api.ts";
import { ReleaseStore } from "./release_store.ts";

/** A registry that listens. */
export interface JsrRegistry extends AsyncDisposable {
  /** What Deno is given as `JSR_URL`. */
  readonly url: string;
  /** What npm clients are given as the registry of the scope `@jsr`. */
  readonly npmUrl: string;
  /** What was published. */
  readonly store: ReleaseStore;
}

/** Below this path npm clients are served; JSR has a host of its own for them. */
const NPM_PATH = "/npm";

/** Starts an empty registry on a free port. */
export function startJsrRegistry(): JsrRegistry {
  const store = new ReleaseStore();
  const npm = new NpmProtocol(store);
  const closing = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: closing.signal,
    onListen() {},
  }, (request) => {
    const { origin, pathname } = new URL(request.url);
    const path = decodeURIComponent(pathname);
    if (path.startsWith("/api/")) return answerApi(request, store);
    if (!path.startsWith(`${NPM_PATH}/`)) return answerModule(path, store);
    return npm.answer(path.slice(NPM_PATH.length), origin + NPM_PATH);
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  return {
    url: `${origin}/`,
    npmUrl: `${origin}${NPM_PATH}/`,
    store,
    [Symbol.asyncDispose]: async () => {
      // Not `shutdown()`: that would wait for connections that a client keeps open.
      closing.abort();
      await server.finished;
    },
  };
}
