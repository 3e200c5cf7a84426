/**
 * Consent, as what is seen from outside: requests and storage.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { clientPage, STORED_EVENTS, STORED_KEYS } from "./rig/client_page.ts";
import { retrying } from "./rig/driver.ts";
import { assertArrivedOnce, inEachEngine } from "./rig/stage.ts";

inEachEngine("pending writes, sends and stores nothing; granted then sends all", async (stage) => {
  const { browser, site, collector } = stage;
  await browser.goto(site.add("page", clientPage(collector, { consent: "pending" })));
  const ids = await browser.runForTexts("return track(25)");
  await browser.hide();
  await browser.show();
  await browser.runAsync("await metrics.flush()");
  await collector.quiet();
  assertEquals(collector.requests.length, 0);
  assertEquals(await browser.run("return writes"), []);
  assertEquals(await browser.run(STORED_KEYS), []);
  await browser.runAsync(`metrics.setConsent("granted"); await metrics.flush()`);
  await assertArrivedOnce(stage, ids);
});

inEachEngine("denied in one tab purges what all tabs have stored", async (stage) => {
  const { browser, site, collector, page, spare } = stage;
  collector.reply = () => 503;
  // One attempt is enough to know of the outage; from then on nothing leaves, so all is stored.
  const url = site.add("page", clientPage(collector, { retryCount: 0 }));
  for (const tab of [page, spare]) {
    await browser.use(tab);
    await browser.goto(url);
    await browser.runAsync("track(5); await metrics.flush()");
  }
  assertEquals(await browser.run(`return (() => { ${STORED_EVENTS} })().length`), 10);
  await browser.run(`metrics.setConsent("denied")`);
  await retrying("an empty storage", async () => {
    const keys = await browser.runForTexts(STORED_KEYS);
    return keys.every((key) => key.endsWith(":consent")) || null;
  });
  await browser.use(page);
  await retrying("the other tab's decision", async () => {
    return await browser.run("return track(1)[0] ?? null") === null || null;
  });
  await collector.quiet();
  const before = collector.requests.length;
  collector.reply = () => 202;
  await browser.closeTab();
  await browser.use(spare);
  await browser.goto(url);
  assertEquals(await browser.run("return track(1)[0] ?? null"), null, "the decision is forgotten");
  await browser.goto(site.blank);
  await collector.quiet();
  assertEquals(collector.requests.length, before);
  assertEquals(await browser.run(STORED_KEYS), ["metrics-sdk:queue:consent"]);
});

// The only engine here that has Global Privacy Control.
inEachEngine("Global Privacy Control sends and stores nothing", async (stage) => {
  const { browser, site, collector, spare } = stage;
  await browser.goto(site.add("page", clientPage(collector, { consent: "granted" })));
  assertEquals(await browser.run("return navigator.globalPrivacyControl"), true);
  await browser.run("track(25)");
  await browser.runAsync("await metrics.flush()");
  assertEquals(await browser.run("return writes"), []);
  assertEquals(await browser.run("return faults"), []);
  await browser.closeTab();
  await browser.use(spare);
  await collector.quiet();
  assertEquals(collector.requests.length, 0);
  await browser.goto(site.blank);
  assertEquals(await browser.run(STORED_KEYS), []);
}, { engines: ["firefox"], hasGpc: true });
