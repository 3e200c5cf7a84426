/**
 * What may be said on the command line of the demo.
 *
 * @module
 */

/** What the demo is to do. */
export type Plan =
  | { readonly kind: "help" }
  | { readonly kind: "refuse"; readonly message: string }
  | { readonly kind: "serve"; readonly keepsFiles: boolean }
  | {
    readonly kind: "demo";
    readonly requests: number;
    readonly keepsFiles: boolean;
    readonly hasBrowser: boolean;
  };

/** About 5,400 events within ten seconds: enough for every phase to meet hundreds of them. */
const DEFAULT_REQUESTS = 4_000;
/** With fewer, a phase may pass without an event. */
const MIN_REQUESTS = 100;
/** With more, the collector would be away so long that the SDK's queue, rightly, overflows. */
const MAX_REQUESTS = 20_000;

/** What `--help` prints. */
export const HELP: string = `Usage: deno task demo [flags]

Runs a small web shop that tracks its events, and a collector that stores them in SQLite, each in its
own process. Sends customers to the shop while the collector answers 503, goes away and comes back,
then ends the shop with SIGTERM, and compares the shop's books with the database. In between a
headless Chromium, where there is one, visits the shop, closes tabs and quits.
Nothing leaves this machine. Exit code 0 if every event arrived once, 1 if not.

Flags:
  --requests=N  requests to the shop, ${MIN_REQUESTS} to ${MAX_REQUESTS} (default: ${DEFAULT_REQUESTS})
  --keep        keep the shop's ledger and the database, and say where they are
  --no-browser  leave the browser out
  --serve       keep shop and collector up for a browser and for your own app, until Ctrl-C, and show
                in a live view what arrives
  --help        this text`;

/** Reads the command line. */
export function readFlags(args: readonly string[]): Plan {
  let requests: number | undefined;
  let keepsFiles = false;
  let hasBrowser = true;
  let serves = false;
  for (const arg of args) {
    if (arg === "--help" || arg === "-h") return { kind: "help" };
    if (arg === "--serve") serves = true;
    else if (arg === "--keep") keepsFiles = true;
    else if (arg === "--no-browser") hasBrowser = false;
    else if (/^--requests(=|$)/.test(arg)) {
      requests = readRequests(arg);
      if (requests === undefined) return refuse(arg, `must be --requests=N, N from ${RANGE}`);
    } else return refuse(arg, "is no flag of the demo");
  }
  if (!serves) {
    return { kind: "demo", requests: requests ?? DEFAULT_REQUESTS, keepsFiles, hasBrowser };
  }
  if (requests === undefined && hasBrowser) return { kind: "serve", keepsFiles };
  return refuse("--serve", "sends no requests and starts no browser: leave the other flags out");
}

const RANGE = `${MIN_REQUESTS} to ${MAX_REQUESTS}`;

function readRequests(arg: string): number | undefined {
  const digits = /^--requests=(\d+)$/.exec(arg)?.[1];
  const requests = Number(digits);
  return requests >= MIN_REQUESTS && requests <= MAX_REQUESTS ? requests : undefined;
}

function refuse(arg: string, why: string): Plan {
  return { kind: "refuse", message: `Cannot run the demo as '${arg}' ${why}` };
}
