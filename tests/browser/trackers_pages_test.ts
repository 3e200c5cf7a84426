/**
 * What pages do, and exactly what is told of it: views, routes, errors, vitals.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import * as esbuild from "esbuild";
import { until } from "../support/until.ts";
import type { Json, JsonObject } from "./rig/driver.ts";
import { retrying } from "./rig/driver.ts";
import { clickOn } from "./rig/hand.ts";
import { inEachEngine, type Stage } from "./rig/stage.ts";
import {
  arrivedEvents,
  createWatch,
  openPage,
  type Told,
  toldOf,
  trackerPage,
  viewOf,
} from "./rig/tracker_page.ts";

const ROUTES: JsonObject = { autoTrackPageviews: true, autoTrackRouteChanges: true };

/** Until a page is on this address. */
async function shown({ browser }: Stage, path: string): Promise<void> {
  const script = "return location.pathname + location.search + location.hash";
  await retrying(path, async () => await browser.run(script) === path || null);
}

inEachEngine("each page that is seen is told once, and no hash", async (stage) => {
  const { browser, collector, site } = stage;
  const watch = createWatch(stage);
  const body = `<a id="hash" href="#part">part</a> <a id="next" href="/next">next</a>
    <button id="go">go</button>`;
  // By a visitor's click: what a page does by itself WebKit leaves out on the way back.
  const script = `document.querySelector("#go").onclick = () => Function(code)();`;
  await openPage(stage, "page", trackerPage(collector, { options: ROUTES, body, script }));
  site.add("next", trackerPage(collector, { options: { autoTrackPageviews: true } }));
  const viewed = [await viewOf(stage)];
  const go = async (script: string) => {
    await browser.run("window.code = arguments[0]", script);
    await clickOn(browser, `document.querySelector("#go")`);
    viewed.push(await viewOf(stage));
  };
  await go(`document.title = "Second"; history.pushState({}, "", "/second?page=1")`);
  await browser.run(`history.replaceState({}, "", location.href)`);
  await browser.run(`history.pushState({}, "", location.href)`);
  await go(`document.title = "Third"; history.replaceState({}, "", "/second?page=2")`);
  await clickOn(browser, `document.querySelector("#hash")`);
  await shown(stage, "/second?page=2#part");
  await browser.back();
  await shown(stage, "/second?page=2");
  await browser.back();
  await shown(stage, "/second?page=1");
  await browser.back();
  await shown(stage, "/page");
  viewed.push(...[await viewOf(stage), await viewOf(stage)]);
  await clickOn(browser, `document.querySelector("#next")`);
  await until(() => arrivedEvents(collector).length >= viewed.length, () => "nothing came");
  await shown(stage, "/next");
  viewed.push(await viewOf(stage));
  const told = await watch();
  assertEquals(told, viewed.map((metadata) => ({ name: "pageview", metadata })));
  // The query is cut, but for campaigns.
  const paths = ["/page", "/second", "/second", "/second", "/page", "/next"];
  assertEquals(arrivedEvents(collector).map(({ path }) => path), paths);
});

inEachEngine("only the first view is told unless routes are asked for", async (stage) => {
  const watch = createWatch(stage);
  const options = { autoTrackPageviews: true };
  // An element of this name is what a script finds where there is no Navigation API.
  const body = `<nav id="navigation"></nav>`;
  await openPage(stage, "page", trackerPage(stage.collector, { options, body }));
  await stage.browser.run(`history.pushState({}, "", "/second")`);
  assertEquals((await watch()).map(({ name }) => name), ["pageview"]);
  const routes = { autoTrackRouteChanges: true };
  await openPage(stage, "other", trackerPage(stage.collector, { options: routes, body }));
  await stage.browser.run(`history.pushState({}, "", "/second")`);
  assertEquals((await watch()).map(({ name }) => name), ["pageview"]);
});

/** A URL that holds what nobody is to know, in a message. */
const SECRET_URL = "https://jane:secret@shop.example/orders?token=secret#secret";
const CLEAN_URL = "https://shop.example/orders";

const THROWS = `
const later = (act) => () => new Promise((resolve) => setTimeout(() => { resolve(); act(); }));
window.acts = {
  error: later(() => { throw new TypeError("no answer from ${SECRET_URL}"); }),
  text: later(() => { throw "just a text"; }),
  rejection: later(() => { Promise.reject(new Error("refused by ${SECRET_URL}")); }),
  reason: later(() => { Promise.reject("just a reason"); }),
  nothing: later(() => { Promise.reject(); }),
  // No error of the page's code.
  image: () => new Promise((resolve) => { Object.assign(new Image(), { onerror: resolve, src: "/none.js" }); }),
};
addEventListener("error", (event) => window.seen = [event.message, event.lineno, event.colno]);`;

inEachEngine("each error that nobody catches is told once, without secrets", async (stage) => {
  const { browser, collector, site } = stage;
  const watch = createWatch(stage);
  const options = { autoTrackErrors: true };
  await openPage(stage, "page", trackerPage(collector, { options, script: THROWS }));
  const act = async (name: string) => {
    await browser.runAsync(`await window.acts[args[0]]()`, name);
    const [message = null, line = null, column = null] = await browser.run(
      "return seen ?? []",
    ) as Json[];
    return { message, line, column };
  };
  const { line, column } = await act("error");
  await act("error");
  const seenText = await act("text");
  for (const name of ["rejection", "rejection", "reason", "nothing", "image"]) await act(name);
  const source = `${site.origin}/page.js`;
  const told = await watch();
  const stacks = told.map(({ metadata: { stack } }) => stack);
  const rest = told.map(({ name, metadata: { stack: _, ...metadata } }) => ({ name, metadata }));
  assertEquals(rest, [
    { name: "error", metadata: { message: `no answer from ${CLEAN_URL}`, source, line, column } },
    { name: "error", metadata: { ...seenText, source } },
    { name: "unhandled_rejection", metadata: { message: `refused by ${CLEAN_URL}` } },
    { name: "unhandled_rejection", metadata: { message: "just a reason" } },
    { name: "unhandled_rejection", metadata: {} },
  ]);
  for (const at of [0, 2]) assertMatch(String(stacks[at]), /\/page\.js:\d+:\d+/);
  assertEquals([stacks[1], stacks[3], stacks[4]], [undefined, undefined, undefined]);
  assert(!JSON.stringify(told).includes("secret"));
});

const VITALS = esbuild.buildSync({
  entryPoints: [new URL(import.meta.resolve("web-vitals")).pathname],
  bundle: true,
  write: false,
  format: "esm",
}).outputFiles[0]?.text ?? "";

/** What a page can measure, by what the browser has for it. */
const MEASURABLE = `
const types = PerformanceObserver.supportedEntryTypes;
return [
  ["CLS", types.includes("layout-shift")],
  ["FCP", types.includes("paint")],
  ["INP", types.includes("event") && "interactionId" in PerformanceEventTiming.prototype],
  ["LCP", types.includes("largest-contentful-paint")],
  // WebKit counts whole milliseconds, and on loopback there may be none.
  ["TTFB", performance.getEntriesByType("navigation")[0]?.responseStart > 0],
].filter(([, isThere]) => isThere === arguments[0]).map(([name]) => name);`;

/** Opens a page that measures itself, and acts on it until there is something to measure. */
async function openMeasured(stage: Stage, name: string): Promise<string[]> {
  const { browser, collector, site } = stage;
  site.add("vitals", { script: VITALS });
  await openPage(
    stage,
    name,
    trackerPage(collector, {
      options: { autoTrackWebVitals: true },
      code:
        `webVitals: () => import("/vitals.js").then((library) => (window.hasVitals = true, library))`,
      body: `<p id="top"></p><button id="act">Act</button><h2>Much to see</h2>`,
    }),
  );
  await browser.runAsync(`
    const isPainted = () => !PerformanceObserver.supportedEntryTypes.includes("paint") ||
      performance.getEntriesByName("first-contentful-paint").length > 0;
    while (!window.hasVitals || !isPainted()) await new Promise((resolve) => requestAnimationFrame(resolve));
    document.querySelector("#top").style.height = "90px";
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));`);
  await clickOn(browser, `document.querySelector("#act")`);
  await browser.runAsync(`
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));`);
  return await browser.runForTexts(MEASURABLE, true);
}

function assertVitals(told: readonly Told[], expected: string[]): void {
  const vitals = told.filter(({ name }) => name === "web_vital");
  assertEquals(told.length, vitals.length, "something else was told");
  assertEquals(vitals.map(({ metadata }) => metadata["metric"]).sort(), expected);
  for (const { metadata } of vitals) {
    assertEquals(Object.keys(metadata).sort(), ["id", "metric", "rating", "value"]);
    assertEquals(typeof metadata["value"], "number");
    assertMatch(String(metadata["rating"]), /^(good|needs-improvement|poor)$/);
  }
}

inEachEngine("vitals are told once, also of a page that is hidden or closed", async (stage) => {
  const { browser, collector, spare } = stage;
  const expected = await openMeasured(stage, "hidden");
  const missing = await browser.runForTexts(MEASURABLE, false);
  if (missing.length > 0) console.log(`skipped: ${browser.engine} does not measure ${missing}`);
  await browser.hide();
  const isComplete = (count: number) => () => arrivedEvents(collector).length >= count;
  await until(
    isComplete(expected.length),
    () => "vitals are missing",
  );
  await collector.quiet();
  const told = arrivedEvents(collector).map(toldOf);
  assertVitals(told, expected);
  await browser.show();
  const expectedOfClosed = await openMeasured(stage, "closed");
  await browser.closeTab();
  await browser.use(spare);
  await until(
    isComplete(expected.length + expectedOfClosed.length),
    () => "vitals of the closed page are missing",
  );
  await collector.quiet();
  assertVitals(arrivedEvents(collector).map(toldOf).slice(told.length), expectedOfClosed);
});
