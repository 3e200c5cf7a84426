/**
 * A test in each engine: a browser on a fresh profile, pages, a collector.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { readTakenBeacons, settleBeacons } from "./beacon_ledger.ts";
import type { Browser, Engine, LaunchOptions } from "./browser.ts";
import { bundleClient } from "./bundle.ts";
import { Collector } from "./collector.ts";
import { retrying } from "./driver.ts";
import { ENGINES, launch } from "./launch.ts";
import { Site } from "./site.ts";

/** What a test works with. */
export interface Stage {
  /** The browser; its current tab is `page`, which can be seen. */
  browser: Browser;
  /** The tab of the page under test. */
  page: string;
  /** A tab that is left when `page` is closed. */
  spare: string;
  /** The pages. */
  readonly site: Site;
  /** Where events go. */
  readonly collector: Collector;
  /** Starts the browser anew on the same profile; the one before must have ended. */
  restart(): Promise<void>;
}

/** Which engines, and how they start. */
export interface StageOptions extends LaunchOptions {
  /** All when left out. */
  readonly engines?: readonly Engine[];
  /** False when the browser's storage cannot be read at the end. */
  readonly hasLedger?: boolean;
}

/** The engines of this run: one, or all. `scripts/test_browser.ts` runs them one after the other. */
function enginesOfRun(): readonly Engine[] {
  const wanted = Deno.env.get("TIDINGS_ENGINE");
  return wanted === undefined ? ENGINES : ENGINES.filter((engine) => engine === wanted);
}

/** How often the long tests repeat themselves. */
export function runsOfTest(): number {
  return Number(Deno.env.get("TIDINGS_RUNS") ?? 5);
}

/** Defines a test for each engine. */
export function inEachEngine(
  name: string,
  body: (stage: Stage) => Promise<void>,
  { engines = ENGINES, hasLedger = true, ...options }: StageOptions = {},
): void {
  for (const engine of enginesOfRun().filter((engine) => engines.includes(engine))) {
    Deno.test(`${engine}: ${name}`, () => play(engine, body, options, hasLedger));
  }
}

async function play(
  engine: Engine,
  body: (stage: Stage) => Promise<void>,
  options: LaunchOptions,
  hasLedger: boolean,
): Promise<void> {
  bundleClient(); // Before the browser waits for it: WebKit calls a page loaded whose module is late.
  const profile = await Deno.makeTempDir({ prefix: "tidings-" });
  await using site = new Site();
  await using collector = new Collector();
  const first = await launch(engine, profile, options);
  nameOnce(first);
  const restart = async () => {
    stage.browser = await launch(engine, profile, options);
    Object.assign(stage, await arrangeTabs(stage.browser));
  };
  const stage: Stage = { browser: first, page: "", spare: "", site, collector, restart };
  try {
    Object.assign(stage, await arrangeTabs(stage.browser));
    await body(stage);
    if (hasLedger) await checkBeacons(stage);
  } catch (error) {
    console.log(`what the collector got:\n${collector.describe()}`);
    throw error;
  } finally {
    await stage.browser.kill();
    await removeFolder(profile);
  }
}

let isNamed = false;

/** Says once which browser it is; the closing table repeats it. */
function nameOnce({ engine, version }: Browser): void {
  if (!isNamed) console.log(`browser: ${engine} ${version}`);
  isNamed = true;
}

/** Two tabs, of which `page` is in front. Which one that is depends on the engine. */
async function arrangeTabs(browser: Browser): Promise<{ page: string; spare: string }> {
  const first = await browser.tab();
  const second = await browser.openTab();
  await browser.use(second);
  if (await browser.run("return document.visibilityState") === "visible") {
    return { page: second, spare: first };
  }
  await browser.use(first);
  return { page: first, spare: second };
}

/**
 * No event came twice. In Firefox a `session_end` may: what `pagehide` removes from the storage is
 * sometimes still there afterwards, so a sent event is sent again at the next load, under its old id.
 */
function assertNothingDoubled({ browser, collector }: Stage): void {
  const names = [...collector.doubled.values()];
  const isExcused = (name: string) => browser.engine === "firefox" && name === "session_end";
  const excused = names.filter(isExcused).length;
  if (excused > 0) console.log(`TWICE: ${excused} session_end, as Firefox forgot their removal`);
  assertEquals(names.filter((name) => !isExcused(name)), [], "events came more than once");
}

async function checkBeacons(stage: Stage): Promise<void> {
  const { browser, spare, site, collector } = stage;
  await browser.use(spare);
  settleBeacons(await readTakenBeacons(browser, site), collector);
  await collector.quiet();
  assertNothingDoubled(stage);
}

/** Longest that an event may take to the collector. */
const ARRIVAL_MS = 5_000;

/** Waits for events to arrive; false when they have not in time. Then waits until nothing more comes. */
export async function arrived(collector: Collector, ids: readonly string[]): Promise<boolean> {
  const giveUpAt = performance.now() + ARRIVAL_MS;
  const areThere = () => ids.every((id) => collector.countOf(id) > 0);
  await retrying("the events", () => {
    return Promise.resolve(areThere() || performance.now() > giveUpAt || null);
  });
  await collector.quiet();
  return areThere();
}

/**
 * Waits until each event is at the collector, once. One that was in a beacon which the browser took and
 * lost is excused: that is counted, and printed. Leaves the browser on the blank page of the spare tab
 * then.
 */
export async function assertArrivedOnce(stage: Stage, ids: readonly string[]): Promise<void> {
  const { browser, collector, spare, site } = stage;
  const areThere = await arrived(collector, ids);
  assertNothingDoubled(stage);
  if (areThere) return;
  await browser.use(spare);
  const excused = settleBeacons(await readTakenBeacons(browser, site), collector);
  const lost = ids.filter((id) => collector.countOf(id) === 0 && !excused.has(id));
  assertEquals(lost.length, 0, `${lost.length} of ${ids.length} events never came`);
}

/** A killed browser may still be closing its files. */
async function removeFolder(path: string): Promise<void> {
  await retrying("an empty profile", async () => {
    try {
      await Deno.remove(path, { recursive: true });
      return true;
    } catch (error) {
      return error instanceof Deno.errors.NotFound || null;
    }
  });
}
