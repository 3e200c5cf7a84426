/**
 * One run: a client, an application, a collector that fails as the seed says, and the oracle's verdict.
 *
 * @module
 */
import { type FetchLike, InslyticNode, type InslyticNodeOptions } from "@tidings/sdk";
import { startCollector } from "./collector.ts";
import { ID_PROPERTY } from "./content_rules.ts";
import { DropLedger } from "./drop_ledger.ts";
import type { Evidence } from "./evidence.ts";
import { ExceptionWatch } from "./exception_watch.ts";
import { FaultPlan } from "./fault_plan.ts";
import { Feeder } from "./feeder.ts";
import { Journal } from "./journal.ts";
import { judge, type Verdict } from "./oracle.ts";
import { openRedirectTarget } from "./redirect_target.ts";
import { ScaledClock } from "./scaled_clock.ts";
import { WireWatch } from "./wire_watch.ts";
import { Workload } from "./workload.ts";

/** What a run is asked for. */
export interface RunPlan {
  /** Which history. */
  readonly seed: number;
  /** How many events are tracked. */
  readonly events: number;
  /** Events per request. */
  readonly batch: number;
  /** The share of requests that meet a fault, 0 to 1. */
  readonly faulty: number;
  /** Requests on the wire at once. */
  readonly inFlight: number;
  /** Fewest kinds of faults that must be met. */
  readonly kinds: number;
  /** Sends requests; the global `fetch` unless given. */
  readonly fetch?: FetchLike;
  /** Told at every step how far it is. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a run is. */
export interface Progress {
  readonly tracked: number;
  readonly pending: number;
  readonly requests: number;
  readonly faults: number;
  readonly kinds: number;
}

/** What a run came to. */
export interface RunResult {
  readonly plan: RunPlan;
  readonly evidence: Evidence;
  readonly verdict: Verdict;
  /** By the clock that the client lived in. */
  readonly scaledMs: number;
  /** By the wall. */
  readonly realMs: number;
}

/** The documented default; {@linkcode ScaledClock} gives an answer at least 2 s of real time within it. */
const REQUEST_TIMEOUT_MS = 10_000;

/** A key that is found wherever it leaks to. */
const API_KEY = "chaos-key-0123456789";

/** The last deadline: nothing is pending any more, so it ends at once. */
const SHUTDOWN_MS = 60_000;

/** Runs one history. */
export async function runHistory(plan: RunPlan): Promise<RunResult> {
  const startedAt = performance.now();
  using exceptions = new ExceptionWatch();
  await using redirect = await openRedirectTarget();
  const watch = new WireWatch(plan.fetch);
  using clock = new ScaledClock(() => watch.isBusy);
  watch.useClock(clock);
  const journal = new Journal();
  const drops = new DropLedger();
  const words = new Words();
  const collector = await startCollector({
    plan: new FaultPlan({ seed: plan.seed, share: plan.faulty, redirect: redirect.url }),
    journal,
    clock,
    watch,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    apiKey: API_KEY,
    isDropped: (id) => drops.reasons.has(id),
  });
  const client = new InslyticNode(clientOptions(plan, collector.url, clock, watch, drops, words));
  const feeder = createFeeder(plan, client, clock, journal);
  await feeder.run();
  await client.shutdown({ timeoutMs: SHUTDOWN_MS });
  await collector[Symbol.asyncDispose]();
  await clock.turn();
  const { tracked, flushes, imbalances, openFlushes } = feeder;
  const evidence: Evidence = {
    demands: demandsOf(plan),
    tracked,
    journal,
    drops,
    stats: client.stats(),
    imbalances,
    hasToldOfFewer: words.hasToldOfFewer,
    hasLeakedKey: words.hasLeakedKey,
    exceptions: exceptions.caught,
    flushes,
    openFlushes,
    redirectVisits: redirect.visits(),
    wire: watch,
    leftovers: clock.timers + clock.keepAlives,
  };
  const realMs = performance.now() - startedAt;
  return { plan, evidence, verdict: judge(evidence), scaledMs: clock.now(), realMs };
}

/** What the client said, as far as it matters. */
class Words {
  hasToldOfFewer = false;
  hasLeakedKey = false;

  hear(text: string): void {
    if (text.includes(API_KEY)) this.hasLeakedKey = true;
  }
}

function clientOptions(
  { batch, inFlight }: RunPlan,
  endpoint: string,
  clock: ScaledClock,
  { fetch }: WireWatch,
  drops: DropLedger,
  words: Words,
): InslyticNodeOptions {
  return {
    apiKey: API_KEY,
    endpoint,
    clock,
    fetch,
    maxBatchSize: batch,
    maxInFlight: inFlight,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    messageIdKey: ID_PROPERTY,
    handleSignals: false,
    debug: true,
    logger: { warn: (text) => words.hear(text), debug: (text) => words.hear(text) },
    onDrop: (drop) => {
      drops.add(drop);
      words.hear(drop.detail ?? "");
    },
    onError: ({ kind, message }) => {
      words.hasToldOfFewer ||= kind === "accepted_fewer";
      words.hear(message);
    },
  };
}

function createFeeder(
  { seed, events, onProgress }: RunPlan,
  client: InslyticNode,
  clock: ScaledClock,
  journal: Journal,
): Feeder {
  const feeder: Feeder = new Feeder({
    client,
    clock,
    workload: new Workload(seed),
    seed,
    events,
    onStep: () =>
      onProgress?.({
        tracked: feeder.tracked.length,
        pending: client.pending,
        requests: journal.requests,
        faults: [...journal.faults.values()].reduce((a, b) => a + b, 0),
        kinds: journal.faults.size,
      }),
  });
  return feeder;
}

/** Each batch is sent once at least, and that share of these requests fails. */
function demandsOf({ events, batch, faulty, kinds, inFlight }: RunPlan): Evidence["demands"] {
  return { faults: Math.floor((events / batch) * faulty), kinds, maxInFlight: inFlight };
}
