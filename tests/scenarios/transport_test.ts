/** Delivery over real sockets that fail in the ways that sockets do. */
import { assertEquals, assertLess } from "@std/assert";
import { createServer, type Server } from "node:http";
import { InslyticNode, type InslyticNodeOptions } from "@tidings/sdk";
import { TEST_KEY } from "../support/test_bench.ts";

interface Wire {
  readonly server: Server;
  readonly endpoint: string;
  /** The bodies and keys of the requests that came. */
  readonly requests: { body: string; key: string }[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** What to do with a request: a status, a redirect, or accept it and break the connection. */
type Play = (count: number) => number | { location: string; status: number } | "reset";

async function listen(play: Play): Promise<Wire> {
  const requests: { body: string; key: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Uint8Array) => body += new TextDecoder().decode(chunk));
    request.on("end", () => {
      requests.push({ body, key: String(request.headers["idempotency-key"]) });
      const what = play(requests.length);
      if (what === "reset") return void request.socket.destroy();
      const status = typeof what === "number" ? what : what.status;
      response.writeHead(status, typeof what === "number" ? {} : { location: what.location });
      response.end(status === 202 ? "{}" : "");
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  return {
    server,
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function createClient(endpoint: string, options: Partial<InslyticNodeOptions> = {}): InslyticNode {
  return new InslyticNode({
    apiKey: TEST_KEY,
    endpoint,
    logger: { warn: () => {} },
    handleSignals: false,
    ...options,
  });
}

Deno.test("300 requests over sockets that the server closes in between: 300 delivered, at once", async () => {
  await using wire = await listen(() => 202);
  await using client = createClient(wire.endpoint);
  const begin = performance.now();
  for (let i = 0; i < 300; i++) {
    client.track({ eventName: `e${i}`, anonymousId: "a" });
    await client.flush();
    wire.server.closeIdleConnections();
  }
  assertEquals(client.stats().delivered, 300);
  assertLess(performance.now() - begin, 20_000);
});

for (const status of [301, 302, 303, 307, 308]) {
  for (const isSameOrigin of [true, false]) {
    const where = isSameOrigin ? "the same" : "another";
    Deno.test(`${status} to ${where} origin is not followed and delivers nothing`, async () => {
      await using elsewhere = await listen(() => 202);
      await using wire = await listen(() => ({
        status,
        location: `${isSameOrigin ? wire.endpoint : elsewhere.endpoint}/moved`,
      }));
      await using client = createClient(wire.endpoint, { shutdownTimeoutMs: 0 });
      client.track({ eventName: "e", anonymousId: "a" });
      assertEquals(await client.flush(), { delivered: 0, dropped: 0, pending: 1 });
      assertEquals(wire.requests.length, 1);
      assertEquals(elsewhere.requests.length, 0);
    });
  }
}

Deno.test("accepted, then reset: sent again under the same id, with the same bytes and key", async () => {
  await using wire = await listen((count) => count === 1 ? "reset" : 202);
  await using client = createClient(wire.endpoint, { messageIdKey: "id" });
  for (let i = 0; i < 5; i++) client.track({ eventName: `e${i}`, anonymousId: "a" });
  assertEquals(await client.flush(), { delivered: 5, dropped: 0, pending: 0 });
  assertEquals(wire.requests.length, 2);
  assertEquals(wire.requests[0], wire.requests[1]);
});

Deno.test("an endpoint where nothing listens keeps the events", async () => {
  const wire = await listen(() => 202);
  await wire[Symbol.asyncDispose]();
  await using client = createClient(wire.endpoint, { maxRetries: 0, shutdownTimeoutMs: 0 });
  client.track({ eventName: "e", anonymousId: "a" });
  assertEquals(await client.flush(), { delivered: 0, dropped: 0, pending: 1 });
});
