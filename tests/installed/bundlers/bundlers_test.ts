/**
 * The package goes through bundlers into pages, with nothing configured: without a word about Node's
 * modules, and without what a page does not use.
 *
 * @module
 */
import { assertEquals, assertNotMatch } from "@std/assert";
import { pooledMap } from "@std/async/pool";
import { AT_ONCE } from "../../../scripts/at_once.ts";
import { findProgram } from "../../../scripts/package/command.ts";
import { createInstalledProject } from "../../../scripts/package/installed_project.ts";
import { PINS } from "../../../scripts/package/pins.ts";
import { callOnPage } from "../../browser/rig/call_on_page.ts";
import { Collector } from "../../browser/rig/collector.ts";
import { enginesHere } from "../../browser/rig/engines_here.ts";
import { serveFolder } from "../../browser/rig/folder_site.ts";
import { launchFresh } from "../../browser/rig/fresh_browser.ts";
import { serveIngestForPages } from "../../browser/rig/ingest_for_pages.ts";
import { type Application, CALLS, type Client, SPARING, TRACKING } from "./applications.ts";
import { type Bundle, bundle } from "./bundle.ts";
import { BUNDLERS } from "./bundlers.ts";

/** The file of the package that has a client's code; the other files of its entry hand names on. */
const FILES: Readonly<Record<Client, string>> = {
  server: "esm/shared.js",
  browser: "esm/src/browser.js",
};

/** What only one client says, or asks of the platform. No minifier changes texts and others' names. */
const MARKS: Readonly<Record<Client, readonly string[]>> = {
  server: ["https://api.inslytic.com", "/v1/ingest", "InslyticNode", "Bearer "],
  browser: ["https://metrics.harshit.page", "sendBeacon", "visibilitychange", "session_end"],
};

/** What would not run in a page, or is made to run there by what bundlers put in its place. */
const OF_NODE = /["'`]node:|\brequire\(|\bprocess\.|\bBuffer\.|browser-external/;

const [project, node, engines] = await Promise.all([
  createInstalledProject(Object.values(BUNDLERS).flatMap(({ packages }) => packages)),
  findProgram("node", PINS.node[PINS.node.length - 1] ?? "", Deno.cwd()),
  enginesHere(["chromium"]),
]);
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

const bundles = await bundleAll();

/** Bundles every application with every bundler that takes it. */
async function bundleAll(): Promise<ReadonlyMap<string, PromiseSettledResult<Bundle>>> {
  const applications = Object.entries({ ...TRACKING, ...SPARING });
  const jobs = Object.entries(BUNDLERS).flatMap(([bundlerName, bundler]) =>
    applications.filter(([, { isTypeScript }]) => !isTypeScript || bundler.takesTypeScript)
      .map(([name, application]) => ({ folder: folderOf(bundlerName, name), bundler, application }))
  );
  const ended = pooledMap(AT_ONCE, jobs, async ({ folder, bundler, application }) => {
    const [result] = await Promise.allSettled([
      bundle(project, node, bundler, application, folder),
    ]);
    return [folder, result] as const;
  });
  return new Map(await Array.fromAsync(ended));
}

function folderOf(bundlerName: string, name: string): string {
  return `apps/${bundlerName}-${name}`;
}

/** A bundle that was made; throws what went wrong otherwise. */
function bundleOf(bundlerName: string, name: string): Bundle {
  const result = bundles.get(folderOf(bundlerName, name));
  if (result?.status === "fulfilled") return result.value;
  throw result?.reason ?? new Error(`${bundlerName} was not given '${name}'`);
}

function assertHolds({ files, strangers, text }: Bundle, { holds }: Application): void {
  assertEquals({ files, strangers }, {
    files: holds.map((it) => FILES[it]).toSorted(),
    strangers: [],
  });
  for (const client of ["server", "browser"] as const) {
    const found = MARKS[client].filter((mark) => text.includes(mark));
    assertEquals(
      found,
      holds.includes(client) ? MARKS[client] : [],
      `marks of the ${client} client`,
    );
  }
  assertNotMatch(text, OF_NODE);
}

for (const bundlerName of Object.keys(BUNDLERS)) {
  for (const [name, application] of Object.entries({ ...TRACKING, ...SPARING })) {
    if (application.isTypeScript && BUNDLERS[bundlerName]?.takesTypeScript !== true) continue;
    Deno.test(`${bundlerName}: ${application.claim}`, () => {
      assertHolds(bundleOf(bundlerName, name), application);
    });
  }
}

for (const engine of engines) {
  Deno.test(`${engine} runs each bundle under a strict policy, and every event arrives`, async (t) => {
    await using fresh = await launchFresh(engine);
    for (const bundlerName of Object.keys(BUNDLERS)) {
      for (const [name, { holds }] of Object.entries(TRACKING)) {
        await t.step(`${bundlerName}: ${name}`, async () => {
          await using servers = await serveIngestForPages();
          await using pages = new Collector();
          const endpoints = { server: servers.endpoint, browser: pages.endpoint };
          const policy = `default-src 'none'; script-src 'self'; connect-src ${
            Object.values(endpoints).join(" ")
          }`;
          const { dist } = bundleOf(bundlerName, name);
          await using site = serveFolder(dist, { "content-security-policy": policy });
          await fresh.browser.goto(`${site.origin}/index.html`);
          for (const client of holds) {
            const call = [CALLS[client], endpoints[client], `from_${client}`] as const;
            const result = await callOnPage(fresh.browser, ...call);
            assertEquals(result, { delivered: 1, dropped: 0, pending: 0 });
          }
          const arrived = [
            ...servers.eventNames(),
            ...pages.requests.flatMap(({ names }) => names),
          ];
          assertEquals(arrived, holds.map((client) => `from_${client}`));
        });
      }
    }
  });
}
