/**
 * The process that is measured: tracks events, delivers them, and prints what that took. Runs on Node.
 *
 * @module
 */
import process from "node:process";
import { InslyticNode, nodeFetch } from "@tidings/sdk/node";
import type { Measured, SendPlan } from "./run_plan.ts";

/** Events tracked in one turn of the event loop: a busy service, not a loop that starves its own I/O. */
const EVENTS_PER_TURN = 100;

/** So many waiting events are flushed before more are tracked: it keeps the memory of all runs alike. */
const MAX_PENDING = 1_000;

const plan: SendPlan = JSON.parse(process.argv[2] ?? "{}");
const { endpoint, transport, events, batch } = plan;
const client = new InslyticNode({
  apiKey: "bench-key",
  endpoint,
  maxBatchSize: batch,
  ...(transport === "nodeFetch" ? { fetch: nodeFetch } : {}),
});

const before = process.cpuUsage();
const startedMs = performance.now();
for (let i = 0; i < events;) {
  const end = Math.min(events, i + EVENTS_PER_TURN);
  for (; i < end; i++) trackOne(i);
  if (client.pending >= MAX_PENDING) await client.flush();
  else await new Promise((resolve) => setImmediate(resolve));
}
await client.shutdown();
const { user, system } = process.cpuUsage(before);
const measured: Measured = {
  cpuUs: user + system,
  wallMs: performance.now() - startedMs,
  delivered: client.stats().delivered,
  requests: client.stats().requests,
  rssBytes: process.memoryUsage().rss,
};
console.log(JSON.stringify(measured));
process.exit();

/** An event of about 370 bytes, made anew as an application does. */
function trackOne(i: number): void {
  client.track({
    eventName: "invoice_paid",
    anonymousId: `anon-${i % 1_000}`,
    userId: `user-${i % 1_000}`,
    properties: {
      invoice: `2026-${i}`,
      amount: "1299.00",
      currency: "EUR",
      plan: "professional",
      page: "/account/billing/invoices",
      source: "weekly reminder by mail",
    },
  });
}
