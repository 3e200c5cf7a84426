/**
 * One request on one connection, and its answer.
 *
 * @module
 */
import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { AbortSignalLike, FetchResponse } from "../../core/fetch_like.ts";
import type { Clock } from "../../core/ports.ts";
import type { Connector } from "./connectors.ts";
import { type IncomingBody, takeBody } from "./incoming_body.ts";
import { abortFailure, beginFailure, requestFailure } from "./request_failure.ts";
import type { RequestTarget } from "./request_target.ts";

/** What goes on the wire. */
export interface Outgoing {
  readonly target: RequestTarget;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal: AbortSignalLike;
}

/** What an exchange works with. */
export interface ExchangeParts {
  readonly connector: Connector;
  /** Gives the connection; `false` for one that is opened for this request and closed after it. */
  readonly pool: Agent | false;
  readonly clock: Pick<Clock, "setTimer">;
}

/**
 * Sends a request. Rejects with why there is no answer.
 *
 * @returns The answer, or `stale` when a connection that had served before failed without a byte of it:
 * the server had closed it.
 */
export function exchange(
  outgoing: Outgoing,
  { connector, pool, clock }: ExchangeParts,
): Promise<FetchResponse | "stale"> {
  return new Promise((resolve, reject) => {
    const { signal } = outgoing;
    if (signal.aborted) return reject(abortFailure());
    const request = begin(outgoing, connector, pool);
    let body: IncomingBody | undefined;
    const onAbort = (): void => {
      release();
      const failure = abortFailure();
      reject(failure);
      body?.fail(failure);
      request.destroy();
    };
    const release = (): void => signal.removeEventListener("abort", onAbort);
    signal.addEventListener("abort", onAbort);

    const lost = (isReused: boolean, error: Error): void => {
      if (isReused && hasHeardNothing()) resolve("stale");
      else reject(requestFailure(error));
    };
    const hasHeardNothing = watchSocket(request, () => {
      lost(true, new Error("the connection was lost"));
      request.destroy();
    });
    request.on("error", (error) => lost(request.reusedSocket, error));
    request.once("response", (incoming) => {
      body = takeBody(incoming, clock, release);
      resolve(toResponse(incoming, body));
    });
    request.once("upgrade", (_answer, socket) => {
      socket.destroy();
      reject(requestFailure(new Error("the server switched to another protocol")));
    });
    // Comes whatever happened: nobody waits for ever, and nothing is left on the signal.
    request.once("close", () => {
      if (body !== undefined) return;
      release();
      reject(requestFailure(new Error("the connection was closed without an answer")));
    });
    request.end(outgoing.body);
  });
}

function begin(
  { target, method, headers, body }: Outgoing,
  connector: Connector,
  agent: Agent | false,
): ClientRequest {
  // With its length told, a body is never sent in chunks.
  const all = { ...headers, "Content-Length": String(body.byteLength) };
  try {
    return connector.request({ ...target, method, headers: all, agent });
  } catch (error) {
    throw beginFailure(error);
  }
}

/**
 * Lets the process end while the request is on the wire: who waits for it holds the process.
 *
 * @param onSecond Called when the runtime, by itself, sends the request again over another connection.
 * Deno 2.9 does so whatever it has heard, and although the request was aborted.
 * @returns Whether not a byte has come on its connection since the request took it.
 */
function watchSocket(request: ClientRequest, onSecond: () => void): () => boolean {
  let first: Socket | undefined;
  let bytesBefore = 0;
  request.on("socket", (socket) => {
    socket.unref();
    if (first !== undefined) return onSecond();
    first = socket;
    bytesBefore = socket.bytesRead;
  });
  return () => first?.bytesRead === bytesBefore;
}

function toResponse(incoming: IncomingMessage, { reader }: IncomingBody): FetchResponse {
  return {
    status: incoming.statusCode ?? 0,
    headers: { get: (name) => readHeader(incoming.rawHeaders, name.toLowerCase()) },
    body: { getReader: () => reader },
  };
}

/** All values of a header, as `fetch` joins them; Node would drop the second `Retry-After`. */
function readHeader(namesAndValues: readonly string[], name: string): string | null {
  const values = namesAndValues.filter((_, i) =>
    i % 2 === 1 && namesAndValues[i - 1]?.toLowerCase() === name
  );
  return values.length === 0 ? null : values.join(", ");
}
