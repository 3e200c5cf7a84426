/**
 * A collector on a socket of this machine that keeps nothing but ids, and fails now and then on purpose.
 *
 * @module
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What an event of these tests has. */
interface SentEvent {
  readonly properties?: { readonly id?: string };
}

/** A collector that listens. */
export interface IdCollector extends AsyncDisposable {
  /** What a client is given as `endpoint`. */
  readonly endpoint: string;
  /** How often each id was accepted. */
  readonly copies: ReadonlyMap<string, number>;
  /** Answers every request of so many with 503, 0 for none. */
  failEach(nth: number): void;
}

/** Lets a new collector listen. */
export async function serveIdCollector(): Promise<IdCollector> {
  const copies = new Map<string, number>();
  let requests = 0;
  let failing = 0;
  const server = createServer((request, response) => {
    readBody(request).then((body) => {
      requests++;
      const fails = failing > 0 && requests % failing === 0;
      if (!fails) {
        for (const { properties } of (JSON.parse(body) as { events: SentEvent[] }).events) {
          const id = properties?.id ?? "";
          copies.set(id, (copies.get(id) ?? 0) + 1);
        }
      }
      response.writeHead(fails ? 503 : 202).end();
    }, () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    copies,
    failEach: (nth) => void (failing = nth),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Rejects when the sender dies meanwhile: then nothing was accepted. */
async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  request.setEncoding("utf8");
  for await (const chunk of request) body += chunk;
  if (!request.complete) throw new Error("the request was cut");
  return body;
}
