/**
 * What `nodeFetch` does on the wire, byte by byte, on real sockets of this machine.
 *
 * @module
 */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import type { FetchInit } from "@tidings/sdk";
import { nodeFetch } from "@tidings/sdk/node";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import {
  countingSignal,
  exchange as exchangeOver,
  failureOf,
  listenWithBomb,
  post,
  readAll,
  SECRET,
  untilStill,
} from "../support/fetch_probe.ts";
import { answer, eventually, listenOnWire, type WireServer } from "../support/wire_server.ts";

const KIB = 1_024;

/** Sends, and reads the answer to its end. */
function exchange(url: string, init?: FetchInit): Promise<string> {
  return exchangeOver(nodeFetch, url, init);
}

/** A server that answers each request with 202 and this body. */
function accepting(body = "{}"): Promise<WireServer> {
  return listenOnWire({ onRequest: (socket) => void socket.write(answer(202, body)) });
}

/** A server that gives each connection one answer, and breaks it at the next request. */
function stale(lastWords: string = ""): Promise<WireServer> {
  return listenOnWire({
    onRequest: (socket, { nthOnConnection }) => {
      if (nthOnConnection === 1) return void socket.write(answer(202, "{}"));
      // A reset would overtake the words.
      if (lastWords === "") socket.resetAndDestroy();
      else socket.end(lastWords);
    },
  });
}

// What is sent.

Deno.test("nodeFetch() sends method, path, headers and body in one piece with its length", async () => {
  await using wire = await accepting();
  const body = '{"events":["é€😀"]}';
  await exchange(`${wire.url}/v1/ingest?a=b`, post({ body }));
  const [request] = wire.requests;
  assertEquals(request?.body, body);
  const lines = request?.head.split("\r\n") ?? [];
  assertEquals(lines[0], "POST /v1/ingest?a=b HTTP/1.1");
  const headers = new Map(
    lines.slice(1).map((line) => {
      const [name = "", value = ""] = line.split(": ");
      return [name.toLowerCase(), value];
    }),
  );
  assertEquals(headers.get("authorization"), `Bearer ${SECRET}`);
  assertEquals(headers.get("content-type"), "application/json");
  assertEquals(headers.get("host"), `127.0.0.1:${wire.port}`);
  assertEquals(headers.get("content-length"), String(new TextEncoder().encode(body).length));
  for (const absent of ["transfer-encoding", "accept-encoding", "expect"]) {
    assertEquals(headers.has(absent), false, absent);
  }
});

for (const body of ["", "\ud800", "x".repeat(1_000_000), "é".repeat(100_000)]) {
  const shown = `${JSON.stringify(body.slice(0, 2))} of ${body.length} units`;
  Deno.test(`nodeFetch() sends a body ${shown} as UTF-8`, async () => {
    await using wire = await accepting();
    assertEquals(await exchange(wire.url, post({ body })), "202 {}");
    const expected = new TextDecoder().decode(new TextEncoder().encode(body));
    assert(wire.requests[0]?.body === expected);
  });
}

Deno.test("nodeFetch() changes nothing of what it is given", async () => {
  await using wire = await accepting();
  const headers = Object.freeze({ "Authorization": "a" });
  await exchange(wire.url, Object.freeze(post({ headers })));
  assertEquals(headers, { "Authorization": "a" });
});

Deno.test("nodeFetch() reaches an IPv6 address", async () => {
  let wire: WireServer;
  try {
    wire = await listenOnWire({
      onRequest: (socket) => void socket.write(answer(202, "six")),
    }, { host: "::1" });
  } catch {
    return; // This machine has no IPv6.
  }
  await using _ = wire;
  assertEquals(await exchange(`${wire.url}/v1/ingest`), "202 six");
  assertMatch(wire.requests[0]?.head ?? "", new RegExp(`\r\nhost: \\[::1\\]:${wire.port}`, "i"));
});

// Answers.

for (const status of [200, 202, 204, 299, 301, 304, 400, 407, 429, 500, 503, 599, 600, 999]) {
  Deno.test(`nodeFetch() resolves with HTTP ${status}`, async () => {
    await using wire = await listenOnWire({
      onRequest: (socket) => void socket.write(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`),
    });
    assertEquals(await exchange(wire.url), `${status} `);
  });
}

Deno.test("nodeFetch() reads headers as fetch does: by any case, several values joined", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket) =>
      void socket.write(answer(503, "", "Retry-After: 1", "retry-after: 60", "X-One: a, b")),
  });
  const { headers } = await nodeFetch(wire.url, post());
  assertEquals(headers.get("Retry-After"), "1, 60");
  assertEquals(headers.get("RETRY-AFTER"), "1, 60");
  assertEquals(headers.get("x-one"), "a, b");
  assertEquals(headers.get("60"), null);
  assertEquals(headers.get("date"), null);
});

for (const status of [301, 302, 303, 307, 308]) {
  Deno.test(`nodeFetch() does not follow a ${status}`, async () => {
    await using target = await accepting();
    await using wire = await listenOnWire({
      onRequest: (socket) => void socket.write(answer(status, "", `Location: ${target.url}/x`)),
    });
    const { headers, status: got } = await nodeFetch(wire.url, post());
    assertEquals([got, headers.get("location")], [status, `${target.url}/x`]);
    assertEquals([wire.requests.length, target.opened], [1, 0]);
  });
}

for (const interim of ["100 Continue", "102 Processing", "103 Early Hints"]) {
  Deno.test(`nodeFetch() waits for what follows a ${interim}`, async () => {
    await using wire = await listenOnWire({
      onRequest: (socket) =>
        void socket.write(`HTTP/1.1 ${interim}\r\nLink: x\r\n\r\n${answer(202, "done")}`),
    });
    assertEquals(await exchange(wire.url), "202 done");
  });
}

const ENDINGS: readonly (readonly [what: string, text: string])[] = [
  ["its length", answer(202, "body")],
  ["chunks", "HTTP/1.1 202 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n"],
  ["the end of the connection", "HTTP/1.1 202 X\r\n\r\nbody"],
];

for (const [what, text] of ENDINGS) {
  Deno.test(`nodeFetch() reads a body that is ended by ${what}`, async () => {
    await using wire = await listenOnWire({
      onRequest: (socket) => {
        socket.write(text);
        if (!/Length|chunked/.test(text)) socket.end();
      },
    });
    assertEquals(await exchange(wire.url), "202 body");
  });
}

Deno.test("nodeFetch() gives the bytes of a compressed body as they are", async () => {
  const zipped = gzipSync("x".repeat(100_000));
  await using wire = await listenOnWire({
    onRequest: (socket) => {
      socket.write(
        `HTTP/1.1 202 X\r\nContent-Encoding: gzip\r\nContent-Length: ${zipped.length}\r\n\r\n`,
      );
      socket.write(zipped);
    },
  });
  assertEquals(await readAll(await nodeFetch(wire.url, post())), Uint8Array.from(zipped));
});

// Failures.

const NONSENSE: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ["no HTTP", "garbage\r\n\r\n", /Parse Error/],
  ["nothing", "", /hang up/],
  ["half a status line", "HTTP/1.1 20", /hang up/],
  ["endless headers", `HTTP/1.1 202 X\r\nX: ${"y".repeat(200_000)}\r\n\r\n`, /Header overflow/],
  [
    "a switch of protocols",
    "HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
    /switched to another protocol/,
  ],
];

for (const [what, text, message] of NONSENSE) {
  Deno.test(`nodeFetch() rejects when the answer is ${what}, and leaves no connection`, async () => {
    const { signal, listeners } = countingSignal();
    await using wire = await listenOnWire({
      onRequest: (socket) => {
        socket.write(text);
        if (!text.includes("101")) socket.end();
      },
    });
    const failure = await failureOf(nodeFetch(wire.url, post({ signal })));
    assertEquals(Reflect.get(failure, "isFinal"), true);
    assertMatch(failure.message, message);
    await eventually(() => wire.open === 0 && listeners() === 0, "the connection is closed");
    assertEquals(wire.requests.length, 1);
  });
}

Deno.test("nodeFetch() rejects a body that is cut off, after what came of it", async () => {
  const { signal, listeners } = countingSignal();
  await using wire = await listenOnWire({
    onRequest: (socket) => {
      socket.write("HTTP/1.1 202 X\r\nContent-Length: 10\r\n\r\nhalf");
      socket.end();
    },
  });
  const reader = (await nodeFetch(wire.url, post({ signal }))).body?.getReader();
  assertEquals(new TextDecoder().decode((await reader?.read())?.value), "half");
  await failureOf(reader!.read());
  await failureOf(reader!.read());
  await eventually(() => listeners() === 0, "the signal is let go");
});

Deno.test("nodeFetch() tells the code when nothing listens", async () => {
  const wire = await accepting();
  await wire[Symbol.asyncDispose]();
  const failure = await failureOf(nodeFetch(wire.url, post()));
  assertEquals(failure.code, "ECONNREFUSED");
  assertMatch(failure.message, /ECONNREFUSED/);
});

const CHARACTER = "a header or the path holds a character that HTTP does not allow";

const MALFORMED: readonly (readonly [
  what: string,
  url: string,
  init: Partial<FetchInit>,
  message: string,
])[] = [
  ["a text that is no URL", `/v1/${SECRET}`, {}, "nodeFetch needs an absolute URL"],
  ["no URL at all", undefined as unknown as string, {}, "nodeFetch needs an absolute URL"],
  ["another scheme", `ftp://127.0.0.1/${SECRET}`, {}, "nodeFetch needs an http or https URL"],
  ["a user", `http://${SECRET}@127.0.0.1/`, {}, "nodeFetch takes no credentials in a URL"],
  ["a password", `http://:${SECRET}@127.0.0.1/`, {}, "nodeFetch takes no credentials in a URL"],
  [
    "a line break in a header",
    "http://127.0.0.1:1/",
    { headers: { "A": `${SECRET}\n` } },
    CHARACTER,
  ],
  ["a header's name that is none", "http://127.0.0.1:1/", {
    headers: { [`${SECRET} x`]: "" },
  }, CHARACTER],
  ["a method that is none", "http://127.0.0.1:1/", { method: `${SECRET} x` as "POST" }, CHARACTER],
];

for (const [what, url, init, message] of MALFORMED) {
  Deno.test(`nodeFetch() rejects ${what} without telling what it was given`, async () => {
    const failure = await failureOf(nodeFetch(url, post(init)));
    assertEquals(failure.message, message);
    assert(!String(failure.stack).includes(SECRET), failure.stack);
  });
}

// Giving up.

const STAGES: readonly (readonly [stage: string, onRequest: (socket: Socket) => void])[] = [
  ["while it waits for the answer", () => {}],
  ["while the headers come", (socket) => void socket.write("HTTP/1.1 202 X\r\nX-Slow: ")],
];

for (const [stage, onRequest] of STAGES) {
  Deno.test(`nodeFetch() is aborted ${stage}: rejects, and the connection is closed`, async () => {
    const { signal, listeners, abort } = countingSignal();
    await using wire = await listenOnWire({ onRequest });
    const sent = nodeFetch(wire.url, post({ signal }));
    await eventually(() => wire.requests.length === 1, "the request has come");
    abort();
    assertEquals((await failureOf(sent)).name, "AbortError");
    await eventually(() => wire.open === 0 && listeners() === 0, "the connection is closed");
  });
}

Deno.test("nodeFetch() sends nothing when the signal was aborted before", async () => {
  await using wire = await accepting();
  const signal = AbortSignal.abort();
  assertEquals((await failureOf(nodeFetch(wire.url, post({ signal })))).name, "AbortError");
  assertEquals(wire.opened, 0);
});

Deno.test("nodeFetch() is aborted while the body comes: reading rejects, and the connection is closed", async () => {
  const { signal, listeners, abort } = countingSignal();
  await using wire = await listenOnWire({
    onRequest: (socket) => void socket.write("HTTP/1.1 202 X\r\nContent-Length: 10\r\n\r\nhalf"),
  });
  const reader = (await nodeFetch(wire.url, post({ signal }))).body!.getReader();
  await reader.read();
  const read = reader.read();
  assertEquals(listeners(), 1);
  abort();
  assertEquals((await failureOf(read)).name, "AbortError");
  await eventually(() => wire.open === 0 && listeners() === 0, "the connection is closed");
});

Deno.test("nodeFetch() keeps a connection when the signal is aborted after the body's end", async () => {
  const { signal, listeners, abort } = countingSignal();
  await using wire = await accepting();
  await exchange(wire.url, post({ signal }));
  assertEquals(listeners(), 0);
  const second = nodeFetch(wire.url, post());
  abort();
  assertEquals(await readAll(await second), new TextEncoder().encode("{}"));
  assertEquals(wire.opened, 1);
});

Deno.test("BodyReader.cancel() closes the connection of a body that still comes", async () => {
  const { signal, listeners } = countingSignal();
  await using wire = await listenOnWire({
    onRequest: (socket) => void socket.write("HTTP/1.1 202 X\r\nContent-Length: 10\r\n\r\nhalf"),
  });
  const reader = (await nodeFetch(wire.url, post({ signal }))).body!.getReader();
  await reader.cancel();
  await reader.cancel();
  assertEquals(await reader.read(), { done: true });
  await eventually(() => wire.open === 0 && listeners() === 0, "the connection is closed");
});

Deno.test("BodyReader.cancel() ends a read that waits", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket) => void socket.write("HTTP/1.1 202 X\r\nContent-Length: 10\r\n\r\n"),
  });
  const reader = (await nodeFetch(wire.url, post())).body!.getReader();
  const read = reader.read();
  await reader.cancel();
  assertEquals(await read, { done: true });
});

Deno.test("BodyReader.cancel() keeps the connection of a body that has come", async () => {
  await using wire = await accepting("done");
  for (let i = 0; i < 3; i++) {
    const reader = (await nodeFetch(wire.url, post())).body!.getReader();
    await reader.read();
    assertEquals(await reader.read(), { done: true });
    await reader.cancel();
  }
  assertEquals(wire.opened, 1);
});

Deno.test("nodeFetch() leaves nothing after 200 attempts that are given up", async () => {
  const { signal: _, ...rest } = post();
  await using wire = await listenOnWire({});
  for (let i = 0; i < 200; i++) {
    const controller = new AbortController();
    const sent = nodeFetch(wire.url, { ...rest, signal: controller.signal });
    await eventually(() => wire.requests.length === i + 1, "the request has come");
    controller.abort();
    await failureOf(sent);
  }
  await eventually(() => wire.open === 0, "all connections are closed");
});

// A body that is too much.

/** What the sockets of both sides and 64 KiB of our own may hold; an endless body fills gigabytes. */
const MAX_TAKEN = 16 * KIB * KIB;

Deno.test("nodeFetch() takes no more of a body than is read", async () => {
  const { wire, written } = await listenWithBomb();
  await using _ = wire;
  const controller = new AbortController();
  const reader = (await nodeFetch(wire.url, post({ signal: controller.signal }))).body!.getReader();
  for (let bytes = 0; bytes < 256 * KIB;) bytes += (await reader.read()).value?.byteLength ?? 0;
  await untilStill(written);
  assertLess(written(), MAX_TAKEN);
  controller.abort();
  await eventually(() => wire.open === 0, "the connection is closed");
});

Deno.test("nodeFetch() goes on with a body when it is read on", async () => {
  const total = 3_000 * KIB;
  await using wire = await listenOnWire({
    onRequest: (socket) =>
      void socket.write(`HTTP/1.1 202 X\r\nContent-Length: ${total}\r\n\r\n${"x".repeat(total)}`),
  });
  const reader = (await nodeFetch(wire.url, post())).body!.getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 20));
  let bytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    bytes += chunk.value?.byteLength ?? 0;
  }
  assert(bytes > total - 128 * KIB && bytes < total, `${bytes} bytes after the first chunk`);
});

// Connections that are kept.

Deno.test("nodeFetch() sends request after request over one connection", async () => {
  await using wire = await accepting();
  for (let i = 0; i < 50; i++) await exchange(wire.url);
  assertEquals([wire.requests.length, wire.opened], [50, 1]);
});

Deno.test("nodeFetch() closes a connection when the server asks for it", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket) => void socket.write(answer(202, "", "Connection: close")),
  });
  for (let i = 0; i < 3; i++) await exchange(wire.url);
  assertEquals(wire.opened, 3);
  await eventually(() => wire.open === 0, "all connections are closed");
});

// Connections that the server has closed.

Deno.test("nodeFetch() delivers 300 of 300 over connections that are reset at each second request", async () => {
  await using wire = await stale();
  const begin = performance.now();
  for (let i = 0; i < 300; i++) {
    assertEquals(await exchange(wire.url, post({ body: `{"n":${i}}` })), "202 {}");
  }
  assertLess(performance.now() - begin, 20_000);
  const answered = wire.requests.filter(({ nthOnConnection }) => nthOnConnection === 1);
  assertEquals(
    answered.map(({ body }) => body),
    Array.from({ length: 300 }, (_, n) => `{"n":${n}}`),
  );
  assert(wire.requests.length > 300, "no connection was reset: the test has shown nothing");
});

Deno.test("nodeFetch() sends the same once more, and not over another old connection", async () => {
  let isResetting = false;
  await using wire = await listenOnWire({
    onRequest: (socket, { nthOnConnection }) => {
      if (isResetting && nthOnConnection > 1) socket.resetAndDestroy();
      else setTimeout(() => socket.write(answer(202)), 20);
    },
  });
  await Promise.all(Array.from({ length: 5 }, () => exchange(wire.url)));
  assertEquals(wire.opened, 5);
  isResetting = true;
  await exchange(wire.url, post({ body: "again" }));
  const [first, second, ...more] = wire.requests.filter(({ body }) => body === "again");
  assertEquals(more, []);
  assertEquals([first?.nthOnConnection, second?.nthOnConnection], [2, 1]);
  const withoutConnection = (head = ""): string => head.replace(/\r\nconnection: [^\r]+/i, "");
  assertEquals(withoutConnection(first?.head), withoutConnection(second?.head));
});

Deno.test("nodeFetch() does not send again what a new connection loses", async () => {
  await using wire = await listenOnWire({ onRequest: (socket) => void socket.resetAndDestroy() });
  await failureOf(nodeFetch(wire.url, post()));
  assertEquals(wire.requests.length, 1);
});

Deno.test("nodeFetch() sends again once, not twice", async () => {
  await using wire = await listenOnWire({
    onRequest: (socket, { nth }) =>
      nth === 1 ? void socket.write(answer(202)) : socket.resetAndDestroy(),
  });
  await exchange(wire.url);
  const failure = await failureOf(nodeFetch(wire.url, post()));
  assertEquals(Reflect.get(failure, "isFinal"), true);
  assertEquals(wire.requests.length, 3);
});

for (
  const [what, text] of [["half an answer", "HTTP/1.1 2"], [
    "an interim answer",
    "HTTP/1.1 100 Continue\r\n\r\n",
  ]] as const
) {
  Deno.test(`nodeFetch() does not send again what was lost after ${what}`, async () => {
    await using wire = await stale(text);
    await exchange(wire.url);
    await failureOf(nodeFetch(wire.url, post()));
    assertEquals(wire.requests.length, 2);
  });
}

Deno.test("nodeFetch() does not send again when it may not", async () => {
  await using wire = await stale();
  let asked = 0;
  const mayResend = (): boolean => {
    asked++;
    return false;
  };
  await exchange(wire.url, post({ mayResend }));
  assertEquals(asked, 0);
  const failure = await failureOf(nodeFetch(wire.url, post({ mayResend })));
  assertEquals(failure.message, "the server had closed the connection");
  assertEquals([asked, wire.requests.length], [1, 2]);
});

Deno.test("nodeFetch() does not send again when it was aborted", async () => {
  const { signal, listeners, abort } = countingSignal();
  await using wire = await listenOnWire({
    onRequest: (socket, { nth }) => {
      if (nth !== 2) return void socket.write(answer(202));
      abort();
      socket.resetAndDestroy();
    },
  });
  await exchange(wire.url);
  assertEquals((await failureOf(nodeFetch(wire.url, post({ signal })))).name, "AbortError");
  await exchange(wire.url, post({ body: "last" }));
  assertEquals([wire.requests.length, listeners()], [3, 0]);
  assertEquals(wire.requests[2]?.body, "last");
});
