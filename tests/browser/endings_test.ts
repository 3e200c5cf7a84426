/**
 * Plays every row of the table of endings, in every engine.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { until } from "../support/until.ts";
import { type EndingKey, ENDINGS, type Fate, formatEndings } from "./endings.ts";
import { readTakenBeacons, settleBeacons } from "./rig/beacon_ledger.ts";
import { clientPage } from "./rig/client_page.ts";
import { Collector } from "./rig/collector.ts";
import { Site } from "./rig/site.ts";
import { arrived, inEachEngine, type Stage } from "./rig/stage.ts";
import { launchWebkitAlone } from "./rig/webkit.ts";

/** How the ending comes about; true when the browser itself has ended. */
type Play = (stage: Stage) => Promise<boolean>;

const EVENTS = 5;

/** After this long each engine has written to disk what a page stored, if it was the first thing: 5 s at most. */
const WRITTEN_MS = 7_000;

const PLAYS: Readonly<Record<Exclude<EndingKey, "killedLater">, Play>> = {
  hidden: async ({ browser }) => {
    await browser.hide();
    await browser.show();
    return false;
  },
  navigated: async ({ browser, site }) => {
    await browser.goto(site.blank);
    return false;
  },
  reloaded: async ({ browser }) => {
    await browser.reload();
    return false;
  },
  closed: close,
  closedInOutage: async (stage) => {
    await startOutage(stage);
    return await close(stage);
  },
  quit: async ({ browser }) => {
    await browser.quit();
    await browser.kill();
    return true;
  },
  killed: async ({ browser }) => {
    await browser.kill();
    return true;
  },
};

async function close({ browser, spare }: Stage): Promise<boolean> {
  await browser.closeTab();
  await browser.use(spare);
  return false;
}

/** Lets the collector fail, and the client notice. */
async function startOutage({ browser, collector }: Stage): Promise<void> {
  collector.reply = () => 503;
  await browser.runAsync("await metrics.flush()");
}

/** How long to look out for events of which nothing is promised: so long the next load takes to send them. */
const LOOKOUT_MS = 1_000;

/** Tracks, plays the ending and says what became of the events. */
async function observe(stage: Stage, play: Play, promised: Fate): Promise<Fate> {
  const { site, collector } = stage;
  const url = site.add("page", clientPage(collector, { retryCount: 0 }));
  await stage.browser.goto(url);
  const ids = await stage.browser.runForTexts("return track(arguments[0])", EVENTS);
  const hasEnded = await play(stage);
  collector.reply = () => 202;
  await collector.quiet();
  if (ids.every((id) => collector.countOf(id) > 0)) return "arrive at once";
  if (hasEnded) await stage.restart();
  const lost = settleBeacons(await readTakenBeacons(stage.browser, site), collector);
  await stage.browser.goto(url);
  const patienceMs = promised === "may be lost" ? LOOKOUT_MS : undefined;
  if (await arrived(collector, ids, patienceMs)) return "arrive at the next load";
  return !hasEnded && ids.every((id) => lost.has(id)) ? "arrive at once" : "may be lost";
}

function assertFate(name: string, seen: Fate, promised: Fate): void {
  console.log(`ending: ${name}: ${seen}${seen === promised ? "" : `; promised: ${promised}`}`);
  if (promised !== "may be lost") assertEquals(seen, promised);
}

for (const [key, play] of Object.entries(PLAYS)) {
  const { name, fates } = ENDINGS[key as keyof typeof PLAYS]; // The keys of the one are those of the other.
  inEachEngine(`when ${name}, waiting events meet what the table says`, async (stage) => {
    const promised = fates[stage.browser.engine];
    assertFate(name, await observe(stage, play, promised), promised);
  }, key === "quit" || key === "killed" ? { isAlone: true, hasLedger: false } : {});
}

const { name, fates } = ENDINGS.killedLater;

inEachEngine(`when ${name}, waiting events meet what the table says`, async (stage) => {
  const { browser } = stage;
  const promised = fates[browser.engine];
  const play = async () => {
    await startOutage(stage);
    await passTime(performance.now(), WRITTEN_MS);
    await browser.kill();
    return true;
  };
  const isAlone = browser.engine === "webkit";
  const seen = isAlone ? await observeWebkitAlone() : await observe(stage, play, promised);
  assertFate(name, seen, promised);
}, { isAlone: true });

/** The time that passes is what the test is about. */
async function passTime(since: number, ms: number): Promise<void> {
  await until(() => performance.now() - since > ms, () => "time stands still");
}

/** A driven WebKit keeps no storage: so it is on its own, and the page tracks by itself. */
async function observeWebkitAlone(): Promise<Fate> {
  await using site = new Site();
  await using collector = new Collector();
  collector.reply = () => 503;
  const page = clientPage(collector, { retryCount: 0, maxBatchSize: EVENTS });
  const url = site.add("page", page);
  site.add("page", { ...page, script: `${page.script}; track(${EVENTS});` });
  const profile = await Deno.makeTempDir({ prefix: "tidings-" });
  try {
    const kill = await launchWebkitAlone(profile, url);
    await until(() => collector.fetches.length > 0, () => "the page sends nothing");
    const ids = [...collector.fetches[0]?.ids ?? []];
    assertEquals(ids.length, EVENTS);
    await passTime(performance.now(), WRITTEN_MS);
    await kill();
    assert(!ids.some((id) => collector.countOf(id) > 0));
    collector.reply = () => 202;
    site.add("page", page);
    const killAgain = await launchWebkitAlone(profile, url);
    const fate = await arrived(collector, ids) ? "arrive at the next load" : "may be lost";
    await killAgain();
    return fate;
  } finally {
    await Deno.remove(profile, { recursive: true });
  }
}

Deno.test("the README that speaks of the browser client holds the table of endings", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  if (readme.includes("createMetricsClient(")) assert(readme.includes(formatEndings()));
});
