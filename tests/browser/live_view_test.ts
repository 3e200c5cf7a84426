/**
 * The demo's live view as somebody sees it who opens it while a shop is busy. In Chromium only: the page is
 * a tool of ours, not a part of what is delivered.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { openScene, type Scene } from "./live_scene.ts";
import type { Browser } from "./rig/browser.ts";
import { type Json, type JsonObject, retrying } from "./rig/driver.ts";

const HOSTILE = "<img src=x onerror=globalThis.wasRun=true>";
const KEYS = { tab: "\uE004", space: " " };

let scene: Promise<Scene> | undefined;

Deno.test.afterAll(async () => await (await scene)?.[Symbol.asyncDispose]());

/** Defines a test with the live view open in the current tab. */
function inLiveView(name: string, body: (scene: Scene) => Promise<void>): void {
  if ((Deno.env.get("TIDINGS_ENGINE") ?? "chromium") !== "chromium") return;
  Deno.test({
    name: `chromium: ${name}`,
    // Demo and browser are there before and after.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const opened = await (scene ??= openScene());
      await opened.browser.goto(`${opened.live}/`);
      await body(opened);
    },
  });
}

type Counts = Record<string, readonly [server: number, browser: number]>;

/** What the page's table says. */
async function shownCounts(browser: Browser): Promise<Counts> {
  return await browser.run(`
    return Object.fromEntries(Array.from(document.querySelectorAll("#counts tbody tr"), (row) => {
      const [name, server, browser] = Array.from(row.cells, (cell) => cell.textContent);
      return [name, [Number(server.replace(",", "")), Number(browser.replace(",", ""))]];
    }));`) as unknown as Counts;
}

/** What the collector stored. */
function storedCounts(path: string): Counts {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare(`SELECT name, SUM(source = 'server') AS server,
    SUM(source = 'browser') AS browser FROM events GROUP BY name`).all();
  db.close();
  return Object.fromEntries(rows.map(({ name, server, browser }) => [
    String(name),
    [Number(server), Number(browser)],
  ]));
}

function sorted(counts: Counts): string {
  return JSON.stringify(Object.entries(counts).sort(([a], [b]) => a < b ? -1 : 1));
}

/** Waits until the page shows what is stored. */
async function untilTrue({ browser, database }: Scene): Promise<void> {
  await retrying("counts that equal the database", async () => {
    return sorted(await shownCounts(browser)) === sorted(storedCounts(database)) || null;
  });
}

/** Sends events as a server does; they are stored when it resolves. */
async function send({ collector }: Scene, eventName: string, count = 1): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => ({
    eventName,
    timestamp: "2026-01-01T00:00:00Z",
    anonymousId: `a-${index}`,
    sessionId: "",
    consentGiven: true,
  }));
  const response = await fetch(`${collector}/v1/ingest`, {
    method: "POST",
    headers: { authorization: "Bearer demo-key", "content-type": "application/json" },
    body: JSON.stringify({ events }),
  });
  await response.body?.cancel();
  assertEquals(response.status, 202);
}

/** Presses keys, one after the other. */
async function press({ command }: Scene, ...keys: string[]): Promise<void> {
  const actions = keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
  await command("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
}

async function emulate({ command }: Scene, cmd: string, params: JsonObject): Promise<void> {
  await command("POST", "/goog/cdp/execute", { cmd: `Emulation.${cmd}`, params });
}

async function setWidth(scene: Scene, width: number): Promise<void> {
  const size = { width, height: 800, deviceScaleFactor: 1, mobile: width < 1_000 };
  await emulate(scene, "setDeviceMetricsOverride", size);
}

async function setMedia(scene: Scene, name: string, value: string): Promise<void> {
  await emulate(scene, "setEmulatedMedia", { features: [{ name, value }] });
}

inLiveView(
  "the counts are those of the database, of server and browser, while events flow",
  async (scene) => {
    const { browser, shop, database } = scene;
    const view = await browser.tab();
    await browser.use(await browser.openTab());
    for (const product of ["teapot", "cup", "kettle"]) {
      await browser.goto(`${shop}/products/${product}`);
      await browser.click("#brew");
      await browser.click("#put");
      await browser.goto(`${shop}/cart`);
    }
    await browser.closeTab();
    await browser.use(view);
    await untilTrue(scene);
    // The server's events take half a second longer.
    await retrying("all events of three products", () => {
      const { product_viewed, product_opened, tea_brewed } = storedCounts(database);
      const counts = [product_viewed?.[0], product_opened?.[1], tea_brewed?.[1]];
      return Promise.resolve(counts.every((count) => count === 3) || null);
    });
    await untilTrue(scene);
    const counts = await shownCounts(browser);
    assertEquals(counts["product_viewed"], [3, 0]);
    assertEquals(counts["product_opened"], [0, 3]);
    await retrying("the books of both clients", async () => {
      const [server, pages] = await browser.runForTexts(
        `return Array.from(document.querySelectorAll("#books tbody tr:first-child td"), (cell) => cell.textContent)`,
      );
      return Number(server) >= 9 && Number(pages) >= 6 || null;
    });
  },
);

inLiveView("pause stops the stream for this page, and resume catches up", async (scene) => {
  const { browser, live } = scene;
  await send(scene, "before_pause");
  await untilTrue(scene);
  await browser.click("#pause");
  assertEquals(await browser.run(`return document.getElementById("status").textContent`), "Paused");
  const before = await shownCounts(browser);
  const paused = await browser.tab();
  await send(scene, "during_pause", 3);
  // Another page was told, so this one would have been.
  await browser.use(await browser.openTab());
  await browser.goto(`${live}/`);
  await untilTrue(scene);
  await browser.closeTab();
  await browser.use(paused);
  assertEquals(await shownCounts(browser), before);
  await browser.click("#pause");
  await untilTrue(scene);
  assertEquals((await shownCounts(browser))["during_pause"], [3, 0]);
});

inLiveView("pause, clear and filter can be used by keyboard alone", async (scene) => {
  const { browser } = scene;
  await send(scene, "alpha");
  await send(scene, "beta");
  await untilTrue(scene);
  const focused = () => browser.run(`return document.activeElement.id`);
  await press(scene, KEYS.tab);
  assertEquals(await focused(), "pause");
  await press(scene, KEYS.space);
  assertEquals(await browser.run(`return document.getElementById("status").textContent`), "Paused");
  await press(scene, KEYS.space, KEYS.tab, KEYS.tab);
  assertEquals(await focused(), "filter");
  await untilTrue(scene);
  await press(scene, ..."ALPH");
  assertEquals(Object.keys(await shownCounts(browser)), ["alpha"]);
  const names =
    `return Array.from(document.querySelectorAll("#events .name"), (e) => e.textContent)`;
  assertEquals(await browser.runForTexts(names), ["alpha"]);
  await browser.run(`document.getElementById("clear").focus()`);
  await press(scene, KEYS.space);
  assertEquals(await shownCounts(browser), {});
  await send(scene, "alpha");
  await retrying("what came after clear", async () => {
    return sorted(await shownCounts(browser)) === '[["alpha",[1,0]]]' || null;
  });
});

inLiveView("an event that is named like HTML stays text", async (scene) => {
  const { browser } = scene;
  await send(scene, HOSTILE);
  await untilTrue(scene);
  const found = await browser.run(
    `
    const texts = (selector) => Array.from(document.querySelectorAll(selector), (e) => e.textContent);
    return {
      inTable: texts("#counts th").includes(arguments[0]),
      inList: texts("#events .name").includes(arguments[0]),
      images: document.images.length,
      wasRun: globalThis.wasRun ?? false,
    };`,
    HOSTILE,
  );
  assertEquals<Json>(found, { inTable: true, inList: true, images: 0, wasRun: false });
});

/** The lowest contrast of a text to what is behind it, and whether the page scrolls sideways. */
const LOOK = `
const parse = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
const light = (colour) => parse(colour).map((value) => value / 255)
  .map((value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
const ground = (element) => {
  const { backgroundColor } = getComputedStyle(element);
  return /, 0\\)$/.test(backgroundColor) ? ground(element.parentElement) : backgroundColor;
};
const texts = document.querySelectorAll("h1, h2, p, button, label, th, td, .time, .source, .name, .detail");
const contrasts = Array.from(texts, (element) => {
  const [a, b] = [getComputedStyle(element).color, ground(element)].map(light);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
});
return {
  contrast: Math.min(...contrasts),
  isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  isDark: light(ground(document.body)) < 0.2,
};`;

for (const width of [1_280, 390, 360]) {
  for (const scheme of ["light", "dark"]) {
    inLiveView(
      `at ${width} px, ${scheme}, nothing scrolls sideways and all can be read`,
      async (scene) => {
        const { browser } = scene;
        await setWidth(scene, width);
        await setMedia(scene, "prefers-color-scheme", scheme);
        await send(scene, `an_event_${"whose_name_does_not_end_".repeat(4)}`);
        await untilTrue(scene);
        const { contrast, isWide, isDark } = await browser.run(LOOK) as Record<string, Json>;
        assertEquals({ isWide, isDark }, { isWide: false, isDark: scheme === "dark" });
        assert(Number(contrast) >= 4.5, `a contrast of ${contrast}`);
      },
    );
  }
}

inLiveView("who wants less motion gets none", async (scene) => {
  await setMedia(scene, "prefers-reduced-motion", "reduce");
  const script = `return getComputedStyle(document.getElementById("pause")).transitionDuration`;
  assertEquals(await scene.browser.run(script), "0s");
});
