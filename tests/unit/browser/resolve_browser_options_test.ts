import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { resolveBrowserOptions } from "../../../src/browser/resolve_browser_options.ts";
import { sanitizeUrl } from "../../../src/browser/sanitize_url.ts";
import { consoleLogger } from "../../../src/runtime/console_logger.ts";

const KEY = "mtr_secret-key-0123456789";

Deno.test("resolveBrowserOptions() fills in every default", () => {
  const { clock: _, ...resolved } = resolveBrowserOptions(KEY);
  assertEquals(resolved, {
    apiKey: KEY,
    endpoint: "https://metrics.harshit.page/api/collect",
    flushIntervalMs: 3_000,
    maxBatchSize: 20,
    maxRetries: 3,
    baseBackoffMs: 500,
    retryJitter: 0,
    persistQueue: true,
    storageKey: "metrics-sdk:queue",
    maxQueueSize: 500,
    maxQueueBytes: Infinity,
    maxStorageBytes: 524_288,
    maxEventBytes: 32_768,
    sessionTimeoutMs: 1_800_000,
    consent: "granted",
    respectGpc: true,
    enrichDeviceInfo: true,
    captureUtmParams: true,
    sanitizeUrl,
    autoTrackPageviews: false,
    autoTrackRouteChanges: false,
    autoTrackClicks: false,
    autoTrackScrollDepth: false,
    autoTrackErrors: false,
    autoTrackOutbound: false,
    autoTrackForms: false,
    autoTrackWebVitals: false,
    webVitals: undefined,
    requestTimeoutMs: 10_000,
    shutdownTimeoutMs: 5_000,
    messageIdKey: undefined,
    beforeSend: undefined,
    onDrop: undefined,
    onError: undefined,
    fetch: undefined,
    logger: consoleLogger,
    debug: false,
    unknownOptions: [],
  });
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
    for (const value of [min, max]) resolveBrowserOptions(KEY, { [name]: value });
    for (const value of [min - 1, max + 1, NaN]) {
      const error = assertThrows(() => resolveBrowserOptions(KEY, { [name]: value }), RangeError);
      assertMatch(error.message, new RegExp(`^Cannot create MetricsClient as '${name}' must be `));
    }
    for (const value of ["1", null, {}]) {
      assertThrows(() => resolveBrowserOptions(KEY, { [name]: value }), TypeError, `'${name}'`);
    }
  });
}

Deno.test("resolveBrowserOptions() refuses what is of the wrong kind, by name, and never shows the key", () => {
  const wrong: Record<string, unknown> = {
    persistQueue: 1,
    respectGpc: null,
    autoTrackClicks: "yes",
    debug: 0,
    beforeSend: {},
    onDrop: 1,
    onError: "x",
    fetch: null,
    sanitizeUrl: true,
    webVitals: {},
    storageKey: "",
    consent: "yes",
    scrollThresholds: 50,
    messageIdKey: 5,
    logger: {},
    clock: {},
    endpoint: KEY,
  };
  for (const [name, value] of Object.entries(wrong)) {
    const error = assertThrows(
      () => resolveBrowserOptions(KEY, { [name]: value }),
      TypeError,
      `'${name}'`,
    );
    assertEquals(error.message.includes(KEY), false);
  }
  for (const value of [0, 101]) {
    assertThrows(() => resolveBrowserOptions(KEY, { scrollThresholds: [50, value] }), RangeError);
  }
  for (const key of [undefined, "", "a b", 5]) {
    assertThrows(() => resolveBrowserOptions(key as string), TypeError, "'apiKey'");
  }
  for (const options of [null, 5, "x"]) {
    assertThrows(() => resolveBrowserOptions(KEY, options as never), TypeError);
  }
});

for (
  const [endpoint, isFine] of [
    ["https://a.example/api/collect?site=1", true],
    ["http://localhost:8000/collect", true],
    ["http://a.example/collect", false],
    ["https://a.example/#x", false],
    ["https://me:pw@a.example/", false],
    ["/api/collect", false],
  ] as const
) {
  Deno.test(`resolveBrowserOptions() ${isFine ? "takes" : "refuses"} the endpoint ${endpoint}`, () => {
    if (isFine) assertEquals(resolveBrowserOptions(KEY, { endpoint }).endpoint, endpoint);
    else assertThrows(() => resolveBrowserOptions(KEY, { endpoint }), TypeError, "'endpoint'");
  });
}

Deno.test("resolveBrowserOptions() names unknown options with the nearest", () => {
  const { unknownOptions } = resolveBrowserOptions(KEY, { flushInterval: 1 } as object);
  assertEquals(unknownOptions, [
    "MetricsClient ignores the unknown option 'flushInterval': did you mean 'flushIntervalMs'?",
  ]);
});
