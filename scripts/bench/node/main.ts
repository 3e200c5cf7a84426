/**
 * `deno task bench:node`: the processor time that a client takes on Node with the global fetch and with
 * nodeFetch.
 *
 * @module
 */
import { buildMeasured } from "./build_measured.ts";
import { type BenchPlan, HELP, readFlags } from "./flags.ts";
import type { Measured, SendPlan, Transport } from "./run_plan.ts";
import { SinkProcess } from "./sink_process.ts";
import { cpuPerEvent, type Run, summarize } from "./summary.ts";

/** Events per request: many, where the events cost most, and the default, where the requests do. */
const BATCHES: readonly number[] = [100, 20];

const TRANSPORTS: readonly Transport[] = ["fetch", "nodeFetch"];

/** The path of a version of Node; of the one on the path if none is named. */
async function findNode(version: string | undefined): Promise<string> {
  const print = ["-p", "process.execPath"];
  return version === undefined
    ? await output("node", print)
    : await output("npx", ["--yes", "--prefer-offline", `node@${version}`, ...print]);
}

async function output(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const text = new TextDecoder().decode(stdout).trim();
  if (!success) {
    throw new Error(`'${program} ${args[0]} …' failed:\n${new TextDecoder().decode(stderr)}`);
  }
  return text;
}

/** Runs a sender, and sees that all has arrived. */
async function measure(
  node: string,
  sender: string,
  sink: SinkProcess,
  plan: Omit<SendPlan, "endpoint">,
): Promise<Run> {
  const full: SendPlan = { ...plan, endpoint: sink.endpoint };
  const measured: Measured = JSON.parse(await output(node, [sender, JSON.stringify(full)]));
  const arrived = await sink.takeCount();
  if (measured.delivered !== plan.events || arrived !== plan.events) {
    throw new Error(`Of ${plan.events} events ${measured.delivered} delivered, ${arrived} arrived`);
  }
  return { ...plan, measured };
}

async function bench(
  node: string,
  programs: (program: string) => string,
  { events, rounds }: BenchPlan & { kind: "run" },
): Promise<void> {
  console.log(`\nNode ${await output(node, ["-p", "process.version"])}`);
  await using sink = await SinkProcess.start(node, programs("sink"));
  const runs: Run[] = [];
  for (let round = 1; round <= rounds; round++) {
    // Each transport goes first as often: what one leaves behind must not always meet the other.
    const order = round % 2 === 1 ? TRANSPORTS : TRANSPORTS.toReversed();
    for (const batch of BATCHES) {
      for (const transport of order) {
        const run = await measure(node, programs("sender"), sink, { transport, events, batch });
        runs.push(run);
        const { wallMs, requests, rssBytes } = run.measured;
        console.log(
          `round ${round}/${rounds}  ${transport.padEnd(9)}  ${
            String(batch).padStart(3)
          } a request  ` +
            `${cpuPerEvent(run).toFixed(2).padStart(6)} µs CPU/event  ` +
            `${(wallMs / 1_000).toFixed(1)} s, ${requests} requests, ` +
            `${(rssBytes / 1e6).toFixed(0)} MB`,
        );
      }
    }
  }
  console.log(`\nMedians (lowest–highest) of ${rounds} rounds, ${events} events each:\n`);
  console.log(summarize(runs));
}

const plan = readFlags(Deno.args);
if (plan.kind === "help") console.log(HELP);
else if (plan.kind === "refuse") {
  console.error(plan.message);
  Deno.exitCode = 2;
} else {
  const folder = await Deno.makeTempDir({ prefix: "tidings_bench_" });
  try {
    console.log(`deno task bench:node ${Deno.args.join(" ")}`.trimEnd());
    const programs = await buildMeasured(folder);
    const versions = plan.versions.length > 0 ? plan.versions : [undefined];
    for (const version of versions) await bench(await findNode(version), programs, plan);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
