/**
 * Reads an options object that anybody may have made: only what the caller set, each option once.
 *
 * @module
 */
import { nearestName, type OptionCheck } from "./options.ts";
import { ownMember } from "./own_member.ts";
import type { Clock, LoggerLike } from "./ports.ts";

/** A warning is cut after 500 characters: no more are looked at. */
const MAX_UNKNOWN_OPTIONS = 10;

/** A header must carry it: RFC 9110 §5.5 leaves nothing but visible ASCII without surprises. */
const API_KEY = /^[\x21-\x7e]{1,512}$/;

/** The members of a clock. */
const CLOCK: readonly (keyof Clock)[] = ["now", "epochNow", "setTimer", "keepAlive"];

/**
 * The options that the caller set, as opposed to what somebody put on `Object.prototype`.
 *
 * @throws {TypeError} If one cannot be read. What its getter throws is not shown: it may hold anything.
 */
export function readOptions<T extends object>(
  subject: string,
  options: T,
  names: readonly string[],
): T {
  const own = names.map((name) => {
    try {
      return [name, ownMember(options, name)];
    } catch {
      throw new TypeError(`Cannot create ${subject} as '${name}' cannot be read`);
    }
  });
  // Each is checked by its name afterwards, whatever it is.
  return Object.fromEntries(own) as T;
}

/**
 * An API key. The message says what it is like, never what it is.
 *
 * @throws {TypeError} If it cannot be one.
 */
export function checkApiKey(subject: string, apiKey: unknown): string {
  if (typeof apiKey === "string" && API_KEY.test(apiKey)) return apiKey;
  const now = typeof apiKey !== "string"
    ? apiKey === null ? "null" : typeof apiKey
    : apiKey.length === 0 || apiKey.length > 512
    ? `a string of ${apiKey.length} characters`
    : "a string with a space, a control character or a character beyond ASCII";
  throw new TypeError(
    `Cannot create ${subject} as 'apiKey' must be a string of 1 to 512 visible ASCII characters: current value is ${now}`,
  );
}

/** One sentence for each option that does not exist, with the nearest that does. */
export function findUnknownOptions(
  subject: string,
  options: object,
  names: readonly string[],
): string[] {
  return ownKeys(options)
    .filter((name) => !names.includes(name))
    .slice(0, MAX_UNKNOWN_OPTIONS)
    .map((name) => {
      const nearest = nearestName(name, names);
      const hint = nearest === undefined ? "" : `: did you mean '${nearest}'?`;
      return `${subject} ignores the unknown option '${name}'${hint}`;
    });
}

/** Options that cannot be listed have no unknown ones: the known ones were read. */
function ownKeys(options: object): string[] {
  try {
    return Object.keys(options);
  } catch {
    return [];
  }
}

/** Whether an object has these functions; one that cannot be read has none. */
export function hasFunctions(value: unknown, names: readonly string[]): boolean {
  try {
    return typeof value === "object" && value !== null &&
      names.every((name) => typeof Reflect.get(value, name) === "function");
  } catch {
    return false;
  }
}

/**
 * The caller's logger, or `fallback`.
 *
 * @throws {TypeError} If it is none.
 */
export function checkLogger(
  check: OptionCheck,
  logger: LoggerLike | undefined,
  fallback: LoggerLike,
): LoggerLike {
  if (logger === undefined) return fallback;
  if (hasFunctions(logger, ["warn"])) return logger;
  return check.wrongType("logger", "must be an object with a 'warn' function", logger);
}

/**
 * The caller's clock, or that of `fallback`.
 *
 * @throws {TypeError} If it is none.
 */
export function checkClock(
  check: OptionCheck,
  clock: Clock | undefined,
  fallback: () => Clock,
): Clock {
  if (clock === undefined) return fallback();
  if (hasFunctions(clock, CLOCK)) return clock;
  return check.wrongType("clock", "must be a clock such as FakeClock", clock);
}
