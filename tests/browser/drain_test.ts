/**
 * What leaves when a page is hidden, closed, left or restored: each event once, by beacon.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { until } from "../support/until.ts";
import { API_KEY, clientPage, STORED_EVENTS } from "./rig/client_page.ts";
import { retrying } from "./rig/driver.ts";
import type { Recorded } from "./rig/collector.ts";
import { assertArrivedOnce, inEachEngine, type Stage } from "./rig/stage.ts";

/** Bytes that the beacons of one page end may hold together. */
const MAX_BEACON_BYTES = 60_000;

/** Tabs to be closed one by one. */
const TABS = 6;

/** Opens a page with a client and tracks. */
async function openAndTrack({ browser, site, collector }: Stage, count: number): Promise<string[]> {
  await browser.goto(site.add("page", clientPage(collector)));
  return await browser.runForTexts("return track(arguments[0])", count);
}

/** Closes the page's tab and goes to the other one. */
async function closePage({ browser, spare }: Stage): Promise<void> {
  await browser.closeTab();
  await browser.use(spare);
}

function countBytes(requests: readonly Recorded[]): number {
  return requests.reduce((sum, { body }) => sum + new TextEncoder().encode(body).length, 0);
}

inEachEngine("minimising sends one beacon and no fetch", async (stage) => {
  const { browser, collector } = stage;
  const ids = await openAndTrack(stage, 3);
  await browser.hide();
  await until(() => collector.requests.length > 0, () => "no request");
  await browser.show();
  await browser.hide();
  await browser.show();
  assertEquals(await browser.run("return faults"), []);
  await assertArrivedOnce(stage, ids);
  const { beacons, fetches } = collector;
  assertEquals([beacons.length, fetches.length, collector.preflights.length], [1, 0, 0]);
});

inEachEngine(
  "closing a tab sends 10 waiting events, key in the query, no preflight",
  async (stage) => {
    const ids = await openAndTrack(stage, 10);
    await closePage(stage);
    await assertArrivedOnce(stage, ids);
    assertEquals(stage.collector.preflights, []);
    assertEquals(stage.collector.fetches, []);
    for (const { query, headers } of stage.collector.beacons) {
      assertEquals(query.get("apiKey"), API_KEY);
      assertEquals(headers.get("content-type"), "text/plain;charset=UTF-8");
    }
  },
);

// Firefox aborts a script of a page whose process it ends, most often one that listens to pagehide.
inEachEngine("closing tabs ends each one's session, and says so once", async (stage) => {
  const { browser, site, collector, spare } = stage;
  const url = site.add("page", clientPage(collector));
  const ids: string[] = [];
  for (let tab = 0; tab < TABS; tab++) {
    await browser.use(await browser.openTab());
    await browser.goto(url);
    ids.push(...await browser.runForTexts("return track(2)"));
    await closePage(stage);
  }
  await browser.use(spare);
  await assertArrivedOnce(stage, ids);
  const ends = collector.requests.flatMap(({ names }) => names)
    .filter((name) => name === "session_end").length;
  console.log(`${ends} of ${TABS} closed tabs said that their session was over`);
  // One beacon may be lost, as anywhere here.
  assert(ends === TABS || ends === TABS - 1, `${ends} of ${TABS} sessions ended`);
});

inEachEngine("navigating and reloading lose and double nothing", async (stage) => {
  const { browser, site, collector } = stage;
  const ids = await openAndTrack(stage, 4);
  await browser.goto(site.add("next", clientPage(collector)));
  ids.push(...await browser.runForTexts("return track(4)"));
  await browser.reload();
  ids.push(...await browser.runForTexts("return track(4)"));
  await browser.goto(site.blank);
  await assertArrivedOnce(stage, ids);
});

inEachEngine(
  "a page from the back/forward cache goes on, with nothing sent twice",
  async (stage) => {
    const { browser, site, collector } = stage;
    const ids = await openAndTrack(stage, 3);
    await browser.goto(site.add("next", clientPage(collector)));
    ids.push(...await browser.runForTexts("return track(3)"));
    await browser.back();
    assertEquals(
      await browser.run("return wasRestored"),
      true,
      "the client costs the page its cache",
    );
    ids.push(...await browser.runForTexts("return track(3)"));
    await browser.forward();
    assertEquals(await browser.run("return wasRestored"), true);
    ids.push(...await browser.runForTexts("return track(3)"));
    await browser.runAsync("await metrics.flush()");
    await assertArrivedOnce(stage, ids);
  },
);

inEachEngine("beforeunload alone sends, and the page goes on", async (stage) => {
  const { browser, collector } = stage;
  const ids = await openAndTrack(stage, 3);
  await browser.run(`dispatchEvent(new Event("beforeunload", { cancelable: true }))`);
  await until(() => collector.requests.length > 0, () => "no request");
  assertEquals(collector.beacons.length, 1);
  ids.push(...await browser.runForTexts("return track(3)"));
  await browser.runAsync("await metrics.flush()");
  await closePage(stage);
  await assertArrivedOnce(stage, ids);
});

inEachEngine("flushing, hiding and closing at once sends nothing twice", async (stage) => {
  const { browser, site, collector } = stage;
  const url = site.add("page", clientPage(collector));
  await browser.goto(url);
  const ids = await browser.runForTexts("const ids = track(30); metrics.flush(); return ids");
  await browser.hide();
  await closePage(stage);
  await assertArrivedOnce(stage, ids);
});

inEachEngine(
  "a flush that is not answered before the page is closed sends nothing twice",
  async (stage) => {
    const { browser, site, collector } = stage;
    const gate = Promise.withResolvers<number>();
    collector.reply = ({ headers }) => headers.has("x-api-key") ? gate.promise : 202;
    const url = site.add("page", clientPage(collector));
    await browser.goto(url);
    const ids = await browser.runForTexts("const ids = track(30); metrics.flush(); return ids");
    await until(() => collector.fetches.length > 0, () => "no fetch");
    await closePage(stage);
    gate.resolve(202);
    await browser.goto(url);
    await assertArrivedOnce(stage, ids);
  },
);

inEachEngine("300 KB waiting leave as 60,000 bytes, the rest at the next load", async (stage) => {
  const { browser, site, collector } = stage;
  const maxBatchSize = 8;
  const url = site.add("page", clientPage(collector, { maxBatchSize }));
  await browser.goto(url);
  // What is on the wire stays there, so that the rest waits.
  const gate = Promise.withResolvers<number>();
  collector.reply = ({ headers }) => headers.has("x-api-key") ? gate.promise : 202;
  const ids = await browser.runForTexts("return track(240, 1000)");
  await until(() => collector.fetches.length > 0, () => "no fetch");
  await closePage(stage);
  await collector.quiet();
  const onTheWire = countBytes(collector.fetches);
  const { beacons } = collector;
  assert(beacons.length > 0, "no beacon");
  assert(countBytes(beacons) + onTheWire <= MAX_BEACON_BYTES, `${countBytes(beacons)} bytes`);
  assert(
    countBytes(beacons) + onTheWire > MAX_BEACON_BYTES / 2,
    `only ${countBytes(beacons)} bytes`,
  );
  assert(beacons.every((beacon) => beacon.ids.length <= maxBatchSize), "a beacon is too long");
  gate.resolve(202);
  await browser.goto(url);
  await assertArrivedOnce(stage, ids);
  await retrying("an empty storage", async () => {
    return (await browser.runForTexts(STORED_EVENTS)).length === 0 || null;
  });
});
