/**
 * Pages that allow little: no storage, a sandboxed frame, a strict policy, a dead network.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { codeBlock } from "../support/markdown.ts";
import { clientPage, STORED_EVENTS } from "./rig/client_page.ts";
import type { Collector } from "./rig/collector.ts";
import type { Site } from "./rig/site.ts";
import { assertArrivedOnce, inEachEngine, type Stage } from "./rig/stage.ts";

async function closePage({ browser, spare }: Stage): Promise<void> {
  await browser.closeTab();
  await browser.use(spare);
}

/** WebKit has no setting for it, so its page does to itself what the others' settings do. */
const REFUSE = `Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("refused", "SecurityError"); },
});`;

inEachEngine("a user who refuses site data loses nothing while the page lives", async (stage) => {
  const { browser, site, collector } = stage;
  const before = browser.engine === "webkit" ? REFUSE : "";
  await browser.goto(site.add("page", clientPage(collector, {}, before)));
  assertEquals(
    await browser.run("try { return localStorage.length } catch (error) { return error.name }"),
    "SecurityError",
  );
  const ids = await browser.runForTexts("return track(25)");
  assertEquals(await browser.run("return faults"), []);
  await closePage(stage);
  await assertArrivedOnce(stage, ids);
}, { refusesStorage: true, hasLedger: false });

inEachEngine("without sendBeacon a closed tab's events leave all the same", async (stage) => {
  const { browser, site, collector } = stage;
  const before = "delete Navigator.prototype.sendBeacon;";
  await browser.goto(site.add("page", clientPage(collector, {}, before)));
  assertEquals(await browser.run("return typeof navigator.sendBeacon"), "undefined");
  const ids = await browser.runForTexts("return track(5)");
  await closePage(stage);
  await assertArrivedOnce(stage, ids);
  assertEquals(collector.preflights, []);
});

inEachEngine("a sandboxed frame sends its events", async (stage) => {
  const { browser, site } = stage;
  await browser.goto(addFrame(site, stage.collector));
  const ids = await framedIds(stage);
  assertEquals(await browser.run("return told.faults"), []);
  assertEquals(await browser.run("return told.storage"), "SecurityError");
  await closePage(stage);
  await assertArrivedOnce(stage, ids);
});

/** A page with a frame of no origin, whose client tracks at once and tells its page the ids. */
function addFrame(site: Site, collector: Collector): string {
  const { script = "" } = clientPage(collector);
  site.add("frame", {
    script: `${script}
let storage = "there";
try { localStorage.length; } catch (error) { storage = error.name; }
parent.postMessage({ ids: track(5), faults, storage }, "*");`,
  });
  const frame = `<script type='module' src='${site.origin}/frame.js'></script>`;
  return site.add("page", {
    script: `addEventListener("message", ({ data }) => window.told = data);
document.querySelector("iframe").srcdoc = document.querySelector("template").innerHTML;`,
    body: `<iframe sandbox="allow-scripts"></iframe><template>${frame}</template>`,
  });
}

async function framedIds({ browser }: Stage): Promise<string[]> {
  await browser.runAsync(`
    while (!window.told) await new Promise((resolve) => setTimeout(resolve, 10));`);
  return await browser.runForTexts("return told.ids");
}

/** The line of the README, for the collector of a test. */
async function documentedPolicy(collector: Collector): Promise<string> {
  const header = codeBlock(await Deno.readTextFile("README.md"), "http");
  const policy = header.replace("Content-Security-Policy: ", "");
  return policy.replace("https://metrics.example.com", new URL(collector.endpoint).origin);
}

inEachEngine("the README's strict policy, with Trusted Types, is not violated", async (stage) => {
  const { browser, site, collector } = stage;
  const headers = { "content-security-policy": await documentedPolicy(collector) };
  await browser.goto(site.add("page", { ...clientPage(collector), headers }));
  const ids = await browser.runForTexts("return track(25)");
  await browser.runAsync("await metrics.flush()");
  ids.push(...await browser.runForTexts("return track(5)"));
  assertEquals(await browser.run("return faults"), []);
  await closePage(stage);
  await assertArrivedOnce(stage, ids);
  assertEquals(collector.fetches.length > 0 && collector.beacons.length > 0, true);
  for (const { headers } of [...collector.fetches, ...collector.beacons]) {
    assertEquals(headers.get("cookie"), null);
    // Of the page's address only the origin.
    assertEquals(headers.get("referer"), `${site.origin}/`);
  }
});

/** Goes offline, or back, by what the engine has; WebKit has nothing, so its page is made to believe it. */
async function setOffline({ browser }: Stage, isOffline: boolean): Promise<void> {
  if (await browser.setOffline(isOffline)) return;
  await browser.run(
    `Object.defineProperty(navigator, "onLine", { configurable: true, value: !arguments[0] });
     dispatchEvent(new Event(arguments[0] ? "offline" : "online"));`,
    isOffline,
  );
}

inEachEngine("events tracked offline arrive when the network is back", async (stage) => {
  const { browser, site, collector } = stage;
  await browser.goto(site.add("page", clientPage(collector)));
  await setOffline(stage, true);
  const ids = await browser.runForTexts("return track(5)");
  await setOffline(stage, false);
  await assertArrivedOnce(stage, ids);
});

inEachEngine("events of a page that is closed offline arrive at the next load", async (stage) => {
  const { browser, site, collector } = stage;
  const url = site.add("page", clientPage(collector));
  await browser.goto(url);
  await setOffline(stage, true);
  const ids = await browser.runForTexts("return track(5)");
  await closePage(stage);
  await browser.goto(site.blank);
  const stored = await browser.runForTexts(STORED_EVENTS);
  assertEquals(collector.beacons.length, 0, "a beacon left, and offline it is lost");
  assertEquals(stored.length >= ids.length, true, `${stored.length} stored`);
  await setOffline(stage, false);
  await browser.goto(url);
  await assertArrivedOnce(stage, ids);
});
