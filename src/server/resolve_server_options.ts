/**
 * Checks the options of the server client and fills in their defaults.
 *
 * @module
 */
import type { Drop } from "../core/event.ts";
import { nearestName, OptionCheck } from "../core/options.ts";
import { ownMember } from "../core/own_member.ts";
import type { FetchLike } from "../core/fetch_like.ts";
import type { Clock, LoggerLike, StorageLike } from "../core/ports.ts";
import { createRedactor } from "../core/redact.ts";
import type { Problem } from "../core/reporter.ts";
import type { WireEvent } from "../protocols/wire_event.ts";
import { MAX_EVENTS_PER_REQUEST } from "../protocols/inslytic_ingest.ts";
import { consoleLogger } from "../runtime/console_logger.ts";
import { checkEndpoint } from "../runtime/endpoint.ts";
import { createSystemClock } from "../runtime/system_clock.ts";
import type { InslyticNodeOptions } from "./inslytic_node_options.ts";

/** The options with every default filled in and checked. */
export interface ServerOptions {
  readonly apiKey: string;
  readonly endpoint: string;
  readonly flushIntervalMs: number;
  readonly maxBatchSize: number;
  readonly maxRetries: number;
  readonly maxQueueSize: number;
  readonly maxQueueBytes: number;
  readonly maxEventBytes: number;
  readonly requestTimeoutMs: number;
  readonly shutdownTimeoutMs: number;
  readonly handleSignals: boolean;
  readonly maxInFlight: number;
  readonly retryJitter: number;
  readonly storage: StorageLike | undefined;
  readonly storageKey: string;
  readonly messageIdKey: string | undefined;
  readonly beforeSend: ((event: WireEvent) => unknown) | undefined;
  readonly onDrop: ((drop: Drop) => unknown) | undefined;
  readonly onError: ((problem: Problem) => unknown) | undefined;
  readonly waitUntil: ((promise: Promise<void>) => unknown) | undefined;
  readonly fetch: FetchLike | undefined;
  readonly logger: LoggerLike;
  readonly debug: boolean;
  readonly clock: Clock;
  /** One sentence for each option that does not exist. */
  readonly unknownOptions: readonly string[];
}

const SUBJECT = "InslyticNode";
const DEFAULT_ENDPOINT = "https://api.inslytic.com";
const KIB = 1_024;
const MIB = 1_024 * KIB;

/** A warning is cut after 500 characters: no more are looked at. */
const MAX_UNKNOWN_OPTIONS = 10;

/** Every option's name: also what an unknown one is compared with. */
const OPTION_NAMES: readonly (keyof InslyticNodeOptions)[] = [
  "apiKey",
  "endpoint",
  "allowInsecure",
  "flushInterval",
  "maxBatchSize",
  "maxRetries",
  "maxQueueSize",
  "maxQueueBytes",
  "maxEventBytes",
  "requestTimeoutMs",
  "shutdownTimeoutMs",
  "handleSignals",
  "maxInFlight",
  "retryJitter",
  "storage",
  "storageKey",
  "messageIdKey",
  "beforeSend",
  "onDrop",
  "onError",
  "waitUntil",
  "fetch",
  "logger",
  "debug",
  "clock",
];

/** A header must carry it: RFC 9110 §5.5 leaves nothing but visible ASCII without surprises. */
const API_KEY = /^[\x21-\x7e]{1,512}$/;

/**
 * Fills in defaults and checks every option. The one place that knows either.
 *
 * @throws {TypeError} If an option is of the wrong kind.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveServerOptions(options: InslyticNodeOptions): ServerOptions {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `Cannot create ${SUBJECT} as its options must be an object with an 'apiKey'`,
    );
  }
  const given = ownOptions(options);
  const apiKey = checkApiKey(given.apiKey);
  const check = new OptionCheck(SUBJECT, createRedactor(apiKey));
  const { allowInsecure = false, handleSignals = true, debug = false } = given;
  const { messageIdKey, storageKey = "tidings" } = given;
  return {
    apiKey,
    endpoint: resolveEndpoint(given.endpoint, check.boolean("allowInsecure", allowInsecure)),
    ...resolveCounts(given, check),
    ...resolveBytes(given, check),
    ...resolveTimes(given, check),
    handleSignals: check.boolean("handleSignals", handleSignals),
    storage: resolveStorage(given.storage, check),
    storageKey: check.text("storageKey", storageKey),
    messageIdKey: messageIdKey === undefined ? undefined : check.text("messageIdKey", messageIdKey),
    ...resolveHooks(given, check),
    logger: resolveLogger(given.logger, check),
    debug: check.boolean("debug", debug),
    clock: resolveClock(given.clock, check),
    unknownOptions: findUnknownOptions(options),
  };
}

/** The options that the caller set, as opposed to what somebody put on `Object.prototype`. */
function ownOptions(options: InslyticNodeOptions): InslyticNodeOptions {
  const own = OPTION_NAMES.map((name) => [name, readOption(options, name)]);
  // Each is checked by its name below, whatever it is.
  return Object.fromEntries(own) as InslyticNodeOptions;
}

/** What the option's getter throws is not shown: it may hold anything. */
function readOption(options: InslyticNodeOptions, name: string): unknown {
  try {
    return ownMember(options, name);
  } catch {
    throw new TypeError(`Cannot create ${SUBJECT} as '${name}' cannot be read`);
  }
}

/** Whether an object has these functions; one that cannot be read has none. */
function hasFunctions(value: unknown, names: readonly string[]): boolean {
  try {
    return typeof value === "object" && value !== null &&
      names.every((name) => typeof Reflect.get(value, name) === "function");
  } catch {
    return false;
  }
}

function resolveCounts(
  options: InslyticNodeOptions,
  check: OptionCheck,
): Pick<
  ServerOptions,
  "maxBatchSize" | "maxRetries" | "maxQueueSize" | "maxInFlight" | "retryJitter"
> {
  const { maxBatchSize = 20, maxRetries = 3, maxQueueSize = 10_000 } = options;
  const { maxInFlight = 1, retryJitter = 0 } = options;
  const maxEvents = MAX_EVENTS_PER_REQUEST;
  return {
    maxBatchSize: check.integer("maxBatchSize", maxBatchSize, { min: 1, max: maxEvents }),
    maxRetries: check.integer("maxRetries", maxRetries, { min: 0, max: 20 }),
    maxQueueSize: check.integer("maxQueueSize", maxQueueSize, { min: 1, max: 1_000_000 }),
    maxInFlight: check.integer("maxInFlight", maxInFlight, { min: 1, max: 16 }),
    retryJitter: check.number("retryJitter", retryJitter, 0, 1),
  };
}

function resolveBytes(
  options: InslyticNodeOptions,
  check: OptionCheck,
): Pick<ServerOptions, "maxQueueBytes" | "maxEventBytes"> {
  const { maxQueueBytes = 16 * MIB, maxEventBytes = 32 * KIB } = options;
  return {
    maxQueueBytes: check.integer("maxQueueBytes", maxQueueBytes, { min: KIB, max: KIB * MIB }),
    maxEventBytes: check.integer("maxEventBytes", maxEventBytes, { min: KIB, max: MIB }),
  };
}

function resolveTimes(
  options: InslyticNodeOptions,
  check: OptionCheck,
): Pick<ServerOptions, "flushIntervalMs" | "requestTimeoutMs" | "shutdownTimeoutMs"> {
  const { flushInterval = 10_000, requestTimeoutMs: request = 10_000 } = options;
  const { shutdownTimeoutMs: shutdown = 5_000 } = options;
  return {
    flushIntervalMs: check.zeroOrInteger("flushInterval", flushInterval, {
      min: 10,
      max: 3_600_000,
    }),
    requestTimeoutMs: check.integer("requestTimeoutMs", request, { min: 100, max: 300_000 }),
    shutdownTimeoutMs: check.integer("shutdownTimeoutMs", shutdown, { min: 0, max: 300_000 }),
  };
}

function resolveHooks(
  options: InslyticNodeOptions,
  check: OptionCheck,
): Pick<ServerOptions, "beforeSend" | "onDrop" | "onError" | "waitUntil" | "fetch"> {
  return {
    beforeSend: check.optionalFunction("beforeSend", options.beforeSend),
    onDrop: check.optionalFunction("onDrop", options.onDrop),
    onError: check.optionalFunction("onError", options.onError),
    waitUntil: check.optionalFunction("waitUntil", options.waitUntil),
    fetch: check.optionalFunction("fetch", options.fetch),
  };
}

/** Says what the key is like, never what it is. */
function checkApiKey(apiKey: unknown): string {
  if (typeof apiKey === "string" && API_KEY.test(apiKey)) return apiKey;
  const now = apiKey === undefined || apiKey === ""
    ? `${apiKey === "" ? "an empty string" : "undefined"} (is its environment variable set?)`
    : typeof apiKey !== "string"
    ? apiKey === null ? "null" : typeof apiKey
    : apiKey.length > 512
    ? `a string of ${apiKey.length} characters`
    : "a string with a space, a control character or a character beyond ASCII";
  throw new TypeError(
    `Cannot create ${SUBJECT} as 'apiKey' must be a string of 1 to 512 visible ASCII characters: current value is ${now}`,
  );
}

function resolveEndpoint(endpoint: unknown, allowInsecure: boolean): string {
  if (endpoint === undefined) return DEFAULT_ENDPOINT;
  // A text that is no URL, whatever else the value may be.
  const checked = checkEndpoint(typeof endpoint === "string" ? endpoint : "", { allowInsecure });
  if (checked.isValid) return checked.url;
  // The value is not shown: it may hold credentials.
  throw new TypeError(`Cannot create ${SUBJECT} as 'endpoint' ${checked.mustBe}`);
}

function resolveLogger(logger: LoggerLike | undefined, check: OptionCheck): LoggerLike {
  if (logger === undefined) return consoleLogger;
  if (hasFunctions(logger, ["warn"])) return logger;
  return check.wrongType("logger", "must be an object with a 'warn' function", logger);
}

function resolveStorage(
  storage: StorageLike | undefined,
  check: OptionCheck,
): StorageLike | undefined {
  if (storage === undefined) return undefined;
  const isStorage = hasFunctions(storage, ["key", "getItem", "setItem", "removeItem"]);
  return isStorage ? storage : check.wrongType("storage", "must be a web Storage", storage);
}

function resolveClock(clock: Clock | undefined, check: OptionCheck): Clock {
  if (clock === undefined) return createSystemClock();
  const isClock = hasFunctions(clock, ["now", "epochNow", "setTimer", "keepAlive"]);
  return isClock ? clock : check.wrongType("clock", "must be a clock such as FakeClock", clock);
}

/** Options that cannot be listed have no unknown ones: the known ones were read. */
function ownKeys(options: object): string[] {
  try {
    return Object.keys(options);
  } catch {
    return [];
  }
}

function findUnknownOptions(options: InslyticNodeOptions): string[] {
  return ownKeys(options)
    .filter((name) => !(OPTION_NAMES as readonly string[]).includes(name))
    .slice(0, MAX_UNKNOWN_OPTIONS)
    .map((name) => {
      const nearest = nearestName(name, OPTION_NAMES);
      const hint = nearest === undefined ? "" : `: did you mean '${nearest}'?`;
      return `${SUBJECT} ignores the unknown option '${name}'${hint}`;
    });
}
