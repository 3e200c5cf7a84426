/**
 * The demo's script: what happens to shop and collector, and when. What it means is decided by
 * `compare.ts` and `verdict.ts`.
 *
 * @module
 */
import type { Stats } from "@tidings/sdk";
import { type BrowserOutcome, formatBrowser, judgeBoth } from "./browser_report.ts";
import { BrowserRun } from "./browser_run.ts";
import { compare } from "./compare.ts";
import { readStoredEvents } from "./event_store.ts";
import { formatCount } from "./format.ts";
import { parseLedger } from "./ledger.ts";
import type { News } from "./messages.ts";
import type { Progress } from "./progress.ts";
import { formatReport } from "./report.ts";
import { STATS_PATH } from "./shop_routes.ts";
import type { Served, Stage } from "./stage.ts";
import { Traffic } from "./traffic.ts";
import { judge, NEXT_STEPS } from "./verdict.ts";
import { pause, within } from "./within.ts";

/** A shop of this size is busy, and 4,000 requests take ten seconds. */
const MAX_PER_SECOND = 400;
/** Few requests are spread out, so that each phase is longer than the SDK's flush interval. */
const MIN_TRAFFIC_SECONDS = 6;
/** When things happen, as shares of the steady traffic. */
const FAIL_AT = 0.3;
const STOP_AT = 0.55;
const RESTART_AT = 0.8;
/** The share of all requests that comes at once, before the SIGTERM. */
const RUSH_SHARE = 0.05;
/** More would take a far collector longer than the SDK waits at the end of its process. */
const MAX_RUSH = 200;
/** Every third answer is a 503. */
const FAIL_EVERY = 3;
/** A healthy collector on another continent. */
const FAR_AWAY_MS = 60;
/** The SDK waits up to a few seconds between attempts. */
const CATCH_UP_SECONDS = 30;
/** The SDK gives up its events after five. */
const END_SECONDS = 20;

/** What a phase shows of the SDK's books. */
const COLUMNS = ["tracked", "delivered", "dropped", "waiting"];

/** Plays the demo on a stage; resolves to whether all went as promised. */
export async function conduct(
  stage: Stage,
  progress: Progress,
  requests: number,
): Promise<boolean> {
  const run = new Run(stage, progress);
  await run.open();
  await run.serve(requests);
  const browse = await run.browse();
  const { waiting, shopEnd } = await run.endShop(requests);
  const unavailable = await run.closeCollector();

  const stored = readStoredEvents(stage.database, "server");
  const comparison = compare(parseLedger(await Deno.readTextFile(stage.ledger)), stored);
  const facts = { shopEnd, waitingAtEnd: waiting, shopFailures: run.failures };
  const browser = browse();
  const server = judge(comparison, facts);
  const verdict = judgeBoth(server, comparison.total.tracked, browser, NEXT_STEPS);
  const numbers = { unavailable, copies: stored.length };
  progress.say(`\n${formatReport(comparison, numbers, formatBrowser(browser), verdict)}`);
  return verdict.isGood;
}

/** One performance. */
class Run {
  readonly #stage: Stage;
  readonly #progress: Progress;
  readonly #failures: string[] = [];
  readonly #browser: BrowserRun;
  #collector!: Served;
  #shop!: Served;
  #unavailable = 0;

  constructor(stage: Stage, progress: Progress) {
    this.#stage = stage;
    this.#progress = progress;
    this.#browser = new BrowserRun(stage, progress);
  }

  /** Requests that the shop did not answer as it should. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** Starts both processes. */
  async open(): Promise<void> {
    let trouble: string | null = null;
    await this.#progress.phase("the collector starts", async () => {
      [trouble] = await Promise.all([this.#stage.bundle(), this.#startCollector(0)]);
      return this.#collector.url;
    });
    if (trouble !== null) this.#browser.leaveOut(trouble);
    await this.#progress.phase("the shop opens", async () => {
      const plan = { hasScript: trouble === null, hasLedger: true };
      this.#shop = await this.#stage.startShop(this.#collector, plan);
      return this.#shop.url;
    });
  }

  /** Sends customers, and lets the collector fail while they come. */
  async serve(requests: number): Promise<void> {
    const steady = requests - rushOf(requests);
    const perSecond = Math.min(MAX_PER_SECOND, steady / MIN_TRAFFIC_SECONDS);
    const traffic = new Traffic(this.#shop.url, { requests: steady, perSecond, firstCustomer: 0 });
    const { child } = this.#collector;
    this.#progress.columns(COLUMNS.join(" "));
    const phase = (name: string, untilShare: number, act: () => Promise<void>) =>
      this.#progress.phase(name, async () => {
        await act();
        await traffic.reached(Math.round(steady * untilShare));
        return formatBooks(await this.#stats());
      });

    await phase("customers come, all is well", FAIL_AT, async () => {});
    await phase(`one answer in ${FAIL_EVERY} is a 503`, STOP_AT, async () => {
      await child.tell({ kind: "fail", every: FAIL_EVERY });
    });
    await phase("the collector's process ends", RESTART_AT, async () => {
      await this.closeCollector();
    });
    await phase("collector is back on the same port", 1, async () => {
      await this.#startCollector(this.#collector.port);
    });
    await this.#progress.phase("the shop catches up", () => this.#catchUp());
    this.#failures.push(...traffic.failures);
  }

  /** Lets a browser visit; what it comes to can be asked when all is over. */
  async browse(): Promise<() => BrowserOutcome> {
    return await this.#browser.play(this.#shop.url, {
      fail: async (every) => void await this.#collector.child.tell({ kind: "fail", every }),
      stop: async () => void await this.closeCollector(),
      start: () => this.#startCollector(this.#collector.port),
    });
  }

  /** Ends the shop while events wait. */
  async endShop(requests: number): Promise<{ waiting: number; shopEnd: string }> {
    let waiting = 0;
    let shopEnd = "";
    await this.#progress.phase("a rush, then SIGTERM to the shop", async () => {
      await this.#collector.child.tell({ kind: "slow", delayMs: FAR_AWAY_MS });
      const plan = { requests: rushOf(requests), perSecond: Infinity, firstCustomer: requests };
      const traffic = new Traffic(this.#shop.url, plan);
      await traffic.finished;
      this.#failures.push(...traffic.failures);
      const { queued, inFlight } = await this.#stats();
      waiting = queued + inFlight;
      const startedMs = performance.now();
      this.#shop.child.signal("SIGTERM");
      const { code, signal } = await within(this.#shop.child.ended, END_SECONDS, "the shop to end");
      shopEnd = signal ?? `exit code ${code}`;
      const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
      return `${formatCount(waiting)} waited; ${shopEnd} after ${seconds} s`;
    });
    return { waiting, shopEnd };
  }

  /** Ends the collector's process; resolves to the 503s that there have been so far. */
  async closeCollector(): Promise<number> {
    const { child } = this.#collector;
    this.#unavailable += await child.tell({ kind: "stop" });
    await within(child.ended, END_SECONDS, "the collector to end");
    return this.#unavailable;
  }

  async #startCollector(port: number): Promise<void> {
    this.#collector = await this.#stage.startCollector(port, (news: News) => {
      if (news.kind !== "batch" || news.source !== "browser") return;
      this.#browser.hear(news.events.map(({ id }) => id));
    });
  }

  async #catchUp(): Promise<string> {
    const startedMs = performance.now();
    for (;;) {
      const stats = await this.#stats();
      const seconds = (performance.now() - startedMs) / 1_000;
      if (stats.queued + stats.inFlight === 0) return formatBooks(stats);
      if (seconds > CATCH_UP_SECONDS) return `${formatBooks(stats)}, gave up`;
      await pause(50);
    }
  }

  async #stats(): Promise<Stats> {
    const { url, child } = this.#shop;
    const response = await fetch(`${url}${STATS_PATH}`).catch(() => child.explain());
    return await response.json() as Stats;
  }
}

function rushOf(requests: number): number {
  return Math.min(MAX_RUSH, Math.round(requests * RUSH_SHARE));
}

function formatBooks({ tracked, delivered, dropped, queued, inFlight }: Stats): string {
  const given = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return [tracked, delivered, given, queued + inFlight]
    .map((count, column) => formatCount(count).padStart(COLUMNS[column]?.length ?? 0)).join(" ");
}
