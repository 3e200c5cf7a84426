/**
 * Servers on a socket of this machine, by means that every server runtime has.
 *
 * @module
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSocketServer, type Server, type Socket } from "node:net";

/** A server that listens. */
export interface Served extends AsyncDisposable {
  /** What a client is given as `endpoint`. */
  readonly endpoint: string;
}

/** A server that answers. */
export interface ServedHandler extends Served {
  /** How many connections it has taken so far. */
  connections(): number;
}

/** What answers requests: a collector's `fetch` is one. */
export type Handler = (request: Request) => Promise<Response>;

/** Lets `handler` answer requests; one that rejects breaks the connection. */
export async function serve(handler: Handler): Promise<ServedHandler> {
  let connections = 0;
  const server = createServer((incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.on("connection", () => connections++);
  return {
    endpoint: await listen(server),
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      // Not waiting for the requests that hang.
      server.closeAllConnections();
      await close(server);
    },
  };
}

/** Takes connections and never says a word. */
export async function serveSilence(): Promise<Served> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  return {
    endpoint: await listen(server),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await close(server);
    },
  };
}

/** Where nothing listens: a port that was just given back. */
export async function closedEndpoint(): Promise<string> {
  await using served = await serveSilence();
  return served.endpoint;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  await closed;
}

async function answer(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const gone = new AbortController();
  outgoing.on("close", () => gone.abort());
  const response = await handler(
    new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers,
      body: chunks.length === 0 ? null : await new Blob(chunks as BlobPart[]).arrayBuffer(),
      signal: gone.signal,
    }),
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    outgoing.write(part.value);
  }
  outgoing.end();
}
