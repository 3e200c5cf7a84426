/**
 * A test in each engine: a browser on a fresh profile, pages, a collector.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { assertFewBeaconsLost, readTakenBeacons, settleBeacons } from "./beacon_ledger.ts";
import type { Browser, Engine, LaunchOptions } from "./browser.ts";
import { bundleClient } from "./bundle.ts";
import { Collector } from "./collector.ts";
import { retrying } from "./driver.ts";
import { removeProfile } from "./fresh_browser.ts";
import { ENGINES, launch } from "./launch.ts";
import { Site } from "./site.ts";

// Before a browser waits for it: WebKit calls a page loaded whose module is late.
bundleClient();

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
  /** Whether the test needs a browser of its own: it ends it. */
  readonly isAlone?: boolean;
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

/**
 * Defines a test for each engine. It has its own origin, so its own storage; the browser is shared by the
 * tests of a file, since a start takes Firefox 3 s, unless the test asks for one of its own.
 */
export function inEachEngine(
  name: string,
  body: (stage: Stage) => Promise<void>,
  { engines = ENGINES, hasLedger = true, isAlone = false, ...options }: StageOptions = {},
): void {
  const isShared = !isAlone && Object.keys(options).length === 0;
  for (const engine of enginesOfRun().filter((engine) => engines.includes(engine))) {
    Deno.test({
      name: `${engine}: ${name}`,
      // A shared browser is there before and after.
      sanitizeOps: !isShared,
      sanitizeResources: !isShared,
      fn: async () => {
        const running = isShared ? await takeShared(engine) : await start(engine, options);
        let isGood = false;
        try {
          await play(running, body, hasLedger);
          isGood = true;
        } finally {
          // What a failed test leaves is not for the next one.
          if (!isShared || !isGood) await stop(running);
        }
      },
    });
  }
}

Deno.test.afterAll(async () => {
  for (const running of shared.values()) await stop(running);
  assertFewBeaconsLost();
});

/** A browser and its profile. */
interface Running {
  browser: Browser;
  readonly profile: string;
  readonly options: LaunchOptions;
}

const shared = new Map<Engine, Running>();

async function start(engine: Engine, options: LaunchOptions): Promise<Running> {
  const profile = await Deno.makeTempDir({ prefix: "tidings-" });
  const browser = await launch(engine, profile, options);
  nameOnce(browser);
  return { browser, profile, options };
}

async function stop(running: Running): Promise<void> {
  const { engine } = running.browser;
  if (shared.get(engine) === running) shared.delete(engine);
  await running.browser.kill();
  await removeProfile(running.profile);
}

async function takeShared(engine: Engine): Promise<Running> {
  const running = shared.get(engine) ?? await start(engine, {});
  shared.set(engine, running);
  return running;
}

async function play(
  running: Running,
  body: (stage: Stage) => Promise<void>,
  hasLedger: boolean,
): Promise<void> {
  await using site = new Site();
  await using collector = new Collector();
  const restart = async () => {
    const { browser, profile, options } = running;
    running.browser = await launch(browser.engine, profile, options);
    Object.assign(stage, { browser: running.browser, ...await arrangeTabs(running.browser) });
  };
  const { browser } = running;
  const stage: Stage = { browser, ...await arrangeTabs(browser), site, collector, restart };
  try {
    await body(stage);
    if (hasLedger) await checkBeacons(stage);
    if (shared.get(stage.browser.engine) === running) await leaveOneTab(stage);
  } catch (error) {
    console.log(`what the collector got:\n${collector.describe()}`);
    throw error;
  }
}

/** For the next test, while this one's collector still answers. */
async function leaveOneTab({ browser, spare }: Stage): Promise<void> {
  for (const tab of await browser.tabs()) {
    if (tab === spare) continue;
    await browser.use(tab);
    await browser.closeTab();
  }
  await browser.use(spare);
  await browser.goto("about:blank");
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

function assertNothingDoubled({ collector }: Stage): void {
  assertEquals([...collector.doubled.values()], [], "events came more than once");
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
export async function arrived(
  collector: Collector,
  ids: readonly string[],
  patienceMs: number = ARRIVAL_MS,
): Promise<boolean> {
  const giveUpAt = performance.now() + patienceMs;
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
