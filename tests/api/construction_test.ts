/**
 * What a client may be created with. A mistake is found at construction, the message names the option and
 * what it must be, and never repeats the key.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { InslyticNode, type InslyticNodeOptions } from "@tidings/sdk";
import { createCollector, FakeClock } from "@tidings/sdk/testing";
import { createTestBench, TEST_KEY } from "../support/test_bench.ts";

/** Creates a client with options that the type does not allow. */
function create(options: unknown): InslyticNode {
  return Reflect.construct(InslyticNode, [options]) as InslyticNode;
}

/** What creating a client throws, or `undefined`. */
async function failure(options: unknown): Promise<unknown> {
  try {
    await create(options).shutdown();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The error of a wrong option, whose message must name the option. */
async function wrong(name: string, value: unknown): Promise<Error> {
  const error = await failure({ apiKey: TEST_KEY, [name]: value });
  assert(error instanceof Error, `'${name}' was accepted`);
  assertStringIncludes(error.message, "Cannot create InslyticNode as ");
  assertStringIncludes(error.message, `'${name}' must `);
  assertEquals(error.message.includes(TEST_KEY), false);
  return error;
}

// The options as a whole.

for (const options of [undefined, null, "test-key", 5, true, Symbol("s"), () => {}]) {
  Deno.test(`InslyticNode() throws a TypeError for ${typeof options} ${String(options)}`, async () => {
    const error = await failure(options);
    assert(error instanceof TypeError);
    assertStringIncludes(error.message, "'apiKey'");
  });
}

Deno.test("InslyticNode() says for the documented example what it must be and what it is", async () => {
  const error = await wrong("maxBatchSize", 0);
  assertEquals(
    error.message,
    "Cannot create InslyticNode as 'maxBatchSize' must be an integer from 1 to 1000: current value is 0",
  );
});

// apiKey.

const ODD_CHARACTER = "a string with a space, a control character or a character beyond ASCII";

const BAD_KEYS: readonly (readonly [what: string, key: unknown, shown?: string])[] = [
  ["undefined", undefined, "undefined (is its environment variable set?)"],
  ["null", null, "null"],
  ["a number", 12_345, "number"],
  ["an object", { key: "secret" }, "object"],
  ["a boxed string", Object("secret"), "object"],
  ["empty", "", "an empty string (is its environment variable set?)"],
  ["a space", " "],
  ["with a space within", "sec ret"],
  ["with a line break at its end", "secret\n"],
  ["with a header in it", "secret\r\nx-evil: 1"],
  ["with NUL", "sec\u0000ret"],
  ["with DEL", "secret\u007f"],
  ["beyond ASCII", "sécret"],
  ["of 513 characters", "k".repeat(513), "a string of 513 characters"],
];

for (const [what, apiKey, shown = ODD_CHARACTER] of BAD_KEYS) {
  Deno.test(`InslyticNode() refuses an apiKey that is ${what}, without repeating it`, async () => {
    const error = await failure({ apiKey });
    assert(error instanceof TypeError);
    assertStringIncludes(
      error.message,
      "'apiKey' must be a string of 1 to 512 visible ASCII characters",
    );
    assert(error.message.endsWith(`current value is ${shown}`), error.message);
    assertEquals(/secret|sec.ret|sécret|kkk|12345/.test(error.message), false);
  });
}

for (const apiKey of ["k", "!", "~", "k".repeat(512), "a+b/c==", "pk_live:1.2-3_4"]) {
  Deno.test(`InslyticNode() takes the apiKey ${apiKey.slice(0, 20)} of ${apiKey.length}`, async () => {
    const { fetch, requests } = createCollector({ apiKey });
    const client = new InslyticNode({ apiKey, fetch });
    client.track({ eventName: "e", anonymousId: "a" });
    assertEquals((await client.shutdown()).delivered, 1);
    assertEquals(requests[0]?.headers["authorization"], `Bearer ${apiKey}`);
  });
}

// Numbers.

interface NumberOption {
  readonly name: keyof InslyticNodeOptions;
  readonly min: number;
  readonly max: number;
  readonly mustBe: string;
  /** Further values that are taken. */
  readonly also?: readonly number[];
}

const integer = (name: keyof InslyticNodeOptions, min: number, max: number): NumberOption => ({
  name,
  min,
  max,
  mustBe: `must be an integer from ${min} to ${max}`,
});

const INTEGERS: readonly NumberOption[] = [
  {
    name: "flushInterval",
    min: 10,
    max: 3_600_000,
    mustBe: "must be 0 or an integer from 10 to 3600000",
    also: [0, -0],
  },
  integer("maxBatchSize", 1, 1_000),
  integer("maxRetries", 0, 20),
  integer("maxQueueSize", 1, 1_000_000),
  integer("maxQueueBytes", 1_024, 1_073_741_824),
  integer("maxEventBytes", 1_024, 1_048_576),
  integer("requestTimeoutMs", 100, 300_000),
  integer("shutdownTimeoutMs", 0, 300_000),
  integer("maxInFlight", 1, 16),
];

const JITTER: NumberOption = {
  name: "retryJitter",
  min: 0,
  max: 1,
  mustBe: "must be a number from 0 to 1",
  also: [0.5, Number.MIN_VALUE, 1 - Number.EPSILON],
};

for (const { name, min, max, mustBe, also = [] } of [...INTEGERS, JITTER]) {
  for (const value of [min, max, ...also]) {
    Deno.test(`InslyticNode() takes ${Object.is(value, -0) ? "-0" : value} as ${name}`, async () => {
      assertEquals(await failure({ apiKey: TEST_KEY, [name]: value }), undefined);
    });
  }

  const outside = [max + 1, NaN, Infinity, -Infinity, -1, Number.MAX_VALUE];
  if (!also.includes(min - 1)) outside.push(min - 1);
  outside.push(name === "retryJitter" ? 1 + Number.EPSILON : min + 0.5);
  for (const value of new Set(outside)) {
    Deno.test(`InslyticNode() throws a RangeError for ${value} as ${name}`, async () => {
      const error = await wrong(name, value);
      assert(error instanceof RangeError);
      assertStringIncludes(error.message, `${mustBe}: current value is ${value}`);
    });
  }

  for (const value of ["5", "", null, true, [5], {}, 5n, Object(5), () => 5, Symbol("5")]) {
    const what = `${typeof value} ${
      typeof value === "object" ? JSON.stringify(value) : String(value)
    }`;
    Deno.test(`InslyticNode() throws a TypeError for ${what} as ${name}`, async () => {
      const error = await wrong(name, value);
      assert(error instanceof TypeError);
      assertStringIncludes(error.message, mustBe);
    });
  }
}

// Booleans, functions, texts, objects.

const OTHERS: readonly (readonly [
  name: keyof InslyticNodeOptions,
  mustBe: string,
  values: readonly unknown[],
])[] = [
  ["allowInsecure", "must be a boolean", [null, 0, 1, "true", {}, () => true]],
  ["handleSignals", "must be a boolean", [null, 0, 1, "false", {}, () => true]],
  ["debug", "must be a boolean", [null, 0, 1, "true", {}, () => true]],
  ["beforeSend", "must be a function", [null, true, "f", {}, 5]],
  ["onDrop", "must be a function", [null, true, "f", {}, 5]],
  ["onError", "must be a function", [null, true, "f", {}, 5]],
  ["waitUntil", "must be a function", [null, true, "f", {}, 5]],
  ["fetch", "must be a function", [null, true, "f", {}, 5]],
  ["storage", "must be", [null, 5, "localStorage", {}, { getItem: () => null }, () => {}]],
  ["storageKey", "must be a non-empty string", [null, "", 5, {}, []]],
  ["messageIdKey", "must be a non-empty string", [null, "", 5, true, {}, () => "a"]],
  ["logger", "must be an object with a 'warn' function", [null, "console", 5, {}, { warn: 1 }]],
  ["clock", "must be a clock", [null, 5, {}, { now: () => 0 }, "clock", Date]],
];

for (const [name, mustBe, values] of OTHERS) {
  values.forEach((value, index) => {
    Deno.test(`InslyticNode() throws a TypeError for wrong value ${index} of ${name}`, async () => {
      const error = await wrong(name, value);
      assert(error instanceof TypeError);
      assertStringIncludes(error.message, mustBe);
    });
  });
}

Deno.test("InslyticNode() treats undefined options as those left out", async () => {
  const { fetch, requests } = createCollector();
  const names = [
    ...INTEGERS.map(({ name }) => name),
    ...OTHERS.map(([name]) => name),
    "retryJitter",
    "endpoint",
  ].filter((name) => name !== "fetch");
  const unset = Object.fromEntries(names.map((name) => [name, undefined]));
  const client = create({ ...unset, apiKey: TEST_KEY, fetch });
  for (let i = 0; i < 45; i++) client.track({ eventName: "e", anonymousId: "a" });
  assertEquals(await client.flush(), { delivered: 45, dropped: 0, pending: 0 });
  assertEquals(requests.map(({ events }) => events?.length), [20, 20, 5]);
  assertEquals(requests[0]?.url, "https://api.inslytic.com/v1/ingest");
  await client.shutdown();
});

Deno.test("InslyticNode() does not change the options and takes frozen ones", async () => {
  const options = Object.freeze({ apiKey: TEST_KEY, maxBatchSize: 5 });
  assertEquals(await failure(options), undefined);
  assertEquals(options, { apiKey: TEST_KEY, maxBatchSize: 5 });
});

Deno.test("InslyticNode() reads its options at construction: later changes change nothing", async () => {
  const { fetch, requests } = createCollector();
  const options = { apiKey: TEST_KEY, maxBatchSize: 2, endpoint: "https://a.example", fetch };
  const client = new InslyticNode(options);
  Object.assign(options, { apiKey: "other", maxBatchSize: 1, endpoint: "https://b.example" });
  for (let i = 0; i < 2; i++) client.track({ eventName: "e", anonymousId: "a" });
  await client.shutdown();
  assertEquals(requests.map(({ url, events }) => [url, events?.length]), [
    ["https://a.example/v1/ingest", 2],
  ]);
  assertEquals(requests[0]?.headers["authorization"], `Bearer ${TEST_KEY}`);
});

// endpoint.

const GOOD_ENDPOINTS = [
  "https://api.inslytic.com",
  "https://example.com/base/",
  "https://10.0.0.1:8443",
  "https://[2001:db8::1]/x",
  "https://münchen.example",
  "http://localhost",
  "http://localhost:3002/base",
  "http://LOCALHOST",
  "http://127.0.0.1:8080",
  "http://127.1.2.3",
  "http://127.1",
  "http://[::1]:8080",
  "http://[0:0:0:0:0:0:0:1]",
  "http://sub.localhost",
  "http://a.b.localhost:1234",
];

for (const endpoint of GOOD_ENDPOINTS) {
  Deno.test(`InslyticNode() takes the endpoint ${endpoint}`, async () => {
    assertEquals(await failure({ apiKey: TEST_KEY, endpoint }), undefined);
  });
}

const INSECURE_ENDPOINTS = [
  "http://example.com",
  "http://10.0.0.1",
  "http://192.168.1.1:3000",
  "http://169.254.169.254",
  "http://0.0.0.0",
  "http://128.0.0.1",
  "http://localhost.example.com",
  "http://notlocalhost",
  "http://127.0.0.1.example.com",
  "http://[::2]",
  "http://[::ffff:10.0.0.1]",
];

for (const endpoint of INSECURE_ENDPOINTS) {
  Deno.test(`InslyticNode() refuses ${endpoint}`, async () => {
    const error = await wrong("endpoint", endpoint);
    assert(error instanceof TypeError);
    assertStringIncludes(error.message, "must be https unless the host is loopback");
    assertStringIncludes(error.message, "'allowInsecure'");
  });

  Deno.test(`InslyticNode() takes ${endpoint} with allowInsecure`, async () => {
    const options = { apiKey: TEST_KEY, endpoint, allowInsecure: true };
    assertEquals(await failure(options), undefined);
  });
}

const ABSOLUTE = "must be an absolute http or https URL";
const BAD_ENDPOINTS: readonly (readonly [endpoint: unknown, mustBe: string])[] = [
  ["", ABSOLUTE],
  [" ", ABSOLUTE],
  ["example.com", ABSOLUTE],
  ["api.inslytic.com/v1", ABSOLUTE],
  ["/v1/ingest", ABSOLUTE],
  ["//example.com", ABSOLUTE],
  ["https://", ABSOLUTE],
  ["https:// example.com", ABSOLUTE],
  ["https://example.com:99999", ABSOLUTE],
  ["https://[::1", ABSOLUTE],
  ["localhost:3002", ABSOLUTE],
  ["ftp://example.com", ABSOLUTE],
  ["ftp://localhost", ABSOLUTE],
  ["ws://localhost", ABSOLUTE],
  ["file:///etc/passwd", ABSOLUTE],
  ["data:application/json,{}", ABSOLUTE],
  ["blob:https://example.com/1", ABSOLUTE],
  ["javascript:alert(1)", ABSOLUTE],
  ["about:blank", ABSOLUTE],
  [null, ABSOLUTE],
  [5, ABSOLUTE],
  [true, ABSOLUTE],
  [{}, ABSOLUTE],
  [new URL("https://example.com"), ABSOLUTE],
  ["https://user:password@example.com", "must not hold credentials"],
  ["https://user@example.com", "must not hold credentials"],
  ["https://:password@example.com", "must not hold credentials"],
  ["https://example.com?key=password", "must have no query and no fragment"],
  ["https://example.com/a?", "must have no query and no fragment"],
  ["https://example.com#password", "must have no query and no fragment"],
  ["https://example.com/#", "must have no query and no fragment"],
];

for (const [endpoint, mustBe] of BAD_ENDPOINTS) {
  for (const allowInsecure of [false, true]) {
    const what = `${typeof endpoint} ${String(endpoint)}, allowInsecure ${allowInsecure}`;
    Deno.test(`InslyticNode() refuses the endpoint ${what}`, async () => {
      const error = await failure({ apiKey: TEST_KEY, endpoint, allowInsecure });
      assert(error instanceof TypeError);
      assertStringIncludes(error.message, `'endpoint' ${mustBe}`);
      assertEquals(/password|passwd/.test(error.message), false);
    });
  }
}

// Unknown options.

/** What a client with these options warns of, until it is shut down. */
async function warningsOf(options: object): Promise<string[]> {
  const warnings: string[] = [];
  const logger = { warn: (line: string) => void warnings.push(line) };
  await create({ apiKey: TEST_KEY, logger, ...options }).shutdown();
  return warnings;
}

const MISSPELT: readonly (readonly [given: string, meant: string])[] = [
  ["flushIntervall", "flushInterval"],
  ["flushIntervalMs", "flushInterval"],
  ["FlushInterval", "flushInterval"],
  ["flush_interval", "flushInterval"],
  ["batchSize", "maxBatchSize"],
  ["retries", "maxRetries"],
  ["maxRetry", "maxRetries"],
  ["queueSize", "maxQueueSize"],
  ["url_endpoint", "endpoint"],
  ["apikey", "apiKey"],
  ["api_key", "apiKey"],
  ["onErrors", "onError"],
  ["ondrop", "onDrop"],
  ["beforesend", "beforeSend"],
];

for (const [given, meant] of MISSPELT) {
  Deno.test(`InslyticNode() names ${meant} once for the unknown option ${given}`, async () => {
    const warnings = await warningsOf({ [given]: 5 });
    assertEquals(warnings.length, 1);
    assertStringIncludes(warnings[0] ?? "", `unknown option '${given}': did you mean '${meant}'?`);
  });
}

Deno.test("InslyticNode() names no option for one that is like none", async () => {
  const warnings = await warningsOf({ zzzzzzzzz: 5 });
  assertEquals(warnings, ["Tidings: InslyticNode ignores the unknown option 'zzzzzzzzz'"]);
});

Deno.test("InslyticNode() names every unknown option at construction", async () => {
  const warnings: string[] = [];
  const logger = { warn: (line: string) => void warnings.push(line) };
  const client = create({ apiKey: TEST_KEY, logger, batchSize: 1, retries: 2, zzzzzzzzz: 3 });
  const said = warnings.join("\n");
  await client.shutdown();
  for (const name of ["'batchSize'", "'retries'", "'zzzzzzzzz'"]) assertStringIncludes(said, name);
  assertEquals(warnings.join("\n"), said, "and nothing more at the end");
});

Deno.test("InslyticNode() warns of nothing when all options are known", async () => {
  assertEquals(await warningsOf({ maxBatchSize: 5, debug: false }), []);
});

Deno.test("InslyticNode() does not repeat the key that is an unknown option's name", async () => {
  const warnings = await warningsOf({ [TEST_KEY]: true });
  assertEquals(warnings.length, 1);
  assertEquals(warnings.join().includes(TEST_KEY), false);
});

// The key in the wrong place.

const KEYS = [TEST_KEY, "k".repeat(512), `pk_${"0123456789".repeat(9)}`];

/** Any part of a key that is long enough to be of use to somebody. */
function assertWithout(key: string, error: unknown, name: string): void {
  assert(error instanceof TypeError, `'${name}' was accepted`);
  assertEquals(error.message.includes(key.slice(0, 12)), false, error.message);
}

for (const key of KEYS) {
  Deno.test(`InslyticNode() does not repeat a key of ${key.length} passed as another option`, async () => {
    const names = [...INTEGERS, JITTER].map(({ name }) => name);
    names.push(...OTHERS.map(([name]) => name).filter((name) => !/Key$/.test(name)));
    for (const name of names) assertWithout(key, await failure({ apiKey: key, [name]: key }), name);
  });

  Deno.test(`InslyticNode() does not repeat a key of ${key.length} within a wrong value`, async () => {
    for (const value of [`Bearer ${key}`, "x".repeat(40) + key, JSON.stringify({ key })]) {
      assertWithout(key, await failure({ apiKey: key, maxRetries: value }), "maxRetries");
    }
  });

  Deno.test(`InslyticNode() does not repeat a key of ${key.length} passed as endpoint`, async () => {
    for (const endpoint of [key, `https://${key}@example.com`, `https://example.com?${key}`]) {
      assertWithout(key, await failure({ apiKey: key, endpoint }), "endpoint");
    }
  });
}

Deno.test("InslyticNode() cuts a long wrong value in its message", async () => {
  const error = await wrong("maxBatchSize", "x".repeat(10_000));
  assert(error.message.length < 200, error.message);
});

// A polluted Object.prototype.

const POLLUTED: readonly (readonly [name: keyof InslyticNodeOptions, value: unknown])[] = [
  ["endpoint", "https://evil.example"],
  ["maxBatchSize", 1],
  ["beforeSend", () => null],
  ["messageIdKey", "polluted"],
  ["maxRetries", "not even a number"],
];

for (const [name, value] of POLLUTED) {
  Deno.test(`InslyticNode() takes no ${name} from Object.prototype`, async () => {
    const { fetch, requests } = createCollector();
    const clock = new FakeClock();
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    let client: InslyticNode;
    try {
      client = new InslyticNode({ apiKey: TEST_KEY, fetch, clock });
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
    for (let i = 0; i < 2; i++) client.track({ eventName: "e", anonymousId: "a" });
    await client.shutdown();
    assertEquals(requests.map(({ url, events }) => [url, events?.length]), [
      ["https://api.inslytic.com/v1/ingest", 2],
    ]);
    assertEquals(requests[0]?.body.includes("polluted"), false);
  });
}

for (const word of ["url", "mustBe", "value", "min", "max", "orZero"]) {
  Deno.test(`InslyticNode() refuses what it refuses with a '${word}' on Object.prototype`, async () => {
    Reflect.set(Object.prototype, word, "https://evil.example");
    try {
      const endpoint = await failure({ apiKey: TEST_KEY, endpoint: "ftp://example.com" });
      assert(endpoint instanceof TypeError, "the endpoint was accepted");
      assert(await failure({ apiKey: TEST_KEY, maxBatchSize: 0 }) instanceof RangeError);
      assertEquals(await failure({ apiKey: TEST_KEY, maxBatchSize: 1 }), undefined);
    } finally {
      Reflect.deleteProperty(Object.prototype, word);
    }
  });
}

Deno.test("InslyticNode() takes options that a class of the caller's inherits", async () => {
  const { fetch, requests } = createCollector();
  class Config {
    readonly apiKey = TEST_KEY;
    readonly fetch = fetch;
    get endpoint(): string {
      return "https://config.example";
    }
  }
  const client = new InslyticNode(new Config());
  client.track({ eventName: "e", anonymousId: "a" });
  await client.shutdown();
  assertEquals(requests[0]?.url, "https://config.example/v1/ingest");
});

// Options that shape what is sent.

Deno.test("flushInterval 0 sets no timer", async () => {
  await using bench = createTestBench({ flushInterval: 0 });
  bench.track(1);
  assertEquals(bench.clock.timers, 0);
  await bench.clock.advance(3_600_000);
  assertEquals(bench.collector.requests.length, 0);
});

Deno.test("InslyticNode() sets no timer before the first event", async () => {
  await using bench = createTestBench();
  assertEquals(bench.clock.timers, 0);
  assertEquals(bench.clock.keepAlives, 0);
  assertEquals(bench.client.pending, 0);
});

Deno.test("handleSignals false listens for no signal", async () => {
  const { process } = globalThis as { process?: { listenerCount?(name: string): number } };
  const count = () => ["SIGTERM", "SIGINT"].map((name) => process?.listenerCount?.(name) ?? 0);
  const before = count();
  const client = new InslyticNode({ apiKey: TEST_KEY, handleSignals: false });
  assertEquals(count(), before);
  await client.shutdown();
});

Deno.test("debug logs a line per request with the reason of its flush", async () => {
  await using bench = createTestBench({ debug: true });
  bench.track(20);
  await bench.clock.advance(0);
  assertStringIncludes(bench.debugLines[0] ?? "", "20 events");
  assertStringIncludes(bench.debugLines[0] ?? "", "size");
});

Deno.test("debug logs why an attempt failed, and when the next one is", async () => {
  await using bench = createTestBench({ debug: true });
  bench.collector.script({ status: 503, body: "busy" });
  bench.track(1);
  const flushed = bench.client.flush();
  await bench.clock.advance(1_000);
  await flushed;
  assertEquals(
    bench.debugLines.map((line) => line.replace(/\d+ bytes/, "n bytes").replace(/ \(.*\)$/, "")),
    [
      "Tidings: request 1: 1 event, n bytes, attempt 1, flush",
      "Tidings: attempt 1 of 1 event: HTTP 503: busy, again in 1000 ms",
      "Tidings: request 2: 1 event, n bytes, attempt 2, retry",
      "Tidings: delivered 1 event",
    ],
  );
});

Deno.test("debug false logs nothing", async () => {
  await using bench = createTestBench();
  bench.track(20);
  await bench.clock.advance(0);
  assertEquals(bench.debugLines, []);
});
