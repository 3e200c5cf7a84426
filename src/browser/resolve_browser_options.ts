/**
 * Checks the options of the browser client and fills in their defaults: the one place that knows either.
 *
 * @module
 */
import { ownMember } from "../core/own_member.ts";
import { createKeyRedactor } from "./key_redactor.ts";
import type { Consent, MetricsClientOptions } from "./metrics_client_options.ts";

/** The options that may be absent even when all defaults are filled in. */
type Optional =
  | "beforeSend"
  | "clock"
  | "fetch"
  | "logger"
  | "messageIdKey"
  | "onDrop"
  | "onError"
  | "sanitizeUrl"
  | "webVitals";

/** The options with every default filled in and checked. */
export type BrowserOptions =
  & {
    readonly [
      Name in Exclude<keyof MetricsClientOptions, Optional>
    ]-?: Exclude<MetricsClientOptions[Name], undefined>;
  }
  & { readonly [Name in Optional]: MetricsClientOptions[Name] }
  & {
    readonly apiKey: string;
    /** A warning about each option that does not exist; empty if there is none. Never holds the key. */
    readonly unknownOptions: string;
  };

/** What an option is unless given, what it must be, and whether it is. */
type Rule = readonly [fallback: unknown, mustBe: string, check: Check];

/** Whether a value is fine: `undefined` if only its range is wrong. May throw. */
type Check = (value: unknown) => boolean | undefined;

const KIB = 1_024;

const isFunction: Check = (value) => typeof value === "function";

const isText = (pattern: RegExp): Check => (value) =>
  typeof value === "string" && pattern.test(value);

/** Any number, unless there is a step: the remainder of none is no number, and that is no remainder. */
const isWithin = (min: number, max: number, step = NaN): Check => (value) =>
  typeof value === "number" && ((value >= min && value <= max && !(value % step)) || undefined);

const integer = (fallback: number, min: number, max: number): Rule => [
  fallback,
  `an integer from ${min} to ${max}`,
  isWithin(min, max, 1),
];

const boolean = (
  fallback: boolean,
): Rule => [fallback, "a boolean", (value) => typeof value === "boolean"];

const callback: Rule = [undefined, "a function", isFunction];

const text = (fallback?: string): Rule => [fallback, "a non-empty string", isText(/./s)];

const objectWith = (method: string): Rule => [
  undefined,
  `an object with '${method}'`,
  // Whatever it is: what has no members has no such function.
  (value) => isFunction((value as Readonly<Record<string, unknown>> | null)?.[method]),
];

/** Whether a value is one of the three states: the pattern's words are the type's. */
export const isConsent: (value: unknown) => value is Consent = isText(
  /^(granted|pending|denied)$/,
) as (value: unknown) => value is Consent;

/**
 * Safe, or on this machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). As strict as that, so
 * that it means the same whatever the page's own URL is.
 */
const ENDPOINT =
  /^(?!.*[?&]apiKey=)(https:\/\/[^\s\\/?#@]+|http:\/\/(localhost|127\.[\d.]+|\[::1])(:\d+)?)([/?][^\s#]*)?$/;

const RULES: Readonly<Record<keyof MetricsClientOptions, Rule>> = {
  endpoint: [
    "https://metrics.harshit.page/api/collect",
    "an https or loopback URL without credentials, fragment and 'apiKey'",
    (value) => isText(ENDPOINT)(value) && new URL(value as string) !== null,
  ],
  flushIntervalMs: [
    3_000,
    "0 or an integer from 10 to 3600000",
    (value) => value === 0 || isWithin(10, 3_600_000, 1)(value),
  ],
  maxBatchSize: integer(20, 1, 100),
  retryCount: integer(3, 0, 20),
  retryBackoffMs: integer(500, 10, 30_000),
  retryJitter: [0, "a number from 0 to 1", isWithin(0, 1)],
  persistQueue: boolean(true),
  storageKey: text("metrics-sdk:queue"),
  maxQueueSize: integer(500, 1, 10_000),
  maxStorageBytes: integer(512 * KIB, 4 * KIB, 2 * KIB * KIB),
  maxEventBytes: integer(32 * KIB, KIB, KIB * KIB),
  sessionTimeoutMs: integer(1_800_000, 1_000, 86_400_000),
  consent: ["granted", "'granted', 'pending' or 'denied'", isConsent],
  respectGpc: boolean(true),
  enrichDeviceInfo: boolean(true),
  captureUtmParams: boolean(true),
  sanitizeUrl: callback,
  autoTrackPageviews: boolean(false),
  autoTrackRouteChanges: boolean(false),
  autoTrackClicks: boolean(false),
  autoTrackScrollDepth: boolean(false),
  autoTrackErrors: boolean(false),
  autoTrackOutbound: boolean(false),
  autoTrackForms: boolean(false),
  autoTrackWebVitals: boolean(false),
  webVitals: callback,
  scrollThresholds: [
    [25, 50, 75, 90],
    "an array of numbers from 1 to 100",
    (value) =>
      Array.isArray(value) && value.every(Number.isFinite) &&
      (value.every(isWithin(1, 100)) || undefined),
  ],
  requestTimeoutMs: integer(10_000, 100, 300_000),
  shutdownTimeoutMs: integer(5_000, 0, 300_000),
  messageIdKey: text(),
  beforeSend: callback,
  onDrop: callback,
  onError: callback,
  fetch: callback,
  logger: objectWith("warn"),
  debug: boolean(false),
  clock: objectWith("setTimer"),
};

/**
 * Fills in defaults and checks every option.
 *
 * @throws {TypeError} If an option is of the wrong kind, or cannot be read.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveBrowserOptions(apiKey: unknown, options: unknown = {}): BrowserOptions {
  let redact = (message: string): string => message;
  const resolve = (
    name: string,
    [fallback, mustBe, check]: Rule,
    read: () => unknown,
  ): unknown => {
    let shown: unknown = "unreadable";
    let verdict: boolean | undefined = false;
    try {
      const value = read();
      if (value === undefined) return fallback;
      // A number is no secret; any other value may hold one, or call somebody's code.
      shown = value === null || /number|boolean/.test(typeof value) ? value : typeof value;
      verdict = check(value);
      if (verdict) return value;
    } catch {
      // What somebody's own code throws is not shown: it may hold anything.
    }
    const message = `Cannot create MetricsClient as '${name}' must be ${mustBe}`;
    throw new (verdict === undefined ? RangeError : TypeError)(
      redact(`${message}: current value is ${shown}`),
    );
  };
  const key = resolve("apiKey", [
    undefined,
    "a string of 1 to 512 visible ASCII characters",
    // RFC 9110 §5.5 lets a header carry nothing else without surprises.
    isText(/^[!-~]{1,512}$/),
    // `null`: the one option without a default. And a string, now that it was checked.
  ], () => apiKey ?? null) as string;
  redact = createKeyRedactor(key);
  let names: string[] = [];
  const isObject: Check = (value) => {
    names = Object.keys(Object(value));
    return typeof value === "object" && value !== null;
  };
  // An object, now that it was checked.
  const given = resolve(
    "options",
    [undefined, "a readable object", isObject],
    () => options,
  ) as object;
  const entries = Object.entries(RULES)
    .map(([name, rule]) => [name, resolve(name, rule, () => ownMember(given, name))]);
  const unknown = names.filter((name) => !Object.hasOwn(RULES, name));
  return {
    // There is a rule for each option, and each was checked by its own.
    ...Object.fromEntries(entries) as Omit<BrowserOptions, "apiKey" | "unknownOptions">,
    apiKey: key,
    unknownOptions: redact(unknown.map(describeUnknown).join("; ")),
  };
}

/** Names an unknown option, and the first known one that it is a part of, but for capitals. */
function describeUnknown(name: string): string {
  const part = name.toLowerCase();
  const near = Object.keys(RULES).find((known) => known.toLowerCase().includes(part));
  const hint = near ? `: did you mean '${near}'?` : "";
  return `MetricsClient ignores the unknown option '${name}'${hint}`;
}
