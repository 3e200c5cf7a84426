/**
 * The options of a file storage: what they mean, their defaults and their ranges.
 *
 * @module
 */
import { nearestName, OptionCheck } from "../../core/options.ts";
import { ownMember } from "../../core/own_member.ts";
import { consoleLogger } from "../console_logger.ts";
import { builtin } from "./builtin.ts";

/**
 * How a file storage behaves.
 *
 * @example Survive a power cut, in 1 MiB at most
 * ```ts
 * import { createFileStorage, type FileStorageOptions } from "@tidings/sdk/node";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const options: FileStorageOptions = { durability: "power", maxBytes: 1_048_576 };
 * using storage = createFileStorage("./small.tidings", options);
 * storage.setItem("fits", "value");
 * assertThrows(() => storage.setItem("does not", "x".repeat(1_048_576)));
 * assertEquals(storage.length, 1); // a client keeps what does not fit in memory, and warns
 * ```
 */
export interface FileStorageOptions {
  /**
   * What a stored value survives. `process`: the death of the process, SIGKILL included. `power`: also
   * a power cut and the death of the machine; each value then waits for the disk, a fraction of a
   * millisecond to tens of them. Removals never wait: after a power cut something removed may be back.
   *
   * @default {"process"}
   */
  readonly durability?: "process" | "power" | undefined;
  /**
   * Most bytes of the file, 1 MiB (1 048 576) to 1 GiB (1 073 741 824). A value that does not fit is
   * refused; a file that is larger is not opened. Three quarters of it at least are for what is stored,
   * the rest for what is not cleared away yet.
   *
   * @default {67108864}
   */
  readonly maxBytes?: number | undefined;
  /**
   * Told in a sentence when something is wrong with the file that does not stop the storage: records
   * that could not be read at the start, or a file that somebody else has cut or deleted in use.
   *
   * @default {console.warn}
   */
  readonly onDamage?: ((message: string) => void) | undefined;
}

/** The options with every default filled in and checked. */
export interface ResolvedFileStorageOptions {
  /** The path as given. */
  readonly path: string;
  readonly isPowerSafe: boolean;
  readonly maxBytes: number;
  readonly onDamage: (message: string) => unknown;
}

const MIB = 1_024 * 1_024;

/** Below it there would be no room for what is not cleared away yet. */
const MIN_MAX_BYTES = MIB;

/** One read takes the whole file into memory. */
const MAX_MAX_BYTES = 1_024 * MIB;

/**
 * Four times the default bound of a client's queue: its text once more in JSON, and as much again that
 * is not cleared away yet.
 */
const DEFAULT_MAX_BYTES = 64 * MIB;

const OPTION_NAMES: readonly (keyof FileStorageOptions)[] = ["durability", "maxBytes", "onDamage"];

/**
 * Fills in defaults and checks every option.
 *
 * @throws {TypeError} If one is of the wrong kind.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveFileStorageOptions(
  path: unknown,
  options: FileStorageOptions | undefined,
): ResolvedFileStorageOptions {
  const check = new OptionCheck("the file storage", (text) => text);
  if (typeof options !== "object" && options !== undefined || options === null) {
    check.wrongType("options", "must be an object", options);
  }
  const given = (name: keyof FileStorageOptions): unknown =>
    options === undefined ? undefined : ownMember(options, name);
  const { durability = "process", maxBytes = DEFAULT_MAX_BYTES, onDamage } = {
    durability: given("durability"),
    maxBytes: given("maxBytes"),
    onDamage: given("onDamage"),
  };
  if (durability !== "process" && durability !== "power") {
    check.wrongType("durability", `must be "process" or "power"`, durability);
  }
  warnOfUnknown(options ?? {});
  const range = { min: MIN_MAX_BYTES, max: MAX_MAX_BYTES };
  return {
    path: resolvePath(path, check),
    isPowerSafe: durability === "power",
    maxBytes: check.integer("maxBytes", maxBytes, range),
    onDamage: checkHook(onDamage, check) ??
      ((message) => consoleLogger.warn(`Tidings: ${message}`)),
  };
}

/** A misspelt option would be one that does nothing. */
function warnOfUnknown(options: object): void {
  for (const name of Object.keys(options)) {
    if ((OPTION_NAMES as readonly string[]).includes(name)) continue;
    const nearest = nearestName(name, OPTION_NAMES);
    const hint = nearest === undefined ? "" : `: did you mean '${nearest}'?`;
    consoleLogger.warn(`Tidings: createFileStorage ignores the unknown option '${name}'${hint}`);
  }
}

function checkHook(
  hook: unknown,
  check: OptionCheck,
): ((message: string) => unknown) | undefined {
  if (hook === undefined) return undefined;
  if (typeof hook !== "function") return check.wrongType("onDamage", "must be a function", hook);
  return (message) => Reflect.apply(hook, undefined, [message]);
}

function resolvePath(path: unknown, check: OptionCheck): string {
  const mustBe = "must be the path of a file, or a file URL";
  try {
    const isUrl = typeof path === "object" && path !== null;
    const text = isUrl
      ? builtin("node:url").fileURLToPath(String(Reflect.get(path, "href")))
      : path;
    if (typeof text === "string" && text !== "" && !text.includes("\0")) return text;
  } catch {
    // A URL of something else.
  }
  return check.wrongType("path", mustBe, path);
}
