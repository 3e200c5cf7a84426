/**
 * One program of twelve lines tracks from every platform; only the line of its import differs. In pages
 * browsers load the package's modules as they are, of both entries.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { callOnPage } from "../../browser/rig/call_on_page.ts";
import { Collector } from "../../browser/rig/collector.ts";
import { enginesHere } from "../../browser/rig/engines_here.ts";
import { serveFolder } from "../../browser/rig/folder_site.ts";
import { launchFresh } from "../../browser/rig/fresh_browser.ts";
import { serveIngestForPages } from "../../browser/rig/ingest_for_pages.ts";
import { ENGINES } from "../../browser/rig/launch.ts";
import { createPlace } from "./place.ts";
import { PLATFORMS } from "./platforms.ts";
import { changedLines, COMMON_JS, FROM_JSR, PROGRAM } from "./program_forms.ts";

const DELIVERED = { delivered: 1, dropped: 0, pending: 0 };

const [place, engines] = await Promise.all([createPlace(), enginesHere(ENGINES)]);
const collector = await serveIngestForPages();
Deno.test.afterAll(async () => {
  await collector[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

Deno.test("the program has twelve lines at most, and each platform gets it with one changed, or none", () => {
  assert(PROGRAM.trimEnd().split("\n").length <= 12);
  assertEquals([FROM_JSR, COMMON_JS].map(changedLines), [1, 1]);
});

for (const [eventName, { how, where, run }] of Object.entries(PLATFORMS)) {
  Deno.test(`the program tracks: ${how}`, async () => {
    const said = await run(place, [collector.endpoint, eventName]);
    assertEquals(JSON.parse(said), { result: DELIVERED, where });
  });
}

for (const engine of engines) {
  Deno.test(`the program tracks, and './browser' does: a page in ${engine}, without a bundler`, async () => {
    await using fresh = await launchFresh(engine);
    await using site = serveFolder(place.project.dir);
    await using ofPages = new Collector();
    const { browser } = fresh;
    await browser.goto(`${site.origin}/page.html`);
    const call = ["trackOneEvent", collector.endpoint, `from_${engine}`] as const;
    assertEquals(await callOnPage(browser, ...call), DELIVERED);
    const pageCall = ["trackFromPage", ofPages.endpoint, "from_page"] as const;
    assertEquals(await callOnPage(browser, ...pageCall), DELIVERED);
    assertEquals(ofPages.requests.flatMap(({ names }) => names), ["from_page"]);
  });
}

Deno.test("the collector has one event of each platform, and no other", () => {
  const pages = engines.map((engine) => `from_${engine}`);
  assertEquals(collector.eventNames(), [...Object.keys(PLATFORMS), ...pages].toSorted());
});
