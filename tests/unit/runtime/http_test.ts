/**
 * Whatever a `fetch` is and does: an attempt settles once, in time, and throws nothing.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { FetchInit, FetchLike } from "../../../src/core/fetch_like.ts";
import type { Answer } from "../../../src/core/ports.ts";
import { createSend } from "../../../src/runtime/http.ts";
import { FakeClock } from "../../../src/testing/mod.ts";

const REQUEST = {
  url: "https://example.com/v1/ingest",
  headers: { "Authorization": "Bearer key" },
  body: '{"events":[]}',
};
const TIMEOUT_MS = 1_000;
const KIB = 1_024;

const boom = (): never => {
  throw new Error("hostile");
};

const never = (): Promise<never> => new Promise(() => {});

/** One attempt over a `fetch` of any kind, and what it comes to within `ms`. */
interface Try {
  readonly answer: Answer | "pending";
  readonly clock: FakeClock;
  readonly init: FetchInit | undefined;
}

async function attempt(fetch: unknown, ms = 0): Promise<Try> {
  const clock = new FakeClock();
  let init: FetchInit | undefined;
  const spy = (url: string, given: FetchInit): unknown => {
    init = given;
    return Reflect.apply(fetch as FetchLike, undefined, [url, given]);
  };
  const send = createSend({ fetch: spy as FetchLike, requestTimeoutMs: TIMEOUT_MS, clock });
  let answer: Answer | "pending" = "pending";
  send(REQUEST, () => true).answer.then((value) => answer = value);
  await clock.advance(ms);
  return { answer, clock, init };
}

/** A response of the least that is asked of one. */
const response = (parts: object): object => ({
  status: 202,
  headers: new Headers(),
  body: null,
  ...parts,
});

const answered = (status: number, text = ""): Answer => ({
  kind: "answer",
  status,
  retryAfter: null,
  date: null,
  text,
});

// What is sent.

Deno.test("createSend() passes on method, headers, body, redirect and a signal", async () => {
  const { init } = await attempt(() => Promise.resolve(new Response()));
  assertEquals(init?.method, "POST");
  assertEquals(init?.headers, REQUEST.headers);
  assertEquals(init?.body, REQUEST.body);
  assertEquals(init?.redirect, "manual");
  assertEquals(init?.signal.aborted, false);
});

Deno.test("createSend() gives each attempt headers of its own", async () => {
  const { init } = await attempt(() => Promise.resolve(new Response()));
  Object.assign(init?.headers ?? {}, { "Authorization": "changed" });
  assertEquals(REQUEST.headers["Authorization"], "Bearer key");
});

Deno.test("createSend() looks the global fetch up at each request", async () => {
  const { fetch } = globalThis;
  const send = createSend({ fetch: undefined, requestTimeoutMs: 1_000, clock: new FakeClock() });
  try {
    for (const status of [201, 202]) {
      globalThis.fetch = () => Promise.resolve(new Response(null, { status }));
      assertEquals(await send(REQUEST, () => true).answer, answered(status));
    }
  } finally {
    globalThis.fetch = fetch;
  }
});

Deno.test("createSend() answers with no connection where there is no global fetch", async () => {
  const { fetch } = globalThis;
  const send = createSend({ fetch: undefined, requestTimeoutMs: 1_000, clock: new FakeClock() });
  Reflect.set(globalThis, "fetch", undefined);
  try {
    assertEquals(await send(REQUEST, () => true).answer, {
      kind: "none",
      cause: "network",
      message: "there is no global fetch: pass one as 'fetch'",
    });
  } finally {
    globalThis.fetch = fetch;
  }
});

// Answers.

for (const status of [200, 202, 204, 299, 301, 400, 401, 429, 500, 503, 599]) {
  Deno.test(`createSend() answers with HTTP ${status}`, async () => {
    const { answer, clock } = await attempt(() => Promise.resolve(new Response(null, { status })));
    assertEquals(answer, answered(status));
    assertEquals(clock.timers, 0, "the timeout is taken off");
  });
}

Deno.test("createSend() tells Retry-After, Date and the body", async () => {
  const headers = { "Retry-After": "7", "Date": "Thu, 01 Jan 2026 00:00:00 GMT" };
  const { answer } = await attempt(() =>
    Promise.resolve(new Response("busy", { status: 503, headers }))
  );
  assertEquals(answer, {
    kind: "answer",
    status: 503,
    retryAfter: "7",
    date: "Thu, 01 Jan 2026 00:00:00 GMT",
    text: "busy",
  });
});

Deno.test("createSend() takes a hidden redirect for one that it sees", async () => {
  const hidden = response({ type: "opaqueredirect", status: 0 });
  assertEquals((await attempt(() => Promise.resolve(hidden))).answer, answered(302));
});

for (const status of [0, -1, 99, 1_000, 200.5, NaN, Infinity, "200", null, undefined, {}, 200n]) {
  Deno.test(`createSend() takes a status of ${typeof status} ${String(status)} for no answer`, async () => {
    const { answer } = await attempt(() => Promise.resolve(response({ status })));
    assertEquals(answer, {
      kind: "none",
      cause: "network",
      message: "fetch returned something that is not a response",
    });
  });
}

for (const status of [100, 199, 600, 999]) {
  Deno.test(`createSend() tells the odd status ${status}`, async () => {
    const { answer } = await attempt(() => Promise.resolve(response({ status })));
    assertEquals(answer, answered(status));
  });
}

for (const nothing of [undefined, null, 5, "response", true, Symbol("s"), () => {}, [], {}]) {
  Deno.test(`createSend() says that a ${typeof nothing} ${String(nothing)} is no response`, async () => {
    for (const fetch of [() => nothing, () => Promise.resolve(nothing)]) {
      assertEquals((await attempt(fetch)).answer, {
        kind: "none",
        cause: "network",
        message: "fetch returned something that is not a response",
      });
    }
  });
}

Deno.test("createSend() takes a response that is no promise", async () => {
  assertEquals((await attempt(() => new Response("x"))).answer, answered(200, "x"));
});

Deno.test("createSend() takes a thenable", async () => {
  const fetch = () => ({ then: (resolve: (value: unknown) => void) => resolve(new Response("x")) });
  assertEquals((await attempt(fetch)).answer, answered(200, "x"));
});

// Headers that cannot be read: the status was told, and an accepted event must not be sent again.

const HEADERS: readonly (readonly [what: string, headers: unknown])[] = [
  ["throw", { get: boom }],
  ["are missing", undefined],
  ["are null", null],
  ["are a plain object", { "retry-after": "7" }],
  ["answer with a number", { get: () => 7 }],
  ["answer with undefined", { get: () => undefined }],
  ["answer with an object", { get: () => ({ toString: boom }) }],
];

for (const [what, headers] of HEADERS) {
  Deno.test(`createSend() tells the status when the headers ${what}`, async () => {
    const { answer } = await attempt(() => Promise.resolve(response({ headers })));
    assertEquals(answer, answered(202));
  });
}

// Failures.

const FAILURES: readonly (readonly [what: string, fetch: () => unknown, message: string])[] = [
  ["throws", boom, "hostile"],
  ["throws a text", () => {
    throw "text";
  }, "text"],
  ["throws undefined", () => {
    throw undefined;
  }, "undefined"],
  ["rejects", () => Promise.reject(new TypeError("failed")), "failed"],
  [
    "rejects with a cause",
    () => Promise.reject(new TypeError("failed", { cause: new Error("reset") })),
    "failed: reset",
  ],
  ["rejects with nothing", () => Promise.reject(), "undefined"],
  ["rejects with a symbol", () => Promise.reject(Symbol("s")), "Symbol(s)"],
  [
    "rejects with what throws",
    () => Promise.reject({ toString: boom }),
    "an object that is no error",
  ],
  ["is a thenable that throws", () => ({ then: boom }), "hostile"],
  ["has a status that throws", () => Object.defineProperty({}, "status", { get: boom }), "hostile"],
];

for (const [what, fetch, message] of FAILURES) {
  Deno.test(`createSend() answers with no connection when fetch ${what}`, async () => {
    const { answer, clock } = await attempt(fetch);
    assertEquals(answer, { kind: "none", cause: "network", message });
    assertEquals(clock.timers, 0);
  });
}

Deno.test("createSend() answers with a string when fetch rejects with an error of a symbol", async () => {
  const error = Object.assign(new Error("m"), { message: Symbol("m") });
  const { answer } = await attempt(() => Promise.reject(error));
  assert(answer !== "pending" && answer.kind === "none");
  assertEquals(typeof answer.message, "string");
});

// Time.

Deno.test("createSend() waits to the last millisecond and no longer", async () => {
  assertEquals((await attempt(never, TIMEOUT_MS - 1)).answer, "pending");
  const { answer, clock, init } = await attempt(never, TIMEOUT_MS);
  assertEquals(answer, { kind: "none", cause: "timeout", message: "" });
  assertEquals(init?.signal.aborted, true);
  assertEquals(clock.timers, 0);
});

Deno.test("createSend() takes no notice of what comes after the timeout", async () => {
  for (const late of [() => new Response("late"), boom]) {
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => go = resolve);
    const run = await attempt(() => gate.then(late), TIMEOUT_MS);
    go();
    await run.clock.advance(0);
    assertEquals(run.answer, { kind: "none", cause: "timeout", message: "" });
  }
});

Deno.test("createSend() lets the connection of a late answer go", async () => {
  let go = (): void => {};
  const gate = new Promise<void>((resolve) => go = resolve);
  let isCancelled = false;
  const body = new ReadableStream({ cancel: () => void (isCancelled = true) });
  const { clock } = await attempt(() => gate.then(() => response({ body })), TIMEOUT_MS);
  go();
  await clock.advance(0);
  assertEquals(isCancelled, true);
});

Deno.test("Attempt.abort() settles the attempt at once", async () => {
  const clock = new FakeClock();
  const send = createSend({ fetch: never, requestTimeoutMs: TIMEOUT_MS, clock });
  const { answer, abort } = send(REQUEST, () => true);
  abort();
  abort();
  assertEquals(await answer, { kind: "none", cause: "network", message: "given up" });
  assertEquals(clock.timers, 0);
});

Deno.test("Attempt.abort() tells fetch", async () => {
  let signal: FetchInit["signal"] | undefined;
  const fetch: FetchLike = (_, init) => {
    ({ signal } = init);
    return never();
  };
  const send = createSend({ fetch, requestTimeoutMs: TIMEOUT_MS, clock: new FakeClock() });
  const { answer, abort } = send(REQUEST, () => true);
  abort();
  await answer;
  assertEquals(signal?.aborted, true);
});

Deno.test("Attempt.abort() after the answer changes nothing", async () => {
  const fetch = () => Promise.resolve(new Response("x"));
  const send = createSend({ fetch, requestTimeoutMs: TIMEOUT_MS, clock: new FakeClock() });
  const { answer, abort } = send(REQUEST, () => true);
  await answer;
  abort();
  assertEquals(await answer, answered(200, "x"));
});

// Bodies.

/** A body whose reader hands out what `read` says. */
function bodyOf(read: () => unknown, cancel: () => unknown = () => Promise.resolve()): object {
  return response({ body: { getReader: () => ({ read, cancel }) } });
}

Deno.test("createSend() tells the status when the body never ends in time", async () => {
  const { answer, init } = await attempt(() => Promise.resolve(bodyOf(never)), TIMEOUT_MS);
  assertEquals(answer, answered(202));
  assertEquals(init?.signal.aborted, true);
});

Deno.test("createSend() waits for the body within the timeout", async () => {
  const run = await attempt(() => Promise.resolve(bodyOf(never)), TIMEOUT_MS - 1);
  assertEquals(run.answer, "pending");
});

const BODIES: readonly (readonly [what: string, body: unknown, text: string])[] = [
  ["is missing", undefined, ""],
  ["is null", null, ""],
  ["has no getReader", {}, ""],
  ["throws at getReader", { getReader: boom }, ""],
  ["has no reader", { getReader: () => undefined }, ""],
  ["is an empty reader", { getReader: () => ({}) }, ""],
];

for (const [what, body, text] of BODIES) {
  Deno.test(`createSend() tells the status when the body ${what}`, async () => {
    const { answer } = await attempt(() => Promise.resolve(response({ body })));
    assertEquals(answer, answered(202, text));
  });
}

const READS: readonly (readonly [what: string, second: () => unknown])[] = [
  ["throws", boom],
  ["rejects", () => Promise.reject(new Error("reset"))],
  ["returns nothing", () => undefined],
  ["returns a number", () => 5],
  ["ends", () => Promise.resolve({ done: true })],
  ["ends with a value", () => Promise.resolve({ done: true, value: new Uint8Array(1) })],
  ["has no value", () => Promise.resolve({ done: false })],
  ["hands out a text", () => Promise.resolve({ done: false, value: "text" })],
  ["hands out null", () => Promise.resolve({ done: false, value: null })],
];

for (const [what, second] of READS) {
  Deno.test(`createSend() keeps what came when the second read ${what}`, async () => {
    let reads = 0;
    const read = () =>
      ++reads === 1
        ? Promise.resolve({ done: false, value: new TextEncoder().encode("first") })
        : second();
    const { answer } = await attempt(() => Promise.resolve(bodyOf(read)));
    assertEquals(answer, answered(202, "first"));
    assert(reads <= 3, `${reads} reads`);
  });
}

Deno.test("createSend() reads an endless body to 64 KiB, then cancels it", async () => {
  let reads = 0;
  let cancels = 0;
  const read = () => {
    reads++;
    return Promise.resolve({ done: false, value: new Uint8Array(KIB).fill(0x78) });
  };
  const cancel = () => {
    cancels++;
    return Promise.resolve();
  };
  const { answer } = await attempt(() => Promise.resolve(bodyOf(read, cancel)));
  assertEquals(answer, answered(202, "x".repeat(64 * KIB)));
  assertEquals([reads, cancels], [64, 1]);
});

Deno.test("createSend() keeps 64 KiB of one huge chunk", async () => {
  const { answer } = await attempt(() => Promise.resolve(new Response("x".repeat(1_024 * KIB))));
  assertEquals(answer, answered(200, "x".repeat(64 * KIB)));
});

Deno.test("createSend() keeps 64 KiB of two large chunks", async () => {
  const read = () => Promise.resolve({ done: false, value: new Uint8Array(40 * KIB).fill(0x78) });
  const { answer } = await attempt(() => Promise.resolve(bodyOf(read)));
  assertEquals(answer, answered(202, "x".repeat(64 * KIB)));
});

Deno.test("createSend() ends a body of endless empty chunks", async () => {
  let reads = 0;
  const read = () => Promise.resolve({ done: ++reads > 500_000, value: new Uint8Array(0) });
  const { answer } = await attempt(() => Promise.resolve(bodyOf(read)), 1);
  assertEquals(answer, answered(202));
  assert(reads <= 64 * KIB + 1, `${reads} reads`);
});

for (
  const [what, cancel] of [["never settles", never], ["throws", boom], [
    "rejects",
    () => Promise.reject(),
  ], ["returns nothing", () => undefined]] as const
) {
  Deno.test(`createSend() does not mind a cancel that ${what}`, async () => {
    const read = () => Promise.resolve({ done: false, value: new Uint8Array(64 * KIB).fill(0x78) });
    const { answer } = await attempt(() => Promise.resolve(bodyOf(read, cancel)));
    assertEquals(answer, answered(202, "x".repeat(64 * KIB)));
  });
}

Deno.test("createSend() joins a character that two chunks share", async () => {
  const bytes = new TextEncoder().encode("😀");
  const chunks = [bytes.slice(0, 2), bytes.slice(2)];
  const read = () => Promise.resolve({ done: chunks.length === 0, value: chunks.shift() });
  const { answer } = await attempt(() => Promise.resolve(bodyOf(read)));
  assertEquals(answer, answered(202, "😀"));
});

Deno.test("createSend() reads bytes that are no text", async () => {
  const { answer } = await attempt(() =>
    Promise.resolve(new Response(new Uint8Array([0xff, 0x61])))
  );
  assertEquals(answer, answered(200, "\ufffda"));
});

// A connection that the server closed meanwhile.

/** What each call of `fetch` does, and the answers to `count` requests, one after the other. */
function inTurn(
  count: number,
  ...acts: readonly (() => unknown)[]
): Promise<{ calls: number; answers: string[] }> {
  return inTurnWhile(() => true, count, acts);
}

/** The same while a request may be sent again at once, or may not. */
async function inTurnWhile(
  mayResend: () => boolean,
  count: number,
  acts: readonly (() => unknown)[],
): Promise<{ calls: number; answers: string[] }> {
  let calls = 0;
  const clock = new FakeClock();
  const fetch: FetchLike = () => (acts[calls++] ?? never)() as ReturnType<FetchLike>;
  const send = createSend({ fetch, requestTimeoutMs: TIMEOUT_MS, clock });
  const answers: string[] = [];
  for (let i = 0; i < count; i++) {
    send(REQUEST, mayResend).answer.then((answer) =>
      answers.push(answer.kind === "answer" ? String(answer.status) : answer.cause)
    );
    await clock.advance(TIMEOUT_MS);
  }
  return { calls, answers };
}

const ok = () => Promise.resolve(new Response(null, { status: 202 }));
const reset = () => Promise.reject(new TypeError("reset"));

Deno.test("createSend() does not send again when the first connection fails", async () => {
  assertEquals(await inTurn(1, reset, ok), { calls: 1, answers: ["network"] });
});

Deno.test("createSend() sends again, once, when a connection fails that may have been closed", async () => {
  assertEquals(await inTurn(2, ok, reset, ok), { calls: 3, answers: ["202", "202"] });
});

Deno.test("createSend() does not send again at once while it may not", async () => {
  assertEquals(await inTurnWhile(() => false, 2, [ok, reset, ok]), {
    calls: 2,
    answers: ["202", "network"],
  });
});

Deno.test("createSend() does not send again twice", async () => {
  assertEquals(await inTurn(2, ok, reset, reset, ok), { calls: 3, answers: ["202", "network"] });
});

Deno.test("createSend() does not send again after a failure that followed a failure", async () => {
  assertEquals(await inTurn(3, ok, reset, reset, reset), {
    calls: 4,
    answers: ["202", "network", "network"],
  });
});

Deno.test("createSend() does not send again what ran out of time", async () => {
  assertEquals(await inTurn(2, ok, never, ok), { calls: 2, answers: ["202", "timeout"] });
});

Deno.test("createSend() does not send again after an answer that makes no sense", async () => {
  const { calls } = await inTurn(
    2,
    ok,
    () => Promise.resolve(response({ headers: { get: boom } })),
    ok,
  );
  assertEquals(calls, 2);
});

Deno.test("createSend() does not send again what a fetch has sent again itself", async () => {
  const final = () => Promise.reject(Object.assign(new Error("reset"), { isFinal: true }));
  assertEquals(await inTurn(2, ok, final, ok), { calls: 2, answers: ["202", "network"] });
});

for (const isFinal of [false, undefined, 1, "true"]) {
  Deno.test(`createSend() sends again what is final in no other way than ${String(isFinal)}`, async () => {
    const lost = () => Promise.reject(Object.assign(new Error("reset"), { isFinal }));
    assertEquals(await inTurn(2, ok, lost, ok), { calls: 3, answers: ["202", "202"] });
  });
}

Deno.test("createSend() lets a fetch know whether it may send again", async () => {
  let may: FetchInit["mayResend"];
  const fetch: FetchLike = (_, init) => {
    may = init.mayResend;
    return Promise.resolve(new Response());
  };
  const send = createSend({ fetch, requestTimeoutMs: TIMEOUT_MS, clock: new FakeClock() });
  let isPaused = false;
  await send(REQUEST, () => !isPaused).answer;
  assertEquals(may?.(), true);
  isPaused = true;
  assertEquals(may?.(), false);
});

Deno.test("createSend() says nothing of the headers in its errors", async () => {
  const fetch: FetchLike = (url, init) => Promise.reject(new Error(`${url} ${init.method}`));
  const { answer } = await attempt(fetch);
  assert(answer !== "pending" && answer.kind === "none");
  assertMatch(answer.message, /^https:\/\/example.com\/v1\/ingest POST$/);
});
