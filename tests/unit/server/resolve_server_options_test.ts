import { assert, assertEquals } from "@std/assert";
import { consoleLogger } from "../../../src/runtime/console_logger.ts";
import { resolveServerOptions } from "../../../src/server/resolve_server_options.ts";

const KEY = "secret-key-0123456789";

Deno.test("resolveServerOptions() fills in every default", () => {
  const { clock, ...resolved } = resolveServerOptions({ apiKey: KEY });
  assertEquals(resolved, {
    apiKey: KEY,
    endpoint: "https://api.inslytic.com",
    flushIntervalMs: 10_000,
    maxBatchSize: 20,
    maxRetries: 3,
    maxQueueSize: 10_000,
    maxQueueBytes: 16 * 1_024 * 1_024,
    maxEventBytes: 32 * 1_024,
    requestTimeoutMs: 10_000,
    shutdownTimeoutMs: 5_000,
    handleSignals: true,
    maxInFlight: 1,
    retryJitter: 0,
    storage: undefined,
    storageKey: "tidings",
    messageIdKey: undefined,
    beforeSend: undefined,
    onDrop: undefined,
    onError: undefined,
    waitUntil: undefined,
    fetch: undefined,
    logger: consoleLogger,
    debug: false,
    unknownOptions: [],
  });
  assert(Math.abs(clock.epochNow() - Date.now()) < 1_000);
});

Deno.test("resolveServerOptions() takes what it is given", () => {
  const given = {
    apiKey: KEY,
    maxBatchSize: 7,
    maxRetries: 0,
    maxQueueSize: 8,
    maxQueueBytes: 2_000,
    maxEventBytes: 1_500,
    requestTimeoutMs: 200,
    shutdownTimeoutMs: 0,
    handleSignals: false,
    maxInFlight: 2,
    retryJitter: 0.5,
    messageIdKey: "mid",
    debug: true,
    storageKey: "own",
  };
  const resolved = resolveServerOptions({
    ...given,
    flushInterval: 0,
    endpoint: "https://a.example/b",
  });
  assertEquals(resolved.flushIntervalMs, 0);
  assertEquals(resolved.endpoint, "https://a.example/b");
  for (const [name, value] of Object.entries(given)) {
    assertEquals<unknown>(Reflect.get(resolved, name), value, name);
  }
});

Deno.test("resolveServerOptions() passes functions and objects on as they are", () => {
  const beforeSend = () => null;
  const hook = () => {};
  const logger = { warn: () => {} };
  const fetch = () => new Promise<never>(() => {});
  const given = { beforeSend, onDrop: hook, onError: hook, waitUntil: hook, logger, fetch };
  const resolved = resolveServerOptions({ apiKey: KEY, ...given });
  for (const [name, value] of Object.entries(given)) {
    assertEquals(Reflect.get(resolved, name), value);
  }
});

Deno.test("resolveServerOptions() has a sentence for each unknown option, in their order", () => {
  const options = { apiKey: KEY, zzzzzz: 1, retries: 2 };
  assertEquals(resolveServerOptions(options).unknownOptions, [
    "InslyticNode ignores the unknown option 'zzzzzz'",
    "InslyticNode ignores the unknown option 'retries': did you mean 'maxRetries'?",
  ]);
});

Deno.test("resolveServerOptions() reads each option once", () => {
  const reads: string[] = [];
  const options = new Proxy({ apiKey: KEY, maxBatchSize: 5 }, {
    get: (target, name) => {
      reads.push(String(name));
      return Reflect.get(target, name);
    },
  });
  resolveServerOptions(options);
  assertEquals(reads.length, new Set(reads).size);
  assert(reads.includes("maxBatchSize"));
});
