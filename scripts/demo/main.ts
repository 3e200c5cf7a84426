/**
 * The demo: does every event of a busy web shop arrive, once, although the collector fails and the shop
 * is ended? `--help` says more.
 *
 * @module
 */
import { conduct } from "./conductor.ts";
import { HELP, type Plan, readFlags } from "./flags.ts";
import { formatCount } from "./format.ts";
import { interrupted } from "./interruption.ts";
import { Progress } from "./progress.ts";
import { serve } from "./serve.ts";
import { Stage } from "./stage.ts";

/** Exit codes: as promised, not as promised, no demo, and what a shell expects after Ctrl-C. */
const GOOD = 0;
const BAD = 1;
const MISUSED = 2;
const INTERRUPTED = 130;

if (import.meta.main) Deno.exit(await main(readFlags(Deno.args)));

async function main(plan: Plan): Promise<number> {
  if (plan.kind === "help") {
    console.log(HELP);
    return GOOD;
  }
  if (plan.kind === "refuse") {
    console.error(`${plan.message}\nSee: deno task demo --help`);
    return MISUSED;
  }
  stayLocal();
  const progress = new Progress();
  const stopped = interrupted();
  try {
    await using stage = await Stage.build(plan.keepsFiles);
    if (plan.kind === "demo") return await runDemo(stage, progress, stopped, plan);
    await serve(stage, progress, stopped);
    if (plan.keepsFiles) progress.say(keptFiles(stage));
    return GOOD;
  } catch (error) {
    progress.end();
    console.error(`The demo could not be played to its end: ${describe(error)}`);
    console.error("Nothing is proven either way. Run it again; what its processes said is above.");
    return BAD;
  }
}

async function runDemo(
  stage: Stage,
  progress: Progress,
  stopped: Promise<void>,
  { requests, keepsFiles, hasBrowser }: Plan & { kind: "demo" },
): Promise<number> {
  const count = formatCount(requests);
  progress.say(
    `A web shop gets ${count} requests and tracks with Tidings what happens, while the
collector fails, goes away and comes back. Does every event arrive, once?
`,
  );
  if (!hasBrowser) stage.leaveOutBrowser("'--no-browser' was given");
  const playing = conduct(stage, progress, requests).then((isGood) => isGood ? GOOD : BAD);
  // After Ctrl-C its processes vanish: what it says of that interests nobody.
  playing.catch(() => {});
  const code = await Promise.race([playing, stopped.then(() => INTERRUPTED)]);
  if (code === INTERRUPTED) progress.say("Interrupted: ending shop and collector.");
  if (keepsFiles) progress.say(keptFiles(stage));
  return code;
}

function keptFiles({ ledger, database }: Stage): string {
  return `\nKept: ${ledger} and ${database}`;
}

/** A proxy that this machine is told to use must not get to see loopback requests. */
function stayLocal(): void {
  for (const name of ["NO_PROXY", "no_proxy"]) Deno.env.set(name, "127.0.0.1");
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${error.cause})`;
}
