/**
 * Delivery with `nodeFetch` over real sockets, plain and encrypted, that fail in the ways that sockets do.
 *
 * @module
 */
import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { InslyticNode, type InslyticNodeOptions, nodeFetch, type Problem } from "@tidings/sdk/node";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { listenWithBomb } from "../support/fetch_probe.ts";
import { TEST_KEY } from "../support/test_bench.ts";
import { type CertificateKind, TEST_AUTHORITY } from "../support/test_certificates.ts";
import { answer, eventually, listenOnWire, type WireServer } from "../support/wire_server.ts";
import { runSender } from "./node_fetch/run_sender.ts";
import type { SenderReport } from "./node_fetch/sender.ts";

/** A client that sends with `nodeFetch`, and what it was told of failures. */
function createClient(
  endpoint: string,
  options: Partial<InslyticNodeOptions> = {},
): { client: InslyticNode; problems: Problem[] } {
  const problems: Problem[] = [];
  const client = new InslyticNode({
    apiKey: TEST_KEY,
    endpoint,
    fetch: nodeFetch,
    logger: { warn: () => {} },
    handleSignals: false,
    shutdownTimeoutMs: 0,
    onError: (problem) => void problems.push(problem),
    ...options,
  });
  return { client, problems };
}

function track(client: InslyticNode, count = 1): void {
  for (let n = 0; n < count; n++) {
    client.track({ eventName: "e", anonymousId: "a", properties: { n } });
  }
}

/** A header of a request as it came. */
function header({ head }: { readonly head: string }, name: string): string | undefined {
  return new RegExp(`\r\n${name}: ([^\r]*)`, "i").exec(head)?.[1];
}

const DELIVERED = { delivered: 1, dropped: 0, pending: 0 };
const KEPT = { delivered: 0, dropped: 0, pending: 1 };

// Connections that the server has closed.

Deno.test("nodeFetch delivers 300 of 300 over connections that are reset at each second request", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket, { nthOnConnection }) => {
      if (nthOnConnection === 1) socket.write(answer(202, "{}"));
      else socket.resetAndDestroy();
    },
  });
  const { client, problems } = createClient(wire.url);
  const begin = performance.now();
  for (let n = 0; n < 300; n++) {
    track(client);
    await client.flush();
  }
  await client.shutdown();
  const { delivered, requests, retries } = client.stats();
  assertEquals({ delivered, requests, retries, problems }, {
    delivered: 300,
    requests: 300,
    retries: 0,
    problems: [],
  });
  assertLess(performance.now() - begin, 20_000);
  assert(wire.requests.length > 300, "no connection was reset: the test has shown nothing");
});

Deno.test("nodeFetch and the client together send a lost request once more, not twice", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket, { nth }) => {
      if (nth === 1) socket.write(answer(202, "{}"));
      else socket.resetAndDestroy();
    },
  });
  const { client } = createClient(wire.url, { maxRetries: 0 });
  track(client);
  assertEquals(await client.flush(), DELIVERED);
  track(client);
  assertEquals(await client.flush(), KEPT);
  assertEquals(wire.requests.length, 3);
  assertEquals(
    header(wire.requests[1]!, "idempotency-key"),
    header(wire.requests[2]!, "idempotency-key"),
  );
  await client.shutdown();
});

Deno.test("after shutdown() the connection that is left closes by itself", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket) => void socket.write(answer(202, "{}")),
  });
  const { client } = createClient(wire.url);
  track(client);
  await client.shutdown({ timeoutMs: 5_000 });
  assertEquals([client.stats().delivered, wire.open], [1, 1]);
  await eventually(() => wire.open === 0, "the connection is closed");
});

// Connections that break.

/** Each breaks the first request and answers the second. */
const RESETS: readonly (readonly [when: string, script: Parameters<typeof listenOnWire>[0]])[] = [
  ["before the request", { onConnect: (socket) => void socket.resetAndDestroy() }],
  ["during the request's body", { onHead: (socket) => void socket.resetAndDestroy() }],
  ["after the request", { onRequest: (socket) => void socket.resetAndDestroy() }],
  ["amid the answer's head", { onRequest: (socket) => void socket.end("HTTP/1.1 2") }],
];

for (const [when, broken] of RESETS) {
  Deno.test(`a connection that breaks ${when}: the same is sent again, and delivered`, async () => {
    let connections = 0;
    const isFirst = new WeakMap<Socket, boolean>();
    await using wire = await listenOnWire({
      onConnect: (socket) => {
        isFirst.set(socket, ++connections === 1);
        if (isFirst.get(socket)) broken.onConnect?.(socket);
      },
      onHead: (socket, request) => {
        if (isFirst.get(socket)) broken.onHead?.(socket, request);
      },
      onRequest: (socket, request) => {
        if (isFirst.get(socket)) broken.onRequest?.(socket, request);
        else socket.write(answer(202, "{}"));
      },
    });
    const { client, problems } = createClient(wire.url, { messageIdKey: "id" });
    track(client, 1_000);
    assertEquals(await client.flush(), { delivered: 1_000, dropped: 0, pending: 0 });
    await client.shutdown();
    assertEquals(problems.map(({ kind }) => kind), ["network"]);
    assertEquals(client.stats().retries, 1);
    const first = wire.requests.filter(({ body }) => body.includes('"n":"0"'));
    const [key, ...others] = new Set(first.map((request) => header(request, "idempotency-key")));
    assert(key !== undefined);
    assertEquals(others, []);
    assertEquals(new Set(first.map(({ body }) => body)).size, 1);
  });
}

Deno.test("a connection that breaks after a 202's head: delivered, and not sent again", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket) => {
      socket.write("HTTP/1.1 202 X\r\nContent-Length: 10\r\n\r\nhalf");
      socket.end();
    },
  });
  const { client, problems } = createClient(wire.url);
  track(client);
  assertEquals(await client.flush(), DELIVERED);
  assertEquals([wire.requests.length, problems], [1, []]);
  await client.shutdown();
});

Deno.test("an endpoint where nothing listens keeps the events and says so", async () => {
  const wire = await listenOnWire({});
  await wire[Symbol.asyncDispose]();
  const { client, problems } = createClient(wire.url, { maxRetries: 0 });
  track(client);
  assertEquals(await client.flush(), KEPT);
  assertMatch(problems[0]?.message ?? "", /ECONNREFUSED/);
  await client.shutdown();
});

// Servers that are slow.

const STALLS: readonly (readonly [what: string, onRequest: (socket: Socket) => void])[] = [
  ["never answers", () => {}],
  ["sends its headers byte by byte", (socket) => drip(socket, "HTTP/1.1 202 X\r\nX: ", "y")],
];

for (const [what, stall] of STALLS) {
  Deno.test(`a server that ${what}: given up in time, closed, sent again`, async () => {
    await using wire = await listenOnWire({
      onRequest: (socket, { nth }) => nth === 1 ? stall(socket) : void socket.write(answer(202)),
    });
    const { client, problems } = createClient(wire.url, { requestTimeoutMs: 200 });
    track(client);
    const flushed = client.flush();
    await eventually(() => problems.length === 1, "the attempt is given up");
    assertEquals(problems[0]?.kind, "timeout");
    await eventually(() => wire.open === 0, "its connection is closed");
    assertEquals(await flushed, DELIVERED);
    await client.shutdown();
  });
}

Deno.test("a server whose answer never ends: delivered in time, and closed", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket) => drip(socket, "HTTP/1.1 202 X\r\n\r\n", "y"),
  });
  const { client, problems } = createClient(wire.url, { requestTimeoutMs: 200 });
  track(client);
  assertEquals(await client.flush(), DELIVERED);
  await eventually(() => wire.open === 0, "the connection is closed");
  assertEquals([wire.requests.length, problems], [1, []]);
  await client.shutdown();
});

/** Writes a beginning, then a piece now and again until the connection is closed. */
function drip(socket: Socket, beginning: string, piece: string): void {
  socket.write(beginning);
  const timer = setInterval(() => socket.write(piece), 20);
  socket.on("close", () => clearInterval(timer));
}

// Answers that are too much.

Deno.test("an answer without end is read to a bound: delivered at once, and closed", async () => {
  const { wire, written } = await listenWithBomb();
  await using _ = wire;
  const { client } = createClient(wire.url, { requestTimeoutMs: 60_000 });
  track(client);
  assertEquals(await client.flush(), DELIVERED);
  await eventually(() => wire.open === 0, "the connection is closed");
  // What the sockets of both sides hold; an endless body fills gigabytes.
  assertLess(written(), 16 * 1_024 * 1_024);
  await client.shutdown();
});

Deno.test("a compressed answer is not blown up: delivered", async () => {
  const zipped = gzipSync(new Uint8Array(64 * 1_024 * 1_024));
  await using wire = await listenOnWire({
    onRequest: (socket) => {
      const headers = `Content-Encoding: gzip\r\nContent-Length: ${zipped.length}`;
      socket.write(`HTTP/1.1 202 X\r\n${headers}\r\n\r\n`);
      socket.write(zipped);
    },
  });
  const { client } = createClient(wire.url);
  track(client);
  assertEquals(await client.flush(), DELIVERED);
  assertEquals(header(wire.requests[0]!, "accept-encoding"), undefined);
  await client.shutdown();
});

// Answers that send us elsewhere.

for (const status of [301, 302, 303, 307, 308]) {
  for (const isSameOrigin of [true, false]) {
    const where = isSameOrigin ? "the same" : "another";
    Deno.test(`nodeFetch: ${status} to ${where} origin is not followed and delivers nothing`, async () => {
      await using elsewhere = await listenOnWire({
        onRequest: (socket) => void socket.write(answer(202)),
      });
      await using wire: WireServer = await listenOnWire({
        onRequest: (socket) => {
          const target = isSameOrigin ? wire.url : elsewhere.url;
          socket.write(answer(status, "", `Location: ${target}/moved`));
        },
      });
      const { client, problems } = createClient(wire.url);
      track(client);
      assertEquals(await client.flush(), KEPT);
      assertEquals([wire.requests.length, elsewhere.opened], [1, 0]);
      assertEquals(problems.map(({ kind, status }) => [kind, status]), [["refused", status]]);
      await client.shutdown();
    });
  }
}

// Endpoints.

for (const path of ["", "/", "/base", "/base/"]) {
  Deno.test(`nodeFetch sends to the endpoint's path '${path}'`, async () => {
    await using wire = await listenOnWire({
      onRequest: (socket) => void socket.write(answer(202)),
    });
    const { client } = createClient(`${wire.url}${path}`);
    track(client);
    assertEquals(await client.flush(), DELIVERED);
    const expected = `POST ${path.replace(/\/$/, "")}/v1/ingest HTTP/1.1`;
    assertEquals(wire.requests[0]?.head.split("\r\n")[0], expected);
    await client.shutdown();
  });
}

// Encryption.

const UNTRUSTED: readonly CertificateKind[] = ["good", "self-signed", "expired", "other host"];

for (const certificate of UNTRUSTED) {
  Deno.test(`a certificate (${certificate}) of nobody we trust: nothing is sent, one clear error`, async () => {
    await using wire = await listenOnWire({}, { certificate });
    const { client, problems } = createClient(wire.url, { maxRetries: 0 });
    track(client);
    assertEquals(await client.flush(), KEPT);
    assertEquals(wire.requests.length, 0);
    assertMatch(problems[0]?.message ?? "", /the server's certificate was refused: .*certificate/);
    assertEquals(problems.length, 1);
    await client.shutdown();
  });
}

Deno.test("plain text on an encrypted port: refused, not spoken in plain text", async () => {
  let first = "";
  await using wire = await listenOnWire({
    onConnect: (socket) => {
      socket.on("data", (chunk: string) => first ||= chunk);
      socket.write(answer(202));
    },
  });
  const { client, problems } = createClient(wire.url.replace("http:", "https:"), { maxRetries: 0 });
  track(client);
  assertEquals(await client.flush(), KEPT);
  assertMatch(problems[0]?.message ?? "", /the TLS handshake failed: wrong.version.number$/i);
  // All that was said in plain text, if anything, is that a handshake is wanted.
  assert(first === "" || first.charCodeAt(0) === 0x16, first);
  assertEquals([wire.requests.length, first.includes(TEST_KEY)], [0, false]);
  await client.shutdown();
});

Deno.test("a handshake that never ends: given up in time, and closed", async () => {
  await using wire = await listenOnWire({});
  const { client, problems } = createClient(wire.url.replace("http:", "https:"), {
    maxRetries: 0,
    requestTimeoutMs: 200,
  });
  track(client);
  assertEquals(await client.flush(), KEPT);
  assertEquals(problems[0]?.kind, "timeout");
  await eventually(() => wire.open === 0, "the connection is closed");
  await client.shutdown();
});

/** Runs `use` with the environment in which a process trusts the test authority. */
async function withAuthority(use: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tidings-"));
  try {
    const file = join(folder, "authority.pem");
    await writeFile(file, `${TEST_AUTHORITY}\n`);
    await use({ NODE_EXTRA_CA_CERTS: file });
  } finally {
    await rm(folder, { recursive: true });
  }
}

Deno.test("an authority in NODE_EXTRA_CA_CERTS is trusted: delivered, over connections that are reset too", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket, { nthOnConnection }) => {
      if (nthOnConnection === 1) socket.write(answer(202, "{}"));
      else socket.destroy();
    },
  }, { certificate: "good" });
  await withAuthority(async (env) => {
    const plan = { endpoint: wire.url, count: 20, manner: "flushes each" } as const;
    const { code, line, stderr } = await runSender(plan, env);
    assertEquals([code, stderr], [0, ""]);
    const report: SenderReport = JSON.parse(line);
    assertEquals(report, { delivered: 20, requests: 20, pending: 0, problems: [] });
  });
  assert(wire.requests.length > 20, "no connection was closed: the test has shown nothing");
});

for (const certificate of ["expired", "other host"] as const) {
  Deno.test(`a certificate (${certificate}) of an authority that we trust: nothing is sent`, async () => {
    await using wire = await listenOnWire({}, { certificate });
    await withAuthority(async (env) => {
      const plan = { endpoint: wire.url, count: 1, manner: "flushes each" } as const;
      const { code, line, stderr } = await runSender(plan, env);
      assertEquals(code, 0);
      const { delivered, problems }: SenderReport = JSON.parse(line);
      assertEquals([delivered, problems.length], [0, 1]);
      assertMatch(
        problems[0] ?? "",
        /network: no connection: the server's certificate was refused: /,
      );
      assertStringIncludes(stderr, "1 event not delivered");
    });
    assertEquals(wire.requests.length, 0);
  });
}

// The end of the process.

/** What a process may take besides what is measured: ending, a busy machine. */
const ALLOWANCE_MS = 1_500;

for (const maxBatchSize of [1, 20]) {
  const when = maxBatchSize === 1 ? "begun before" : "begun at";
  Deno.test(`a script that ends while the server hangs, its request ${when} the end, ends in time`, async () => {
    await using wire = await listenOnWire({});
    const { code, stderr, lingeredMs } = await runSender({
      endpoint: wire.url,
      count: 1,
      manner: "ends",
      shutdownTimeoutMs: 1_000,
      maxBatchSize,
    });
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "1 event not delivered");
    assertEquals(wire.requests.length, 1);
    assertLess(lingeredMs, 1_000 + ALLOWANCE_MS);
  });
}

Deno.test("a script that tracks and ends delivers all, and no idle connection keeps it", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket) => void socket.write(answer(202, "{}")),
  });
  const { code, stderr, lingeredMs } = await runSender({
    endpoint: wire.url,
    count: 1_000,
    manner: "ends",
    shutdownTimeoutMs: 15_000,
  });
  assertEquals([code, stderr], [0, ""]);
  const numbers = wire.requests.flatMap(({ body }) =>
    JSON.parse(body).events.map(({ properties }: { properties: { n: string } }) => properties.n)
  );
  assertEquals(numbers, Array.from({ length: 1_000 }, (_, n) => String(n)));
  assertEquals(wire.opened, 1);
  // An idle connection would keep it for 4 s.
  assertLess(lingeredMs, 3_500);
});
