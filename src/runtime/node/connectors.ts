/**
 * What opens connections: `node:http` or `node:https`, loaded when first needed, each with a pool of its
 * own.
 *
 * @module
 */
import type { Agent, ClientRequest, RequestOptions } from "node:http";
import type { RequestTarget } from "./request_target.ts";

/** Opens connections of one protocol. */
export interface Connector {
  /** Begins a request. */
  request(options: RequestOptions): ClientRequest;
  /** Keeps connections for the next request. */
  readonly pool: Agent;
}

/**
 * Most connections to one origin, beyond which requests wait for one. As many as eight clients may have
 * requests on the wire, 16 each: what waits here is bounded by the clients themselves.
 */
const MAX_CONNECTIONS = 128;

/** Most idle connections to one origin: as many as one client may have requests on the wire. */
const MAX_IDLE_CONNECTIONS = 16;

/** What is needed of `node:http` and of `node:https`. */
export type HttpModule = Pick<typeof import("node:http"), "Agent" | "request">;

/** Makes the function that finds the connector for a protocol. It rejects where there is none. */
export function createConnectors(
  idleTimeoutMs: number,
  load: (protocol: string) => Promise<HttpModule> = importModule,
): (protocol: RequestTarget["protocol"]) => Promise<Connector> {
  const options = {
    keepAlive: true,
    maxSockets: MAX_CONNECTIONS,
    maxFreeSockets: MAX_IDLE_CONNECTIONS,
    timeout: idleTimeoutMs,
  };
  const create = async (protocol: string): Promise<Connector> => {
    try {
      const { Agent, request } = await load(protocol);
      return { request, pool: new Agent(options) };
    } catch (cause) {
      const name = protocol.slice(0, -1);
      throw new Error(`nodeFetch needs node:${name}, which is missing here`, { cause });
    }
  };
  const created = new Map<string, Promise<Connector>>();
  return (protocol) => {
    const known = created.get(protocol);
    if (known !== undefined) return known;
    const connector = create(protocol);
    created.set(protocol, connector);
    return connector;
  };
}

/** Not imported above: browsers and edge runtimes, which lack them, may load this file all the same. */
function importModule(protocol: string): Promise<HttpModule> {
  return protocol === "https:" ? import("node:https") : import("node:http");
}
