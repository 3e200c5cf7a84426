/**
 * The documented identity and context, sessions and visitors, revenue and flags of the browser SDK, one
 * test per statement, and what is promised beyond.
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { createBrowserBench } from "../support/browser_bench.ts";
import type { FakePage } from "../support/fake_page.ts";

const MINUTE = 60_000;

/** No metadata but what a test asks for. */
const BARE = { enrichDeviceInfo: false, captureUtmParams: false } as const;

/** The metadata of the events of these names. */
function metadataOf(events: FakePage["events"], name: string): unknown[] {
  return events.filter((event) => event.name === name).map(({ metadata }) => metadata);
}

// Identity and context.

Deno.test("identify() emits 'identify', and userId and traits are on every later event", async () => {
  await using bench = createBrowserBench(BARE);
  bench.client.identify({ userId: "u-1", traits: { plan: "pro" } });
  bench.client.track("later");
  const events = await bench.deliver();
  assertEquals(metadataOf(events, "identify"), [{ userId: "u-1", plan: "pro" }]);
  assertEquals(metadataOf(events, "later"), [{ userId: "u-1", plan: "pro" }]);
});

Deno.test("identify() of another user takes the last one's traits away, of the same one adds", async () => {
  await using bench = createBrowserBench(BARE);
  bench.client.setContext({ app: "shop" });
  bench.client.identify({ userId: "u-1", traits: { plan: "pro" } });
  bench.client.identify({ userId: "u-1", traits: { seats: 2 } });
  bench.client.track("first");
  bench.client.identify({ userId: "u-2", traits: { lang: "de" } });
  bench.client.track("second");
  const events = await bench.deliver();
  assertEquals(metadataOf(events, "first"), [
    { app: "shop", userId: "u-1", plan: "pro", seats: 2 },
  ]);
  assertEquals(metadataOf(events, "second"), [{ app: "shop", userId: "u-2", lang: "de" }]);
});

Deno.test("setContext() adds to the global context; repeated calls merge", async () => {
  await using bench = createBrowserBench(BARE);
  bench.client.setContext({ a: 1, b: { deep: 1 } });
  bench.client.setContext({ b: { other: 2 }, c: null });
  bench.client.track("e");
  assertEquals(metadataOf(await bench.deliver(), "e"), [{ a: 1, b: { other: 2 }, c: null }]);
});

Deno.test("clearContext() empties the global context, the identity included", async () => {
  await using bench = createBrowserBench(BARE);
  bench.client.identify({ userId: "u-1" });
  bench.client.setContext({ a: 1 });
  bench.client.setUserProperties({ tier: "gold" });
  bench.client.clearContext();
  bench.client.track("e");
  assertEquals(metadataOf(await bench.deliver(), "e"), [{ tier: "gold" }]);
});

Deno.test("setUserProperties() is on later events until clearUserProperties()", async () => {
  await using bench = createBrowserBench(BARE);
  bench.client.setUserProperties({ tier: "gold" });
  bench.client.setUserProperties({ since: 2020 });
  bench.client.track("with");
  bench.client.clearUserProperties();
  bench.client.track("without");
  const events = await bench.deliver();
  assertEquals(metadataOf(events, "with"), [{ tier: "gold", since: 2020 }]);
  assertEquals(metadataOf(events, "without"), [undefined]);
});

Deno.test("group() emits 'group', and groupId and traits are on later events", async () => {
  await using bench = createBrowserBench(BARE);
  bench.client.group({ groupId: "g-1", traits: { size: 5 } });
  bench.client.track("later");
  const events = await bench.deliver();
  assertEquals(metadataOf(events, "group"), [{ groupId: "g-1", size: 5 }]);
  assertEquals(metadataOf(events, "later"), [{ groupId: "g-1", size: 5 }]);
});

Deno.test("metadata merges device, campaign, group, user, context, the call's own: the last wins", async () => {
  const url = "https://shop.example/?utm_source=campaign";
  await using bench = createBrowserBench({}, { url });
  const { client } = bench;
  const layers: [source: string, set: () => void][] = [
    ["campaign", () => {}],
    ["group", () => client.group({ groupId: "g", traits: { utmSource: "group" } })],
    ["user", () => client.setUserProperties({ utmSource: "user" })],
    ["context", () => client.setContext({ utmSource: "context" })],
    ["identity", () => client.identify({ userId: "u", traits: { utmSource: "identity" } })],
  ];
  for (const [, set] of layers) {
    set();
    client.track("seen");
  }
  client.track("seen", { metadata: { utmSource: "own" } });
  const events = await bench.deliver();
  assertEquals(
    events.filter(({ name }) => name === "seen").map(({ metadata }) => metadata.utmSource),
    ["campaign", "group", "user", "context", "identity", "own"],
  );
  client.group({ groupId: "g", traits: { browser: "group" } });
  client.track("device");
  const later = await bench.deliver();
  assertEquals(later.at(-1)?.metadata.browser, "group");
});

Deno.test("no user id is on the wire but in metadata", async () => {
  await using bench = createBrowserBench();
  bench.client.identify({ userId: "u-1" });
  const [event] = await bench.deliver();
  assertEquals(Object.keys(event ?? {}).sort(), [
    "metadata",
    "name",
    "occurredAt",
    "path",
    "sessionId",
    "url",
    "visitorId",
  ]);
});

Deno.test("what is given to the context is read once: changing it later changes nothing", async () => {
  await using bench = createBrowserBench(BARE);
  const context = { list: [1] };
  bench.client.setContext(context);
  context.list.push(2);
  bench.client.track("e");
  assertEquals(metadataOf(await bench.deliver(), "e"), [{ list: [1] }]);
});

Deno.test("the context is bounded: what no event could carry is not added, and is warned of", async () => {
  await using bench = createBrowserBench({ ...BARE, maxEventBytes: 1_024 });
  bench.client.setContext({ fine: 1 });
  bench.client.setContext({ big: "x".repeat(2_000) });
  for (let i = 0; i < 1_000; i++) bench.client.setContext({ [`key${i}`]: "x".repeat(20) });
  bench.client.setContext(5 as never);
  bench.client.track("e");
  assertEquals(bench.client.identify({ userId: "u", traits: { big: "x".repeat(400) } }), null);
  assertEquals(bench.client.pending, 1);
  assert(bench.warnings.length >= 1);
});

// Sessions and visitors.

Deno.test("a visitor is 'v_' and random, kept under '{storageKey}:visitor-id', the same on the next page", async () => {
  const bench = createBrowserBench();
  bench.client.track("e");
  const [first] = await bench.deliver();
  assertMatch(first?.visitorId ?? "", /^v_[\w-]{10,198}$/);
  assertEquals(bench.page.storage.getItem("metrics-sdk:queue:visitor-id"), first?.visitorId);
  await bench[Symbol.asyncDispose]();
  await using next = createBrowserBench({}, { storage: bench.page.storage });
  next.client.track("e");
  const [second] = await next.deliver();
  assertEquals(second?.visitorId, first?.visitorId);
  assertNotEquals(second?.sessionId, first?.sessionId);
});

Deno.test("a stored visitor that cannot be one is replaced", async () => {
  await using bench = createBrowserBench({ storageKey: "k" });
  bench.page.storage.setItem("k:visitor-id", "<script>");
  bench.client.track("e");
  const [event] = await bench.deliver();
  assertMatch(event?.visitorId ?? "", /^v_[\w-]+$/);
});

Deno.test("a session is 's_' and random, in memory only, new on every page load", async () => {
  await using bench = createBrowserBench();
  bench.client.track("e");
  const [event] = await bench.deliver();
  assertMatch(event?.sessionId ?? "", /^s_[\w-]{10,198}$/);
  const stored = JSON.stringify(bench.page.storage.snapshot());
  assert(!stored.includes(event?.sessionId ?? "?"));
});

Deno.test("a session is replaced by the first event after 30 minutes without activity", async () => {
  await using bench = createBrowserBench();
  bench.client.track("first");
  await bench.clock.advance(30 * MINUTE - 1);
  bench.client.track("still");
  await bench.clock.advance(30 * MINUTE);
  assertEquals(bench.page.events.map(({ name }) => name), ["first", "still"]);
  bench.client.track("anew");
  const events = await bench.deliver();
  assertEquals(events.map(({ name }) => name), ["first", "still", "session_end", "anew"]);
  const [first, still, end, anew] = events;
  assertEquals(still?.sessionId, first?.sessionId);
  assertEquals(end?.sessionId, first?.sessionId);
  assertNotEquals(anew?.sessionId, first?.sessionId);
});

Deno.test("session_end holds durationMs to the last activity and the sessionId, back-dated after a timeout", async () => {
  await using bench = createBrowserBench({ ...BARE, sessionTimeoutMs: 10_000 });
  bench.client.track("first");
  await bench.clock.advance(1_850);
  bench.page.dispatch("keydown");
  await bench.clock.advance(60_000);
  bench.client.track("anew");
  const events = await bench.deliver();
  const sessionId = events[0]?.sessionId;
  assertEquals(metadataOf(events, "session_end"), [{ durationMs: 1_850, sessionId }]);
  const end = events.find(({ name }) => name === "session_end");
  assertEquals(end?.occurredAt, "2026-01-01T00:00:01.850Z");
});

for (const type of ["mousedown", "keydown", "scroll", "touchstart"]) {
  Deno.test(`'${type}' keeps a session alive, by a passive listener`, async () => {
    await using bench = createBrowserBench({ sessionTimeoutMs: 10_000 });
    const [listener] = [...bench.page.listeners].filter((one) => one.type === type);
    assertEquals(listener?.options, { passive: true, capture: true });
    bench.client.track("first");
    await bench.clock.advance(9_000);
    bench.page.dispatch(type);
    await bench.clock.advance(9_000);
    bench.client.track("second");
    const events = await bench.deliver();
    assertEquals(events.map(({ name }) => name), ["first", "second"]);
    assertEquals(new Set(events.map(({ sessionId }) => sessionId)).size, 1);
  });
}

Deno.test("'pagehide' ends the session before the drain takes; a restored page opens a new one", async () => {
  await using bench = createBrowserBench();
  bench.client.track("first");
  bench.page.dispatch("pagehide", { persisted: true });
  assertEquals(bench.names(), [["first", "session_end"]]);
  assertEquals(bench.page.received[0]?.by, "beacon");
  bench.page.dispatch("pageshow", { persisted: true });
  bench.client.track("back");
  const events = await bench.deliver();
  assertNotEquals(events.at(-1)?.sessionId, events[0]?.sessionId);
});

Deno.test("hidden and 'beforeunload' end no session", async () => {
  await using bench = createBrowserBench();
  bench.client.track("first");
  bench.page.hide();
  bench.page.dispatch("beforeunload");
  bench.page.show();
  bench.client.track("second");
  const events = await bench.deliver();
  assertEquals(events.map(({ name }) => name), ["first", "second"]);
  assertEquals(events[0]?.sessionId, events[1]?.sessionId);
});

Deno.test("a page without events sends nothing, not even session_end", async () => {
  const bench = createBrowserBench();
  bench.page.dispatch("mousedown");
  bench.client.track(""); // Refused: no event.
  bench.client.track("e", { metadata: { big: "x".repeat(40_000) } });
  bench.page.dispatch("pagehide");
  await bench[Symbol.asyncDispose]();
  assertEquals(bench.page.received, []);
});

Deno.test("reset() makes a new visitor and session, and forgets identity, group, properties, context", async () => {
  await using bench = createBrowserBench(BARE);
  bench.client.identify({ userId: "u-1" });
  bench.client.group({ groupId: "g-1" });
  bench.client.setUserProperties({ a: 1 });
  bench.client.setContext({ b: 1 });
  bench.client.reset();
  const stored = bench.page.storage.getItem("metrics-sdk:queue:visitor-id");
  bench.client.track("anew");
  const events = await bench.deliver();
  assertEquals(events.map(({ name }) => name), ["identify", "group", "session_end", "anew"]);
  const [before, , end, anew] = events;
  assertEquals(end?.visitorId, before?.visitorId);
  assertEquals(end?.metadata.userId, "u-1");
  assertNotEquals(anew?.visitorId, before?.visitorId);
  assertNotEquals(anew?.sessionId, before?.sessionId);
  assertEquals(anew?.metadata, undefined);
  assertEquals(stored, anew?.visitorId);
});

Deno.test("a visitor that another tab has stored is taken over", async () => {
  await using bench = createBrowserBench();
  bench.client.track("e");
  const key = "metrics-sdk:queue:visitor-id";
  bench.page.storage.setItem(key, "v_other");
  bench.page.dispatch("storage", { key, newValue: "v_other" });
  bench.client.track("e");
  const events = await bench.deliver();
  assertEquals(events[1]?.visitorId, "v_other");
  assertEquals(events[1]?.sessionId, events[0]?.sessionId);
});

// Revenue and flags.

Deno.test("trackRevenue() emits 'revenue' with amount, currency, orderId, productId and metadata", async () => {
  await using bench = createBrowserBench(BARE);
  bench.client.trackRevenue({
    amount: 49.99,
    currency: "usd",
    orderId: "o-1",
    productId: "p-1",
    metadata: { coupon: "X", amount: "mine" },
  });
  bench.client.trackRevenue({ amount: -5, currency: "EUR" });
  assertEquals(metadataOf(await bench.deliver(), "revenue"), [
    { coupon: "X", amount: 49.99, currency: "USD", orderId: "o-1", productId: "p-1" },
    { amount: -5, currency: "EUR" },
  ]);
});

Deno.test("trackRevenue() refuses what is no amount or no currency as 'invalid'", async () => {
  await using bench = createBrowserBench();
  const call = (revenue: unknown): unknown => bench.client.trackRevenue(revenue as never);
  for (
    const revenue of [
      undefined,
      null,
      5,
      {},
      { amount: NaN, currency: "EUR" },
      { amount: "5", currency: "EUR" },
      { amount: 5, currency: "EURO" },
      { amount: 5 },
      { amount: 5, currency: "EUR", orderId: {} },
    ]
  ) assertEquals(call(revenue), null);
  assertEquals(bench.client.stats().dropped, { invalid: 9 });
});

Deno.test("trackFeatureFlag() emits 'feature_flag' with flagName, variant and metadata", async () => {
  await using bench = createBrowserBench(BARE);
  bench.client.trackFeatureFlag("checkout", "b", { page: "cart", flagName: "mine" });
  bench.client.trackFeatureFlag("dark", true);
  bench.client.trackFeatureFlag("", "b");
  assertEquals(metadataOf(await bench.deliver(), "feature_flag"), [
    { page: "cart", flagName: "checkout", variant: "b" },
    { flagName: "dark", variant: true },
  ]);
  assertEquals(bench.client.stats().dropped, { invalid: 1 });
});

Deno.test("trackPageview() emits 'pageview' with pageTitle, viewportWidth and viewportHeight", async () => {
  await using bench = createBrowserBench(BARE, { title: "Start" });
  bench.client.trackPageview({ metadata: { pageTitle: "Mine" } });
  bench.client.trackPageview();
  assertEquals(metadataOf(await bench.deliver(), "pageview"), [
    { pageTitle: "Mine", viewportWidth: 1_280, viewportHeight: 720 },
    { pageTitle: "Start", viewportWidth: 1_280, viewportHeight: 720 },
  ]);
});
