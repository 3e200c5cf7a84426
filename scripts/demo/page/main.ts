/**
 * The script of every page of the shop: a client with every tracker on, and what a shop would track by
 * hand.
 *
 * @module
 */
import { createMetricsClient, type FetchLike, type MetricsClient } from "@tidings/sdk/browser";
import { DEMO_KEY, MESSAGE_ID_KEY } from "../agreement.ts";
import { BooksReport } from "./books_report.ts";
import {
  openPageLedger,
  recordBeacons,
  recordCall,
  recordFetch,
  type WritePageEntry,
} from "./ledger.ts";

/** Short, so that the demo is. */
const FLUSH_INTERVAL_MS = 300;

const { endpoint = "", ledger, product, user } = document.documentElement.dataset;
const send: FetchLike = (url, init) => fetch(url, init);
// Only a demo that plays itself needs one: it would grow for as long as the shop is open.
const write: WritePageEntry = ledger === undefined ? () => {} : openPageLedger(localStorage);
const report = new BooksReport();
const sendBeacon = navigator.sendBeacon.bind(navigator);
if (ledger !== undefined) navigator.sendBeacon = recordBeacons(sendBeacon, write);

const metrics = createMetricsClient(DEMO_KEY, {
  endpoint,
  flushIntervalMs: FLUSH_INTERVAL_MS,
  messageIdKey: MESSAGE_ID_KEY,
  autoTrackPageviews: true,
  autoTrackRouteChanges: true,
  autoTrackClicks: true,
  autoTrackScrollDepth: true,
  autoTrackErrors: true,
  autoTrackOutbound: true,
  autoTrackForms: true,
  autoTrackWebVitals: true,
  webVitals: () => import("web-vitals"),
  fetch: ledger === undefined ? send : recordFetch(send, write),
  beforeSend: (event) => {
    recordCall(event.messageId, event.name, write);
    return event;
  },
  onDrop: ({ messageId, name, reason, detail }) => {
    write({ kind: "drop", id: messageId, reason });
    report.complain(`dropped ${name ?? "an event"} as ${reason}${detail ? `: ${detail}` : ""}`);
  },
  onError: ({ message }) => report.complain(message),
  logger: { warn: (text) => report.complain(text) },
});
report.start(() => metrics.stats());
trackByHand(metrics);
// For whoever opens the console, and for the conductor of the demo.
Object.assign(globalThis, { metrics });

function trackByHand(metrics: MetricsClient): void {
  if (user !== undefined) metrics.identify({ userId: user, traits: { plan: "free" } });
  if (product !== undefined) metrics.track("product_opened", { metadata: { product } });
  const opened = metrics.startTimer();
  onClick("brew", () => {
    metrics.trackTiming("tea_brewed", opened, { metadata: { product } });
    say("Your tea is ready.");
  });
  onClick("leaves", () => {
    history.pushState(null, "", "?view=leaves");
    say("These are the leaves.");
  });
  onClick("spill", () => {
    throw new Error("The tea was spilled");
  });
  onClick("forget", () => {
    void Promise.reject(new Error("The kettle was forgotten"));
  });
}

function onClick(id: string, act: () => void): void {
  document.getElementById(id)?.addEventListener("click", act);
}

function say(text: string): void {
  const status = document.querySelector("output");
  if (status !== null) status.textContent = text;
}
