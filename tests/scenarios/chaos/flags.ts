/**
 * Reads the command line of the chaos run.
 *
 * @module
 */

/** What the command line asks for. */
export interface Flags {
  readonly seeds: readonly number[];
  readonly events: number;
  readonly batch: number;
  readonly faulty: number;
  readonly inFlight: number;
}

/** How it is called. */
export const USAGE: string =
  "usage: deno task chaos [--seeds=1,2,3] [--events=50000] [--batch=20] " +
  "[--faulty=0.3] [--in-flight=1]";

const DEFAULTS: Readonly<Record<string, string>> = {
  "seeds": "1,2,3",
  "events": "50000",
  "batch": "20",
  "faulty": "0.3",
  "in-flight": "1",
};

/**
 * Reads the arguments.
 *
 * @throws {Error} If one is unknown or makes no sense; the message says how it is called.
 */
export function readFlags(args: readonly string[]): Flags {
  const given: Record<string, string> = { ...DEFAULTS };
  for (const arg of args) {
    const [, name = "", value = ""] = /^--([a-z-]+)=(.+)$/.exec(arg) ?? [];
    if (!Object.hasOwn(DEFAULTS, name)) throw new Error(`unknown argument '${arg}'\n${USAGE}`);
    given[name] = value;
  }
  const read = (name: string, text: string, min: number, max: number): number => {
    const value = Number(text);
    const isFine = value >= min && value <= max && (max <= 1 || Number.isInteger(value));
    if (!isFine) throw new Error(`--${name} cannot be '${text}'\n${USAGE}`);
    return value;
  };
  const one = (name: string, min: number, max: number): number =>
    read(name, given[name] ?? "", min, max);
  return {
    seeds: (given.seeds ?? "").split(",").map((seed) => read("seeds", seed, 0, 2 ** 31)),
    events: one("events", 1, 100_000_000),
    batch: one("batch", 1, 1_000),
    faulty: one("faulty", 0, 1),
    inFlight: one("in-flight", 1, 16),
  };
}
