/**
 * `fetch`, as far as a client needs it, over the keep-alive connections of `node:http`.
 *
 * @module
 */
import type { Clock, FetchLike } from "../../core/ports.ts";
import { createSystemClock } from "../system_clock.ts";
import { createConnectors, type HttpModule } from "./connectors.ts";
import { exchange } from "./exchange.ts";
import { requestFailure } from "./request_failure.ts";
import { readTarget, type RequestTarget } from "./request_target.ts";

/** What differs in tests. */
export interface NodeFetchOptions {
  /** How long an idle connection is kept, unless the server says that it keeps it shorter. */
  readonly idleTimeoutMs?: number;
  /** Limits the time of an answer's body. */
  readonly clock?: Pick<Clock, "setTimer">;
  /** Loads `node:http` or `node:https`. */
  readonly load?: (protocol: string) => Promise<HttpModule>;
}

/**
 * Node's own servers, and many others, close a connection that was idle for 5 s. A second less, and
 * hardly any request meets a connection that is just being closed.
 */
const IDLE_TIMEOUT_MS = 4_000;

/** Makes a `fetch` with connections of its own. */
export function createNodeFetch(options: NodeFetchOptions = {}): FetchLike {
  const connectorFor = createConnectors(options.idleTimeoutMs ?? IDLE_TIMEOUT_MS, options.load);
  const encoder = new TextEncoder();
  // A client always sends to one URL: it is read once.
  let last: { readonly url: string; readonly target: RequestTarget } | undefined;
  let { clock } = options;
  return async (url, { method, headers, body, signal, mayResend }) => {
    if (last?.url !== url) last = { url, target: readTarget(url) };
    const { target } = last;
    const connector = await connectorFor(target.protocol);
    clock ??= createSystemClock();
    const outgoing = { target, method, headers, body: encoder.encode(body), signal };
    const answer = await exchange(outgoing, { connector, pool: connector.pool, clock });
    if (answer !== "stale") return answer;
    if (mayResend?.() === false) throw requestFailure(new Error(CLOSED_MEANWHILE));
    const second = await exchange(outgoing, { connector, pool: false, clock });
    if (second === "stale") throw requestFailure(new Error(CLOSED_MEANWHILE));
    return second;
  };
}

const CLOSED_MEANWHILE = "the server had closed the connection";

/**
 * A `fetch` for `InslyticNode` over keep-alive connections of `node:http` and `node:https`. On Node it
 * takes about half the processor time of the global one; it works on Deno and Bun too.
 *
 * - Nothing is loaded before the first request, and no connection keeps the process alive.
 * - A request that was lost because the server had just closed an idle connection is sent once more, at
 *   once, on a new one.
 * - Redirects are not followed: a 3xx is the answer.
 * - Idle connections are closed after 4 s, or sooner if the server's `Keep-Alive` header says so.
 * - No compression is asked for. An answer that is compressed all the same is not decoded.
 * - Proxies in the environment (`HTTP_PROXY` and the like) are not used.
 * - Certificates are checked against the runtime's authorities. To add one, start Node, Deno or Bun with
 *   `NODE_EXTRA_CA_CERTS` naming a file of it. For https Deno wants `--allow-sys` and `--allow-env` too.
 *
 * Rejects, and never throws, with an `Error` that holds nothing of the request, and where there is one the
 * `code` of the cause, as in `ECONNREFUSED`; with an `AbortError` when the signal was aborted.
 *
 * @example
 * ```ts
 * import { InslyticNode, nodeFetch } from "@tidings/sdk/node";
 *
 * const inslytic = new InslyticNode({ apiKey: "your-project-key", fetch: nodeFetch });
 * await inslytic.shutdown();
 * ```
 */
export const nodeFetch: FetchLike = createNodeFetch();
