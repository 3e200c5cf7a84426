import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { isConsent, resolveBrowserOptions } from "../../../src/browser/resolve_browser_options.ts";

const KEY = "mtr_secret-key-0123456789";

const DEFAULTS = {
  apiKey: KEY,
  endpoint: "https://metrics.harshit.page/api/collect",
  flushIntervalMs: 3_000,
  maxBatchSize: 20,
  retryCount: 3,
  retryBackoffMs: 500,
  retryJitter: 0,
  persistQueue: true,
  storageKey: "metrics-sdk:queue",
  maxQueueSize: 500,
  maxStorageBytes: 524_288,
  maxEventBytes: 32_768,
  sessionTimeoutMs: 1_800_000,
  consent: "granted",
  respectGpc: true,
  enrichDeviceInfo: true,
  captureUtmParams: true,
  sanitizeUrl: undefined,
  autoTrackPageviews: false,
  autoTrackRouteChanges: false,
  autoTrackClicks: false,
  autoTrackScrollDepth: false,
  autoTrackErrors: false,
  autoTrackOutbound: false,
  autoTrackForms: false,
  autoTrackWebVitals: false,
  webVitals: undefined,
  scrollThresholds: [25, 50, 75, 90],
  requestTimeoutMs: 10_000,
  shutdownTimeoutMs: 5_000,
  messageIdKey: undefined,
  beforeSend: undefined,
  onDrop: undefined,
  onError: undefined,
  fetch: undefined,
  logger: undefined,
  debug: false,
  clock: undefined,
  unknownOptions: "",
} as const;

const boom = (): never => {
  throw new Error(KEY);
};

Deno.test("resolveBrowserOptions() fills in every default", () => {
  const absent = Object.fromEntries(Object.keys(DEFAULTS).map((name) => [name, undefined]));
  const { apiKey: _, unknownOptions: __, ...names } = absent;
  for (const options of [undefined, {}, Object.create(null), names]) {
    assertEquals<unknown>(resolveBrowserOptions(KEY, options), DEFAULTS);
  }
});

Deno.test("resolveBrowserOptions() takes what is given, of an object's class too", () => {
  const given = {
    endpoint: "https://a.example",
    persistQueue: false,
    debug: true,
    consent: "denied",
    storageKey: "k",
    messageIdKey: "id",
    scrollThresholds: [1, 99.5, 100],
    beforeSend: () => null,
    onDrop: () => {},
    onError: () => {},
    fetch: () => Promise.reject(),
    webVitals: () => Promise.resolve(),
    sanitizeUrl: String,
    logger: { warn: () => {} },
    clock: { setTimer: () => () => {} },
  };
  const expected = { ...DEFAULTS, ...given };
  assertEquals<unknown>(resolveBrowserOptions(KEY, given), expected);
  assertEquals<unknown>(resolveBrowserOptions(KEY, Object.create(given)), expected);
});

const NUMBERS: readonly [name: string, min: number, max: number][] = [
  ["flushIntervalMs", 10, 3_600_000],
  ["maxBatchSize", 1, 100],
  ["retryCount", 0, 20],
  ["retryBackoffMs", 10, 30_000],
  ["maxQueueSize", 1, 10_000],
  ["maxStorageBytes", 4_096, 2_097_152],
  ["maxEventBytes", 1_024, 1_048_576],
  ["sessionTimeoutMs", 1_000, 86_400_000],
  ["requestTimeoutMs", 100, 300_000],
  ["shutdownTimeoutMs", 0, 300_000],
  ["retryJitter", 0, 1],
];

for (const [name, min, max] of NUMBERS) {
  Deno.test(`resolveBrowserOptions() takes '${name}' from ${min} to ${max}`, () => {
    const resolve = (value: unknown): unknown =>
      Object.entries(resolveBrowserOptions(KEY, { [name]: value })).find(([key]) => key === name)
        ?.[1];
    for (const value of [min, max]) assertEquals(resolve(value), value);
    for (const value of [min - 1, max + 1, NaN, Infinity, -Infinity]) {
      const error = assertThrows(() => resolve(value), RangeError);
      assertMatch(error.message, new RegExp(`^Cannot create MetricsClient as '${name}' must be `));
      assert(error.message.endsWith(`: current value is ${value}`), error.message);
    }
    for (const value of ["1", null, {}, [min], 1n, true, () => min]) {
      assertThrows(() => resolve(value), TypeError, `'${name}'`);
    }
    if (name === "retryJitter") assertEquals(resolve(0.5), 0.5);
    else assertThrows(() => resolve(min + 0.5), RangeError, "integer");
  });
}

Deno.test("resolveBrowserOptions() takes 0 as 'flushIntervalMs': no timer", () => {
  assertEquals(resolveBrowserOptions(KEY, { flushIntervalMs: 0 }).flushIntervalMs, 0);
  assertThrows(() => resolveBrowserOptions(KEY, { flushIntervalMs: 9 }), RangeError, "0 or an int");
});

Deno.test("resolveBrowserOptions() says what an option must be, and what it is", () => {
  const error = assertThrows(() => resolveBrowserOptions(KEY, { maxBatchSize: 0 }), RangeError);
  assertEquals(
    error.message,
    "Cannot create MetricsClient as 'maxBatchSize' must be an integer from 1 to 100: current value is 0",
  );
});

const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  ...Object.fromEntries(
    Object.entries(DEFAULTS).filter(([, value]) => typeof value === "boolean")
      .map(([name]) => [name, [1, null, "yes", {}]]),
  ),
  ...Object.fromEntries(
    ["beforeSend", "onDrop", "onError", "fetch", "sanitizeUrl", "webVitals"]
      .map((name) => [name, [1, null, "x", {}]]),
  ),
  storageKey: ["", 5, null, {}],
  messageIdKey: ["", 5, null, {}],
  consent: ["yes", "", "Granted", "granted ", "denied,granted", true, null, ["granted"]],
  scrollThresholds: [50, null, "50", {}, ["50"], [undefined], [[50]], [1n], { every: () => true }],
  logger: [{}, null, 5, "x", { warn: 1 }],
  clock: [{}, null, 5, "x", { setTimer: 1 }],
};

for (const [name, values] of Object.entries(WRONG)) {
  Deno.test(`resolveBrowserOptions() refuses a '${name}' of the wrong kind`, () => {
    for (const value of values) {
      const resolve = (): unknown => resolveBrowserOptions(KEY, { [name]: value });
      const { message } = assertThrows(resolve, TypeError);
      assert(message.startsWith(`Cannot create MetricsClient as '${name}' must be `), message);
    }
  });
}

Deno.test("resolveBrowserOptions() takes 'scrollThresholds' from 1 to 100", () => {
  for (const value of [0, 100.5, -1]) {
    assertThrows(() => resolveBrowserOptions(KEY, { scrollThresholds: [50, value] }), RangeError);
  }
});

for (const key of ["!", "~".repeat(512), KEY]) {
  Deno.test(`resolveBrowserOptions() takes the key ${key.slice(0, 10)} of ${key.length}`, () => {
    assertEquals(resolveBrowserOptions(key, undefined).apiKey, key);
  });
}

for (
  const key of [undefined, null, "", "a b", "ключ", "key\n", "\u007f", "x".repeat(513), 5, {}, [
    KEY,
  ]]
) {
  Deno.test(`resolveBrowserOptions() refuses the key ${JSON.stringify(key)?.slice(0, 20)}`, () => {
    const { message } = assertThrows(() => resolveBrowserOptions(key, {}), TypeError, "'apiKey'");
    if (key === null) assert(message.endsWith(": current value is null"), message);
    if (typeof key === "string") assert(!key || !message.includes(key), message);
  });
}

for (const options of [null, 5, "x", true, Symbol("s"), () => {}]) {
  Deno.test(`resolveBrowserOptions() refuses ${String(options)} as options`, () => {
    assertThrows(() => resolveBrowserOptions(KEY, options), TypeError, "'options'");
  });
}

for (
  const [endpoint, isFine] of [
    ["https://a.example", true],
    ["https://a.example/api/collect?site=1", true],
    ["https://a.example?site=1", true],
    ["https://a.example:8443/@me/a:b", true],
    ["https://a.example/?key=1&apiKeys=2", true],
    ["https://[::1]:8443/", true],
    ["http://localhost:8000/collect", true],
    ["http://localhost", true],
    ["http://127.0.0.1/", true],
    ["http://127.1.2.3:99?a", true],
    ["http://[::1]:8000/collect", true],
    ["http://a.example/collect", false],
    ["http://localhost.a.example/", false],
    ["http://localhostile/", false],
    ["http://127.0.0.1.a.example/", false],
    ["http://1270.0.0.1/", false],
    ["http://127.0.0.1.1/", false],
    ["http://[::2]/", false],
    ["http://localhost@a.example/", false],
    ["http://localhost:80@a.example/", false],
    ["http://localhost\\@a.example/", false],
    ["https://a.example/#x", false],
    ["https://a.example/#", false],
    ["https://me:pw@a.example/", false],
    ["https://me@a.example/", false],
    ["https://@a.example/", false],
    ["https://a.example/?apiKey=1", false],
    ["https://a.example/?a=1&apiKey=", false],
    ["https://a.example?apiKey=1", false],
    ["https://a.example\\b", false],
    ["http://1275/", false],
    ["https://%/", false],
    ["https://a.example:99999/", false],
    ["https://a b/", false],
    [" https://a.example/", false],
    ["https://a.example/ ", false],
    ["https://a.example/\n", false],
    ["https:a.example/", false],
    ["https:///a.example/", false],
    ["//a.example/", false],
    ["/api/collect", false],
    ["ftp://localhost/", false],
    ["javascript:alert(1)", false],
    ["https://", false],
    ["", false],
  ] as const
) {
  Deno.test(`resolveBrowserOptions() ${isFine ? "takes" : "refuses"} the endpoint ${JSON.stringify(endpoint)}`, () => {
    if (isFine) {
      assertEquals(resolveBrowserOptions(KEY, { endpoint }).endpoint, endpoint);
      assertEquals(new URL(endpoint).hash + new URL(endpoint).username, "");
    } else assertThrows(() => resolveBrowserOptions(KEY, { endpoint }), TypeError, "'endpoint'");
  });
}

Deno.test("resolveBrowserOptions() never shows a key or a credential", () => {
  const values = [KEY, `x${KEY}x`, { [KEY]: KEY }, [KEY], Symbol(KEY), new Error(KEY), () => KEY];
  for (const name of Object.keys(DEFAULTS)) {
    for (const value of values) {
      try {
        const { unknownOptions } = resolveBrowserOptions(KEY, { [name]: value });
        assert(!unknownOptions.includes(KEY));
      } catch (error) {
        assert(error instanceof Error && !error.message.includes(KEY), String(error));
        assertEquals(error.cause, undefined);
      }
    }
  }
  const numeric = "12345";
  const error = assertThrows(
    () => resolveBrowserOptions(numeric, { maxBatchSize: 12_345 }),
    RangeError,
  );
  assert(!error.message.includes(numeric), error.message);
  const secret = assertThrows(
    () => resolveBrowserOptions(KEY, { endpoint: "https://a:pw1@b.c/" }),
    TypeError,
  );
  assert(!secret.message.includes("pw1"), secret.message);
  assert(!resolveBrowserOptions(KEY, { [KEY]: 1 }).unknownOptions.includes(KEY));
});

Deno.test("resolveBrowserOptions() reads each option once", () => {
  const reads = new Map<string | symbol, number>();
  const options = new Proxy({}, {
    get: (_, name) => {
      reads.set(name, (reads.get(name) ?? 0) + 1);
      return undefined;
    },
  });
  resolveBrowserOptions(KEY, options);
  assertEquals([...reads.values()], [...reads.keys()].map(() => 1));
  assertEquals(reads.size, Object.keys(DEFAULTS).length - 2);
});

for (
  const [what, options] of [
    ["getter", {
      get debug(): boolean {
        return boom();
      },
    }],
    ["proxy", new Proxy({}, { get: boom })],
    ["list of names", new Proxy({}, { ownKeys: boom })],
    ["logger", {
      logger: {
        get warn(): unknown {
          return boom();
        },
      },
    }],
    ["list", { scrollThresholds: new Proxy([], { get: boom }) }],
    ["text", { endpoint: { toString: boom } }],
  ] as const
) {
  Deno.test(`resolveBrowserOptions() makes a TypeError of its own of a hostile ${what}`, () => {
    const { message } = assertThrows(() => resolveBrowserOptions(KEY, options), TypeError);
    assert(message.startsWith("Cannot create MetricsClient as '"), message);
    assert(!message.includes(KEY));
    const isKnown = what !== "getter" && what !== "proxy";
    assert(message.endsWith(`: current value is ${isKnown ? "object" : "unreadable"}`), message);
  });
}

Deno.test("resolveBrowserOptions() takes no option from a polluted Object.prototype", () => {
  const polluted: Record<string, unknown> = { debug: true, fetch: boom, maxBatchSize: 1, x: 1 };
  for (const [name, value] of Object.entries(polluted)) {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: true });
  }
  let resolved;
  try {
    resolved = [resolveBrowserOptions(KEY, {}), resolveBrowserOptions(KEY, { debug: true })];
  } finally {
    for (const name of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, name);
  }
  assertEquals<unknown>(resolved, [DEFAULTS, { ...DEFAULTS, debug: true }]);
});

for (
  const [name, nearest] of [
    ["flushInterval", "flushIntervalMs"],
    ["batchSize", "maxBatchSize"],
    ["sessionTimeout", "sessionTimeoutMs"],
    ["autoTrackForm", "autoTrackForms"],
    ["storagekey", "storageKey"],
    ["maxqueuesize", "maxQueueSize"],
    ["endPoint", "endpoint"],
  ] as const
) {
  Deno.test(`resolveBrowserOptions() takes '${name}' for '${nearest}'`, () => {
    assertEquals(
      resolveBrowserOptions(KEY, { [name]: 1 }).unknownOptions,
      `MetricsClient ignores the unknown option '${name}': did you mean '${nearest}'?`,
    );
  });
}

Deno.test("resolveBrowserOptions() names unknown options, of many and of long ones some", () => {
  assertEquals(
    resolveBrowserOptions(KEY, { flushInterval: 1, unheardOf: 1, hasOwnProperty: 1 })
      .unknownOptions,
    "MetricsClient ignores the unknown option 'flushInterval': did you mean 'flushIntervalMs'?; " +
      "MetricsClient ignores the unknown option 'unheardOf'; " +
      "MetricsClient ignores the unknown option 'hasOwnProperty'",
  );
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`x${i}`, 1]));
  for (const options of [many, { ["x".repeat(1_000_000)]: 1 }]) {
    const { unknownOptions } = resolveBrowserOptions(KEY, options);
    assert(unknownOptions.length > 400 && unknownOptions.length <= 501);
  }
});

for (const value of ["granted", "pending", "denied"]) {
  Deno.test(`isConsent() takes ${value}`, () => assertEquals(isConsent(value), true));
}

for (const value of ["", "Granted", "granted\n", ["granted"], null, undefined, 1]) {
  Deno.test(`isConsent() refuses ${JSON.stringify(value)}`, () => {
    assertEquals(isConsent(value), false);
  });
}
