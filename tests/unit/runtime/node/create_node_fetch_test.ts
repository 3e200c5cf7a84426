/**
 * What of `nodeFetch` cannot be seen from outside: what it loads, and how long it keeps what. All else is
 * in `tests/scenarios/node_fetch_wire_test.ts`, which runs on every runtime.
 */
import { assertEquals } from "@std/assert";
import type { Socket } from "node:net";
import { createNodeFetch } from "../../../../src/runtime/node/create_node_fetch.ts";
import { FakeClock } from "../../../../src/testing/mod.ts";
import {
  countingSignal,
  exchange,
  failureOf,
  listenWithBomb,
  post,
  untilStill,
} from "../../../support/fetch_probe.ts";
import { answer, eventually, listenOnWire, type WireServer } from "../../../support/wire_server.ts";

/** A server that answers each request with 202 and this body. */
function accepting(body = "{}"): Promise<WireServer> {
  return listenOnWire({ onRequest: (socket) => void socket.write(answer(202, body)) });
}

Deno.test("nodeFetch() rejects where node:http is missing", async () => {
  const fetch = createNodeFetch({ load: () => Promise.reject(new Error("no such module")) });
  for (const scheme of ["http", "https"]) {
    const failure = await failureOf(fetch(`${scheme}://127.0.0.1:1/`, post()));
    assertEquals(failure.message, `nodeFetch needs node:${scheme}, which is missing here`);
  }
});

Deno.test("nodeFetch() asks for node:http at the first request, and once", async () => {
  await using wire = await accepting();
  const asked: string[] = [];
  const fetch = createNodeFetch({
    load: (protocol) => {
      asked.push(protocol);
      return import("node:http");
    },
  });
  assertEquals(asked, []);
  for (let i = 0; i < 3; i++) await exchange(fetch, wire.url);
  assertEquals(asked, ["http:"]);
});

Deno.test("nodeFetch() and all that it consists of import node: modules by name for their types only", async () => {
  const folder = new URL("../../../../src/runtime/node/", import.meta.url);
  for (const name of OWN_FILES) {
    const text = await Deno.readTextFile(new URL(name, folder));
    assertEquals(text.match(/^(import|export) (?!type\b)[^;]*"node:/gm), null, name);
  }
});

const OWN_FILES: readonly string[] = [
  "connectors.ts",
  "create_node_fetch.ts",
  "exchange.ts",
  "incoming_body.ts",
  "node_fetch.ts",
  "request_failure.ts",
  "request_target.ts",
];

Deno.test("nodeFetch() sends nothing when the signal is aborted before it has loaded", async () => {
  await using wire = await accepting();
  const controller = new AbortController();
  const sent = createNodeFetch()(wire.url, post({ signal: controller.signal }));
  controller.abort();
  assertEquals((await failureOf(sent)).name, "AbortError");
  assertEquals(wire.opened, 0);
});

Deno.test("nodeFetch() gives a body up that nobody reads", async () => {
  const { wire, written } = await listenWithBomb();
  await using _ = wire;
  const clock = new FakeClock();
  const { signal, listeners } = countingSignal();
  const { body } = await createNodeFetch({ clock })(wire.url, post({ signal }));
  await untilStill(written);
  await clock.advance(299_999);
  assertEquals(wire.open, 1);
  await clock.advance(1);
  await eventually(() => wire.open === 0 && listeners() === 0, "the connection is closed");
  assertEquals(clock.timers, 0);
  const reader = body!.getReader();
  for (let i = 0; i < 4; i++) await reader.read().catch(() => {});
  await failureOf(reader.read());
});

Deno.test("nodeFetch() frees the connection of a short body that nobody reads", async () => {
  await using wire = await accepting("x".repeat(1_024));
  const clock = new FakeClock();
  const fetch = createNodeFetch({ clock });
  for (let i = 0; i < 20; i++) {
    await fetch(wire.url, post());
    await eventually(() => clock.timers === 0, "the body has come");
  }
  assertEquals(wire.opened, 1);
});

Deno.test("nodeFetch() closes an idle connection", async () => {
  await using wire = await accepting();
  await exchange(createNodeFetch({ idleTimeoutMs: 50 }), wire.url);
  assertEquals(wire.open, 1);
  await eventually(() => wire.open === 0, "the connection is closed");
});

Deno.test("nodeFetch() closes an idle connection sooner when the server says so", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket) => void socket.write(answer(202, "", "Keep-Alive: timeout=1")),
  });
  await exchange(createNodeFetch({ idleTimeoutMs: 60_000 }), wire.url);
  await eventually(() => wire.open === 0, "the connection is closed");
});

Deno.test("nodeFetch() waits for an answer for longer than it keeps an idle connection", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket) => void setTimeout(() => socket.write(answer(202, "late")), 300),
  });
  const fetch = createNodeFetch({ idleTimeoutMs: 50 });
  assertEquals(await exchange(fetch, wire.url), "202 late");
});

Deno.test("nodeFetch() keeps at most 16 idle connections to a server", async () => {
  const sockets: Socket[] = [];
  await using wire = await listenOnWire({ onRequest: (socket) => void sockets.push(socket) });
  const fetch = createNodeFetch();
  const sent = Array.from({ length: 40 }, () => exchange(fetch, wire.url));
  await eventually(() => sockets.length === 40, "all requests have come");
  for (const socket of sockets) socket.write(answer(202));
  await Promise.all(sent);
  await eventually(() => wire.open === 16, `16 connections are left`);
});
