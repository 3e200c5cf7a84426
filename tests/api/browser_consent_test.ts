/**
 * Consent in three states, Global Privacy Control, and pages that are hardly any: inert, sandboxed.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { createMetricsClient } from "@tidings/sdk/browser";
import { MemoryStorage } from "@tidings/sdk/testing";
import { BROWSER_KEY, createBrowserBench } from "../support/browser_bench.ts";

const CONSENT = "metrics-sdk:queue:consent";
const VISITOR = "metrics-sdk:queue:visitor-id";

Deno.test("consent 'pending' makes no write, stores no id, sends nothing; then 'granted' sends all", async () => {
  await using bench = createBrowserBench({ consent: "pending" });
  const { client, clock, page } = bench;
  bench.track(25);
  page.hide();
  page.show();
  await clock.advance(10_000);
  assertEquals(page.storage.operations.setItem, 0);
  assertEquals(page.received, []);
  client.setConsent("granted");
  await clock.advance(1_000);
  assertEquals(page.events.length, 25);
  assertEquals(page.storage.getItem(VISITOR), page.events[0]?.visitorId);
  assertEquals(page.storage.getItem(CONSENT), "granted");
});

Deno.test("consent 'denied' keeps nothing and purges its own storage, but not that of others", async () => {
  const earlier = createBrowserBench();
  earlier.track(2);
  const left = earlier.page.storage.snapshot();
  await earlier[Symbol.asyncDispose]();
  assert(Object.keys(left).length >= 3);
  const storage = new MemoryStorage({ entries: { ...left, host: "1" } });
  await using bench = createBrowserBench({ consent: "denied" }, { storage });
  assertEquals(storage.snapshot(), { host: "1" });
  assertEquals(bench.client.track("e"), null);
  assertEquals(bench.client.stats().dropped, { consent: 1 });
  await bench.clock.advance(10_000);
  assertEquals(bench.page.received, []);
  assertEquals(storage.snapshot(), { host: "1" });
});

Deno.test("setConsent('denied') drops what waits as 'consent' and leaves only the decision", async () => {
  await using bench = createBrowserBench();
  bench.track(2);
  bench.client.identify({ userId: "u-1" });
  bench.client.setConsent("denied");
  bench.track(1);
  assertEquals(bench.client.stats().dropped, { consent: 4 });
  assertEquals(bench.page.storage.snapshot(), { [CONSENT]: "denied" });
  await bench.clock.advance(10_000);
  assertEquals(bench.page.received, []);
  bench.client.setConsent("granted");
  bench.client.track("after");
  const events = await bench.deliver();
  // No end of the session before: it is forgotten as if it had never been.
  assertEquals(events.map(({ name }) => name), ["after"]);
  assertEquals(events[0]?.metadata.userId, undefined);
});

Deno.test("setConsent('denied') forgets the session: a later 'granted' opens another", async () => {
  await using bench = createBrowserBench();
  bench.client.track("before");
  await bench.deliver();
  bench.client.setConsent("denied");
  bench.client.setConsent("granted");
  bench.client.track("after");
  const [before, after] = await bench.deliver();
  assert(before?.sessionId !== after?.sessionId);
  assert(before?.visitorId !== after?.visitorId);
});

Deno.test("setConsent('pending') takes a decision and the stored id back, and holds what waits", async () => {
  await using bench = createBrowserBench();
  bench.client.setConsent("granted");
  bench.track(2);
  bench.client.setConsent("pending");
  assertEquals(bench.page.storage.snapshot(), {});
  await bench.clock.advance(10_000);
  assertEquals(bench.page.received, []);
  bench.client.setConsent("granted");
  await bench.clock.advance(10);
  assertEquals(bench.page.events.length, 2);
});

Deno.test("a decision reaches other tabs by the storage event", async () => {
  await using bench = createBrowserBench();
  bench.track(2);
  const decide = (value: string | null): void => {
    if (value === null) bench.page.storage.removeItem(CONSENT);
    else bench.page.storage.setItem(CONSENT, value);
    bench.page.dispatch("storage", { key: CONSENT, newValue: value });
  };
  decide("denied");
  assertEquals(bench.client.stats().dropped, { consent: 2 });
  decide("granted");
  bench.track(1);
  assertEquals((await bench.deliver()).length, 1);
  // Taken back.
  decide(null);
  bench.track(1);
  assertEquals((await bench.deliver()).length, 1);
  assertEquals(bench.client.pending, 1);
});

Deno.test("a decision of another tab reaches a page that comes back from the back/forward cache", async () => {
  await using bench = createBrowserBench();
  bench.track(1);
  bench.page.dispatch("pagehide", { persisted: true });
  bench.page.storage.setItem(CONSENT, "denied");
  bench.page.dispatch("pageshow", { persisted: true });
  assertEquals(bench.client.track("e"), null);
  assertEquals(bench.page.storage.snapshot(), { [CONSENT]: "denied" });
});

Deno.test("storage events about anything else change nothing", async () => {
  await using bench = createBrowserBench({ consent: "pending" });
  bench.page.dispatch("storage", { key: null, newValue: null });
  bench.page.dispatch("storage", { key: "host", newValue: "granted" });
  bench.page.dispatch("storage", { key: CONSENT, newValue: null });
  bench.track(1);
  await bench.clock.advance(10_000);
  assertEquals(bench.page.received, []);
  assertEquals(bench.client.pending, 1);
});

Deno.test("setConsent() after shutdown() is kept for later pages", async () => {
  await using bench = createBrowserBench();
  await bench.client.shutdown();
  bench.client.setConsent("denied");
  assertEquals(bench.page.storage.getItem(CONSENT), "denied");
});

for (
  const [option, kept, sent] of [
    ["granted", "denied", 0],
    ["pending", "granted", 1],
    ["denied", "granted", 0],
  ] as const
) {
  Deno.test(`a kept '${kept}' and the option '${option}' send ${sent} of 1`, async () => {
    const storage = new MemoryStorage({ entries: { [CONSENT]: kept } });
    await using bench = createBrowserBench({ consent: option }, { storage });
    bench.track(1);
    assertEquals((await bench.deliver()).length, sent);
  });
}

Deno.test("Global Privacy Control counts as denied, whatever is said; nothing is stored or sent", async () => {
  const bench = createBrowserBench({}, { hasGpc: true });
  bench.track(1);
  bench.client.setConsent("granted");
  bench.track(1);
  await bench.clock.advance(10_000);
  assertEquals(bench.client.stats().dropped, { consent: 2 });
  await bench[Symbol.asyncDispose]();
  assertEquals(bench.page.received, []);
  assertEquals(bench.page.storage.snapshot(), {});
});

Deno.test("'respectGpc' false disregards Global Privacy Control", async () => {
  await using bench = createBrowserBench({ respectGpc: false }, { hasGpc: true });
  bench.track(1);
  assertEquals((await bench.deliver()).length, 1);
});

Deno.test("setConsent() takes nothing else, and warns", async () => {
  await using bench = createBrowserBench();
  bench.client.setConsent("yes" as never);
  bench.track(1);
  assertEquals((await bench.deliver()).length, 1);
  assertEquals(bench.warnings.length, 1);
});

for (const storage of ["throws", null] as const) {
  Deno.test(`a page whose localStorage is ${storage ?? "null"} keeps events in memory, with one notice`, async () => {
    await using bench = createBrowserBench({}, { storage });
    bench.track(3);
    assertEquals(bench.warnings.length, 1);
    assertEquals((await bench.deliver()).length, 3);
  });
}

Deno.test("a full storage loses no event", async () => {
  const storage = new MemoryStorage({ full: true });
  await using bench = createBrowserBench({}, { storage });
  bench.track(3);
  assertEquals((await bench.deliver()).length, 3);
});

Deno.test("without a document the client is inert, and options are checked all the same", async () => {
  let requests = 0;
  const fetch = (): Promise<Response> => {
    requests++;
    return Promise.resolve(new Response());
  };
  const client = createMetricsClient("mtr_inert", { fetch });
  assertEquals(client.track("e"), null);
  assertEquals(client.untyped("e"), null);
  assertEquals(client.trackPageview(), null);
  assertEquals(client.identify({ userId: "u" }), null);
  assertEquals(client.group({ groupId: "g" }), null);
  assertEquals(client.trackRevenue({ amount: 1, currency: "EUR" }), null);
  assertEquals(client.trackFeatureFlag("f", "b"), null);
  assertEquals(client.trackTiming("t", client.startTimer()), null);
  client.setContext({ a: 1 });
  client.clearContext();
  client.setUserProperties({ a: 1 });
  client.clearUserProperties();
  client.setConsent("denied");
  client.reset();
  assertEquals(await client.flush(), { delivered: 0, dropped: 0, pending: 0 });
  assertEquals(await client.flush({ useBeacon: true }), { delivered: 0, dropped: 0, pending: 0 });
  assertEquals(await client.shutdown(), { delivered: 0, dropped: 0, pending: 0 });
  assertEquals(client.stats().tracked, 0);
  assertEquals(client.pending, 0);
  assertEquals(requests, 0);
  assert(Math.abs(client.startTimer() - Date.now()) < 1_000);
  assertThrows(() => createMetricsClient("", {}), TypeError, "'apiKey'");
  assertThrows(() => createMetricsClient(BROWSER_KEY, { maxBatchSize: 0 }), RangeError);
});
