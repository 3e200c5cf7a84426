/**
 * Several tabs of one site: none loses, doubles or overwrites what is another's.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Browser } from "./rig/browser.ts";
import { clientPage, STORED_EVENTS } from "./rig/client_page.ts";
import { retrying } from "./rig/driver.ts";
import { assertArrivedOnce, inEachEngine, runsOfTest, type Stage } from "./rig/stage.ts";

inEachEngine("two tabs that track and close lose and double nothing", async (stage) => {
  const { browser, site, collector, page, spare } = stage;
  const url = site.add("page", clientPage(collector));
  await browser.goto(url);
  const ids = await browser.runForTexts("return track(5)");
  const other = await browser.openTab();
  await browser.use(other);
  await browser.goto(url);
  ids.push(...await browser.runForTexts("return track(5)"));
  await browser.closeTab();
  await browser.use(page);
  ids.push(...await browser.runForTexts("return track(5)"));
  await browser.closeTab();
  await browser.use(spare);
  await assertArrivedOnce(stage, ids);
  await browser.goto(url);
  await emptyStorage(browser);
  await assertArrivedOnce(stage, ids);
});

/**
 * Until nothing waits in the storage, in whichever tab's name. Only one tab at a time looks for what others
 * left; one that finds another at it does so again when the network is back.
 */
async function emptyStorage(browser: Browser): Promise<void> {
  await retrying("an empty storage", async () => {
    await browser.runAsync(`dispatchEvent(new Event("online")); await metrics.flush()`);
    return (await browser.runForTexts(STORED_EVENTS)).length === 0 || null;
  });
}

/** Events that each of the two tabs tracks. */
const EVENTS = 300;

/** Events tracked between two looks at the other tab. */
const CHUNK = 50;

inEachEngine(
  "two tabs of 300 events each, one closed at random, deliver 600 once",
  async (stage) => {
    const runs = runsOfTest();
    for (let run = 1; run <= runs; run++) {
      const ids = await playTwoTabs(stage, `run${run}`);
      try {
        await assertArrivedOnce(stage, ids);
      } finally {
        console.log(`run ${run} of ${runs}: ${formatCounts(stage, ids)}`);
      }
    }
  },
);

function formatCounts({ collector }: Stage, ids: readonly string[]): string {
  const counts = ids.map((id) => collector.countOf(id));
  const missing = counts.filter((count) => count === 0).length;
  const twice = counts.filter((count) => count > 1).length;
  return `${ids.length - missing} received, ${missing} missing, ${twice} twice`;
}

/** Tracks in two tabs by turns, closes one right after its last event, opens a third to take what is left. */
async function playTwoTabs(stage: Stage, name: string): Promise<string[]> {
  const { browser, site, collector, spare } = stage;
  const url = site.add(name, clientPage(collector));
  const tabs = [await browser.openTab(), await browser.openTab()];
  for (const tab of tabs) {
    await browser.use(tab);
    await browser.goto(url);
  }
  const ids: string[] = [];
  const victim = Math.random() < 0.5 ? 0 : 1;
  // The victim begins earlier by a random number of chunks, and so ends at a random point of the other's work.
  const headStart = Math.floor(Math.random() * (EVENTS / CHUNK)) * CHUNK;
  for (let done = -headStart; done < EVENTS; done += CHUNK) {
    for (const [index, tab] of tabs.entries()) {
      const at = done + (index === victim ? headStart : 0);
      if (at < 0 || at >= EVENTS) continue;
      await browser.use(tab);
      ids.push(...await browser.runForTexts("return track(arguments[0])", CHUNK));
      if (index === victim && at + CHUNK === EVENTS) await browser.closeTab();
    }
  }
  const survivor = tabs[1 - victim] ?? spare;
  await browser.use(survivor);
  await browser.runAsync("await metrics.flush()");
  await browser.use(spare);
  await browser.goto(url);
  await emptyStorage(browser);
  await browser.use(survivor);
  await browser.closeTab();
  await browser.use(spare);
  assertEquals(ids.length, 2 * EVENTS);
  return ids;
}
