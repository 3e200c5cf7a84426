/**
 * `fetch`, as far as a client needs it, over the keep-alive connections of `node:http`.
 *
 * @module
 */
import type { FetchLike } from "../../core/fetch_like.ts";
import type { Clock } from "../../core/ports.ts";
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
