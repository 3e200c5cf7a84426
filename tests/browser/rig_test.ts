/**
 * The rig itself: that it really clicks, hides, closes, goes back and kills, and that the collector tells
 * a beacon from a fetch. What the other tests say is worth no more than this.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { until } from "../support/until.ts";
import type { SitePage } from "./rig/site.ts";
import { inEachEngine } from "./rig/stage.ts";

/** Events of a page's life, written down as they happen. */
const DIARY: SitePage = {
  body: `<button id="button">a button</button>`,
  script: `
const write = (word) => localStorage.setItem("diary", (localStorage.getItem("diary") ?? "") + word + " ");
addEventListener("pageshow", (event) => write(event.persisted ? "restored" : "shown"));
addEventListener("pagehide", () => write("pagehide"));
addEventListener("beforeunload", () => write("beforeunload"));
document.addEventListener("visibilitychange", () => write(document.visibilityState));
document.querySelector("button").addEventListener("click", (event) => write("click:" + event.isTrusted));`,
};

const READ = `return (localStorage.getItem("diary") ?? "").trim().split(" ").filter(Boolean);`;

inEachEngine(
  "the rig shows a page, clicks, hides it and brings it back",
  async ({ browser, site }) => {
    await browser.goto(site.add("diary", DIARY));
    const shown = await browser.screenshot();
    await browser.click("#button");
    await browser.hide();
    await browser.show();
    assertEquals(await browser.runForTexts(READ), ["shown", "click:true", "hidden", "visible"]);
    await browser.run(`document.body.style.background = "black"`);
    const black = await browser.screenshot();
    assertEquals([...shown.slice(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
    assert(!shown.every((byte, at) => byte === black[at]), "a black page looks like a white one");
  },
);

inEachEngine("the rig closes a tab, and the page notices", async ({ browser, site, spare }) => {
  await browser.goto(site.add("diary", DIARY));
  await browser.closeTab();
  await browser.use(spare);
  await browser.goto(site.blank);
  const diary = await browser.runForTexts(READ);
  assert(diary.includes("pagehide") && diary.includes("hidden"), diary.join());
});

inEachEngine(
  "the rig navigates, and goes back to a page that was kept",
  async ({ browser, site }) => {
    const url = site.add("diary", DIARY);
    await browser.goto(url);
    await browser.run("window.mark = 1");
    await browser.goto(`${site.origin}/other`);
    await browser.back();
    assertEquals(await browser.run("return window.mark"), 1);
    const diary = await browser.runForTexts(READ);
    assert(diary.includes("restored"), diary.join());
    await browser.reload();
    assertEquals(await browser.run("return window.mark ?? null"), null);
  },
);

inEachEngine("the collector tells beacons, fetches and preflights apart", async (stage) => {
  const { browser, site, collector } = stage;
  await browser.goto(site.blank);
  await browser.runAsync(SEND, collector.endpoint);
  await until(() => collector.beacons.length === 1, () => collector.describe());
  assertEquals(collector.fetches.map(({ ids }) => ids), [["b"]]);
  assertEquals(collector.beacons.map(({ ids }) => ids), [["a"]]);
  assertEquals(collector.beacons[0]?.headers.get("content-type"), "text/plain;charset=UTF-8");
  assertEquals(collector.beacons[0]?.query.get("apiKey"), "k");
  assertEquals(collector.preflights.length, 1);
  assertEquals([collector.countOf("a"), collector.countOf("b"), collector.countOf("c")], [1, 1, 0]);
});

const SEND = `
const body = (id) => JSON.stringify({ events: [{ name: "e", metadata: { messageId: id } }] });
navigator.sendBeacon(args[0] + "?apiKey=k", body("a"));
const headers = { "content-type": "application/json", "x-api-key": "k" };
const response = await fetch(args[0], { method: "POST", headers, body: body("b") });
return response.status;`;

inEachEngine(
  "the collector fails and hangs as it is told",
  async ({ browser, site, collector }) => {
    await browser.goto(site.blank);
    const sendIt = () => browser.runAsync(SEND, collector.endpoint);
    collector.reply = () => 503;
    assertEquals(await sendIt(), 503);
    assertEquals(collector.countOf("b"), 0);
    const gate = Promise.withResolvers<number>();
    collector.reply = () => gate.promise;
    const answered = sendIt();
    await until(() => collector.fetches.length === 2, () => collector.describe());
    assertEquals(collector.countOf("b"), 0);
    gate.resolve(202);
    assertEquals(await answered, 202);
    assertEquals(collector.countOf("b"), 1);
  },
);

inEachEngine("the rig kills every process and starts again on the profile", async (stage) => {
  await stage.browser.goto(stage.site.blank);
  await stage.browser.kill();
  await assertRejectsAtOnce(stage.browser.run("return 1"));
  await stage.restart();
  await stage.browser.goto(stage.site.blank);
  assertEquals(await stage.browser.run("return document.title"), "/blank");
}, { isAlone: true });

async function assertRejectsAtOnce(promise: Promise<unknown>): Promise<void> {
  assert(await promise.then(() => false, () => true), "the browser still answers");
}

inEachEngine("the rig goes offline where the engine can", async ({ browser, site }) => {
  await browser.goto(site.blank);
  await browser.setOffline(true);
  assertEquals(await browser.run("return navigator.onLine"), browser.engine === "webkit");
  await browser.setOffline(false);
  assertEquals(await browser.run("return navigator.onLine"), true);
});
