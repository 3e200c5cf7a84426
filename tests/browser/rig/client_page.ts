/**
 * A page with a client on it.
 *
 * @module
 */
import { WATCH_BEACONS } from "./beacon_ledger.ts";
import { type Collector, ID_KEY } from "./collector.ts";
import type { JsonObject } from "./driver.ts";
import type { SitePage } from "./site.ts";

/** The key of every page's client. */
export const API_KEY = "mtr_0123456789abcdef0123456789abcdef0123456789abcdef";

/** For a page: every key that is not the rig's own. */
export const STORED_KEYS: string = `
  return Object.keys(localStorage).filter((key) => !key.startsWith("rig:"));`;

/** For a page: the keys of stored events. */
export const STORED_EVENTS: string = `
  return Object.keys(localStorage).filter((key) => /^metrics-sdk:queue:[^:]+:[^:]+$/.test(key));`;

/**
 * A page whose module makes a client, as `metrics`. `track(count, size)` tracks and gives the ids;
 * `faults` and `writes` hold what went wrong and the keys that were written. There is no timer unless a
 * test asks for one: what leaves, leaves for the reason that the test is about. `before` is run before all
 * that, to take something away from the page.
 */
export function clientPage(
  collector: Collector,
  options: JsonObject = {},
  before: string = "",
): SitePage {
  const given = {
    endpoint: collector.endpoint,
    flushIntervalMs: 0,
    messageIdKey: ID_KEY,
    ...options,
  };
  return {
    script: `import { createMetricsClient } from "/sdk.js";
${before}
globalThis.faults = [];
globalThis.writes = [];
addEventListener("error", (event) => faults.push("error: " + event.message));
addEventListener("unhandledrejection", (event) => faults.push("rejection: " + event.reason));
addEventListener("securitypolicyviolation", (event) => faults.push("policy: " + event.violatedDirective));
addEventListener("pageshow", (event) => globalThis.wasRestored = event.persisted);
const setItem = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  if (!key.startsWith("rig:")) writes.push(key);
  setItem.call(this, key, value);
};
${WATCH_BEACONS}
globalThis.drops = [];
const options = ${JSON.stringify(given)};
globalThis.metrics = createMetricsClient("${API_KEY}", { ...options, onDrop: (drop) => drops.push(drop) });
globalThis.track = (count, size = 0) => Array.from({ length: count }, (_, n) =>
  metrics.track("e", { metadata: { n, ...(size > 0 && { pad: "x".repeat(size) }) } }));
`,
  };
}
