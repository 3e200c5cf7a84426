/**
 * The calls of the README's tables as programs: what another SDK is told, and what ours is told instead.
 * Each is given the address of its server, runs the calls in order and ends.
 *
 * @module
 */
import type { CallTable } from "./call_tables.ts";

/** Two programs for Node that tell of the same. */
export interface Pair {
  readonly before: string;
  readonly after: string;
}

/** How the calls of a table become programs. */
interface Frame {
  /** Methods of the other client that send an event; rows that begin with another are not run. */
  readonly sends: readonly string[];
  readonly before: (calls: string) => string;
  readonly after: (calls: string) => string;
}

const HOST = "const [, , host] = process.argv;\n";

const SERVER_AFTER = (calls: string): string =>
  `import { InslyticNode } from "@tidings/sdk";
${HOST}const inslytic = new InslyticNode({ apiKey: "test-key", endpoint: host });
${calls}
await inslytic.shutdown();`;

/** A page of the site that the server serves, so that no request crosses origins. */
const PAGE = `import { Window } from "happy-dom";
${HOST}const window = new Window({ url: host + "/start?token=secret#part" });
const { document, navigator, location, localStorage, sessionStorage, history } = window;
const { XMLHttpRequest, innerWidth, innerHeight, screen } = window;
Object.entries({
  window, document, navigator, location, localStorage, sessionStorage, history, XMLHttpRequest,
  innerWidth, innerHeight, screen,
  addEventListener: window.addEventListener.bind(window),
  removeEventListener: window.removeEventListener.bind(window),
}).forEach(([name, value]) => Object.defineProperty(globalThis, name, { value }));
`;

/** All that sends anything but the calls is off, and so is what takes a test for a robot. */
const POSTHOG_JS_CONFIG = `{
  api_host: host, disable_compression: true, opt_out_useragent_filter: true, autocapture: false,
  capture_pageview: false, capture_pageleave: false, advanced_disable_flags: true,
  disable_session_recording: true, disable_external_dependency_loading: true,
  disable_surveys: true, request_batching: false,
}`;

const FRAMES: Readonly<Record<string, Frame>> = {
  "Moving from posthog-node": {
    sends: [
      "capture",
      "captureImmediate",
      "identify",
      "setPersonProperties",
      "alias",
      "groupIdentify",
    ],
    before: (calls) =>
      `import { PostHog } from "posthog-node";
${HOST}const posthog = new PostHog("phc_key", { host, disableCompression: true });
${calls}
await posthog.shutdown();`,
    after: SERVER_AFTER,
  },
  "Moving from posthog-js": {
    sends: ["capture", "identify", "alias", "group"],
    // Its own shutdown() does not wait for requests: the server says when all is there.
    before: (calls) =>
      `${PAGE}const { posthog } = await import("posthog-js");
posthog.init("phc_key", ${POSTHOG_JS_CONFIG});
${calls}
await fetch(host + "/arrived?count=${calls.split("\n").length}");
process.exit();`,
    after: (calls) =>
      `${PAGE}const { createMetricsClient } = await import("@tidings/sdk/browser");
const metrics = createMetricsClient("mtr_key", { endpoint: host + "/api/collect" });
${calls}
await metrics.flush();
process.exit();`,
  },
  "Moving from @segment/analytics-node": {
    sends: ["track", "identify", "alias", "group", "page", "screen"],
    before: (calls) =>
      `import { Analytics } from "@segment/analytics-node";
${HOST}const analytics = new Analytics({ writeKey: "key", host });
${calls}
await analytics.closeAndFlush();`,
    after: SERVER_AFTER,
  },
};

/** Makes the programs of a table, or `undefined` where there is no package to run. */
export function pairOf({ title, rows }: CallTable): Pair | undefined {
  const frame = FRAMES[title];
  if (frame === undefined) return undefined;
  const sends = new RegExp(`^(await )?\\w+\\.(${frame.sends.join("|")})\\(`);
  const run = rows.filter(({ there }) => sends.test(there[0]?.code ?? ""));
  const calls = (column: "there" | "here"): string =>
    run.map((row) => `{ ${row[column][0]?.code ?? ""}; }`).join("\n");
  return { before: frame.before(calls("there")), after: frame.after(calls("here")) };
}
