/**
 * Checks the options of the browser client and fills in their defaults.
 *
 * @module
 */
import { type IntegerRange, OptionCheck } from "../core/options.ts";
import {
  checkApiKey,
  checkClock,
  checkLogger,
  findUnknownOptions,
  readOptions,
} from "../core/read_options.ts";
import { consoleLogger } from "../runtime/console_logger.ts";
import { checkEndpoint } from "../runtime/endpoint.ts";
import { createSystemClock } from "../runtime/system_clock.ts";
import { createKeyRedactor } from "./key_redactor.ts";
import type { Consent, MetricsClientOptions } from "./metrics_client_options.ts";
import { sanitizeUrl } from "./sanitize_url.ts";

const SUBJECT = "MetricsClient";
const KIB = 1_024;

/** Whole numbers: default, least, greatest. */
const INTEGERS = {
  maxBatchSize: [20, 1, 100],
  retryCount: [3, 0, 20],
  retryBackoffMs: [500, 10, 30_000],
  maxQueueSize: [500, 1, 10_000],
  maxStorageBytes: [512 * KIB, 4 * KIB, 2 * KIB * KIB],
  maxEventBytes: [32 * KIB, KIB, KIB * KIB],
  sessionTimeoutMs: [1_800_000, 1_000, 86_400_000],
  requestTimeoutMs: [10_000, 100, 300_000],
  shutdownTimeoutMs: [5_000, 0, 300_000],
} as const;

/** Switches and their defaults. */
const BOOLEANS = {
  persistQueue: true,
  respectGpc: true,
  enrichDeviceInfo: true,
  captureUtmParams: true,
  autoTrackPageviews: false,
  autoTrackRouteChanges: false,
  autoTrackClicks: false,
  autoTrackScrollDepth: false,
  autoTrackErrors: false,
  autoTrackOutbound: false,
  autoTrackForms: false,
  autoTrackWebVitals: false,
  debug: false,
} as const;

const FUNCTIONS = ["beforeSend", "onDrop", "onError", "fetch", "sanitizeUrl", "webVitals"] as const;

/** What is checked by itself. */
const OTHERS = [
  "endpoint",
  "flushIntervalMs",
  "retryJitter",
  "storageKey",
  "consent",
  "scrollThresholds",
  "messageIdKey",
  "logger",
  "clock",
] as const;

/** Every option's name: also what an unknown one is compared with. */
const OPTION_NAMES: readonly (keyof MetricsClientOptions)[] = [
  ...Object.keys(INTEGERS) as (keyof typeof INTEGERS)[],
  ...Object.keys(BOOLEANS) as (keyof typeof BOOLEANS)[],
  ...FUNCTIONS,
  ...OTHERS,
];

/** The options that may be absent even when all defaults are filled in. */
type Optional = "messageIdKey" | Exclude<typeof FUNCTIONS[number], "sanitizeUrl">;

/** The options with every default filled in and checked. */
export type BrowserOptions =
  & {
    readonly [
      Name in Exclude<
        keyof MetricsClientOptions,
        Optional | "retryCount" | "retryBackoffMs" | "scrollThresholds"
      >
    ]-?: Exclude<MetricsClientOptions[Name], undefined>;
  }
  & { readonly [Name in Optional]: MetricsClientOptions[Name] }
  & {
    readonly apiKey: string;
    /** `retryCount`, as the engine calls it. */
    readonly maxRetries: number;
    /** `retryBackoffMs`, as the engine calls it. */
    readonly baseBackoffMs: number;
    /** Each event and their number are bounded: so are the bytes. */
    readonly maxQueueBytes: number;
    /** One sentence for each option that does not exist. */
    readonly unknownOptions: readonly string[];
  };

/**
 * Fills in defaults and checks every option. The one place that knows either.
 *
 * @throws {TypeError} If an option is of the wrong kind.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveBrowserOptions(
  key: string,
  options: MetricsClientOptions = {},
): BrowserOptions {
  const apiKey = checkApiKey(SUBJECT, key);
  const check = new OptionCheck(SUBJECT, createKeyRedactor(apiKey));
  if (typeof options !== "object" || options === null) {
    check.wrongType("options", "must be an object", options);
  }
  const given = readOptions(SUBJECT, options, OPTION_NAMES);
  const { retryCount, retryBackoffMs, ...integers } = mapValues(
    INTEGERS,
    (name, [fallback, min, max]) => check.integer(name, or(given[name], fallback), { min, max }),
  );
  for (const name of FUNCTIONS) check.optionalFunction<unknown>(name, given[name]);
  const { messageIdKey, scrollThresholds = [], storageKey = "metrics-sdk:queue" } = given;
  checkPercentages(check, scrollThresholds);
  return {
    apiKey,
    endpoint: resolveEndpoint(given.endpoint),
    ...integers,
    maxRetries: retryCount,
    baseBackoffMs: retryBackoffMs,
    maxQueueBytes: Infinity,
    flushIntervalMs: check.zeroOrInteger("flushIntervalMs", or(given.flushIntervalMs, 3_000), {
      min: 10,
      max: 3_600_000,
    }),
    retryJitter: check.number("retryJitter", or(given.retryJitter, 0), 0, 1),
    ...mapValues(BOOLEANS, (name, fallback) => check.boolean(name, or(given[name], fallback))),
    storageKey: check.text("storageKey", storageKey),
    consent: isConsent(given.consent)
      ? given.consent
      : given.consent === undefined
      ? "granted"
      : check.wrongType("consent", "must be 'granted', 'pending' or 'denied'", given.consent),
    messageIdKey: messageIdKey === undefined ? undefined : check.text("messageIdKey", messageIdKey),
    beforeSend: given.beforeSend,
    onDrop: given.onDrop,
    onError: given.onError,
    fetch: given.fetch,
    webVitals: given.webVitals,
    sanitizeUrl: given.sanitizeUrl ?? sanitizeUrl,
    logger: checkLogger(check, given.logger, consoleLogger),
    clock: checkClock(check, given.clock, createSystemClock),
    unknownOptions: findUnknownOptions(SUBJECT, options, OPTION_NAMES),
  };
}

/** Whether a value is one of the three states. */
export function isConsent(value: unknown): value is Consent {
  return value === "granted" || value === "pending" || value === "denied";
}

/** Only what is absent has a default: `null` is a mistake. */
function or<T>(value: T | undefined, fallback: T): T {
  return value === undefined ? fallback : value;
}

function mapValues<T extends object, R>(
  table: T,
  map: (name: keyof T & string, value: T[keyof T]) => R,
): { [Name in keyof T]: R } {
  // The keys of a table above are its own.
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [name, map(name as keyof T & string, value)]),
  ) as { [Name in keyof T]: R };
}

const PER_CENT: IntegerRange = { min: 1, max: 100 };

function checkPercentages(check: OptionCheck, values: unknown): void {
  if (!Array.isArray(values)) check.wrongType("scrollThresholds", "must be an array", values);
  for (const value of values) check.number("scrollThresholds", value, PER_CENT.min, PER_CENT.max);
}

function resolveEndpoint(endpoint: unknown = "https://metrics.harshit.page/api/collect"): string {
  // A text that is no URL, whatever else the value may be.
  const text = typeof endpoint === "string" ? endpoint : "";
  const checked = checkEndpoint(text, { allowInsecure: false, allowQuery: true });
  if (checked.isValid) return checked.url;
  // The value is not shown: it may hold credentials.
  throw new TypeError(`Cannot create ${SUBJECT} as 'endpoint' ${checked.mustBe}`);
}
