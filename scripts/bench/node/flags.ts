/**
 * What may be said on the command line of the Node bench.
 *
 * @module
 */

/** What the bench is to do. */
export type BenchPlan =
  | { readonly kind: "help" }
  | { readonly kind: "refuse"; readonly message: string }
  | {
    readonly kind: "run";
    /** Events per run. */
    readonly events: number;
    /** Runs of each kind. */
    readonly rounds: number;
    /** Versions of Node, as npm names them; none for the one on the path. */
    readonly versions: readonly string[];
  };

/** Long enough that what is compiled and warmed up on the way is no longer most of it. */
const DEFAULT_EVENTS = 200_000;
/** The fewest of which a median is one of them and not an extreme. */
const DEFAULT_ROUNDS = 5;

/** What `--help` prints. */
export const HELP: string = `Usage: deno task bench:node [flags]

Compares the processor time that a client takes on Node with the global fetch and with nodeFetch: from
the first track() to the end of shutdown(), to a sink in another process of this machine, at 100 and at
20 events per request, in interleaved rounds. Builds what it measures from the sources as they are.

Flags:
  --events=N      events per run (default: ${DEFAULT_EVENTS})
  --rounds=N      rounds (default: ${DEFAULT_ROUNDS})
  --node=A,B,…    versions of Node, fetched with npx, as in --node=20,22,24 (default: the one on the path)
  --help          this text`;

/** Reads the command line. */
export function readFlags(args: readonly string[]): BenchPlan {
  let events = DEFAULT_EVENTS;
  let rounds = DEFAULT_ROUNDS;
  let versions: readonly string[] = [];
  for (const arg of args) {
    if (arg === "--help" || arg === "-h") return { kind: "help" };
    const [, name, value = ""] = /^--(events|rounds|node)=(.*)$/.exec(arg) ?? [];
    if (name === "events" && isCount(value, 10_000_000)) events = Number(value);
    else if (name === "rounds" && isCount(value, 99)) rounds = Number(value);
    else if (name === "node" && /^\d+(\.\d+)*(,\d+(\.\d+)*)*$/.test(value)) {
      versions = value.split(",");
    } else return { kind: "refuse", message: `Cannot run the bench with '${arg}': see --help` };
  }
  return { kind: "run", events, rounds, versions };
}

function isCount(text: string, max: number): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= max;
}
