/**
 * A page whose client tracks by itself, and what came of it.
 *
 * @module
 */
import { API_KEY } from "./client_page.ts";
import { type Collector, ID_KEY } from "./collector.ts";
import type { Json, JsonObject } from "./driver.ts";
import type { SitePage } from "./site.ts";
import type { Stage } from "./stage.ts";

/** Every tracker that needs no library. */
export const ALL_TRACKERS: JsonObject = {
  autoTrackPageviews: true,
  autoTrackRouteChanges: true,
  autoTrackClicks: true,
  autoTrackOutbound: true,
  autoTrackForms: true,
  autoTrackScrollDepth: true,
  autoTrackErrors: true,
};

/** What a page holds besides its client. */
export interface TrackerPageOptions {
  /** Options that are JSON. */
  readonly options?: JsonObject;
  /** More options, as the text of members of an object. */
  readonly code?: string;
  /** Within the body, before the client is loaded. */
  readonly body?: string;
  /** Runs in the client's module when the client is there. */
  readonly script?: string;
}

/** A page whose module makes a client, as `metrics`; `isReady` says that it is there. */
export function trackerPage(
  collector: Collector,
  { options = {}, code = "", body = "", script = "" }: TrackerPageOptions,
): SitePage {
  const given = {
    endpoint: collector.endpoint,
    flushIntervalMs: 0,
    messageIdKey: ID_KEY,
    enrichDeviceInfo: false,
    captureUtmParams: false,
    ...options,
  };
  return {
    body,
    script: `import { createMetricsClient } from "/sdk.js";
globalThis.createMetricsClient = createMetricsClient;
globalThis.options = { ...${JSON.stringify(given)}, ${code} };
globalThis.metrics = createMetricsClient("${API_KEY}", options);
globalThis.isReady = true;
${script}`,
  };
}

/** An event, as far as a tracker makes it. */
export interface Told {
  readonly name: string;
  readonly metadata: JsonObject;
}

/** An event as it arrived. */
export interface Arrived extends Told {
  readonly url?: string;
  readonly path?: string;
  readonly referrer?: string;
}

/** All that has arrived, in order, but for the ends of sessions. */
export function arrivedEvents(collector: Collector): Arrived[] {
  return collector.requests.filter(({ body }) => body !== "").flatMap(({ body }) => {
    const { events } = JSON.parse(body) as { readonly events: readonly Arrived[] };
    return events.filter(({ name }) => name !== "session_end");
  });
}

/** An event's name and metadata, without the id that the rig asks for. */
export function toldOf({ name, metadata }: Arrived): Told {
  const { [ID_KEY]: _id, ...told } = metadata;
  return { name, metadata: told };
}

/** Sends what waits, and gives what has arrived since the last call, in the order of the acts. */
export function createWatch({ browser, collector }: Stage): () => Promise<Told[]> {
  let seen = 0;
  return async () => {
    // What is told a little later, as depths are, is told by then.
    await collector.quiet();
    await browser.runAsync("await metrics.flush()");
    await collector.quiet();
    const all = arrivedEvents(collector).map(toldOf);
    return all.slice(seen, seen = all.length);
  };
}

/** Opens a page, once its client is there. */
export async function openPage(
  { browser, site }: Stage,
  name: string,
  page: SitePage,
): Promise<string> {
  const url = site.add(name, page);
  await browser.goto(url);
  await browser.runAsync(`
    while (!globalThis.isReady) await new Promise((resolve) => setTimeout(resolve, 10));`);
  return url;
}

/** The metadata of a `pageview`, as the page itself says it. */
export async function viewOf({ browser }: Stage): Promise<Json> {
  return await browser.run(`return {
    pageTitle: document.title, viewportWidth: innerWidth, viewportHeight: innerHeight };`);
}
