/**
 * What the compiler accepts and refuses of the browser client. The tests run, too, where there is no page.
 */
import { assertEquals } from "@std/assert";
import {
  type CollectEvent,
  createMetricsClient,
  type Drop,
  type FetchLike,
  type MetricsClient,
  type MetricsClientOptions,
  type Problem,
  type Stats,
  type TrackEvent,
} from "@tidings/sdk/browser";

interface AsInterface {
  signup_clicked: { plan: string; seats?: number };
  opened: { from?: string };
  left: Record<never, never>;
  search: { durationMs: number; results: number };
}

type AsAlias = { [Name in keyof AsInterface]: AsInterface[Name] };

for (
  const [kind, client] of [
    ["an interface", createMetricsClient<AsInterface>("mtr_types")],
    ["a type alias", createMetricsClient<AsAlias>("mtr_types")],
  ] as const
) {
  Deno.test(`track() of a browser client takes the events of ${kind}`, () => {
    client.track("signup_clicked", { metadata: { plan: "pro" } });
    client.track("signup_clicked", { metadata: { plan: "pro", seats: 5 }, path: "/a" });
    client.track("opened");
    client.track("opened", { metadata: {}, occurredAt: new Date() });
    client.track("opened", { metadata: { from: "mail" }, messageId: "m" });
    client.track("left");
    client.trackTiming("search", client.startTimer(), { metadata: { results: 5 } });
    client.untyped("anything", { metadata: { deep: { a: [1] } } });
    assertEquals(client.stats().tracked, 0);
  });
}

/** Never called: only compiled. */
function _refused(client: MetricsClient<AsInterface>): void {
  // @ts-expect-error: no event of that name
  client.track("signup_cliked", { metadata: { plan: "pro" } });
  // @ts-expect-error: `plan` is missing
  client.track("signup_clicked", { metadata: {} });
  // @ts-expect-error: `metadata` is missing
  client.track("signup_clicked", {});
  // @ts-expect-error: the event is missing
  client.track("signup_clicked");
  // @ts-expect-error: a number for a string
  client.track("signup_clicked", { metadata: { plan: 5 } });
  // @ts-expect-error: metadata that the event does not have
  client.track("signup_clicked", { metadata: { plan: "pro", price: 5 } });
  // @ts-expect-error: a field that an event does not have
  client.track("opened", { colour: "red" });
  // @ts-expect-error: `results` is missing
  client.trackTiming("search", 0);
  // @ts-expect-error: a text as start
  client.trackTiming("opened", "0");
}

/** Never called: only compiled. */
function _refusedWithoutMap(client: MetricsClient): void {
  // @ts-expect-error: no name
  client.track();
  // @ts-expect-error: metadata that is none
  client.track("e", { metadata: 5 });
  // @ts-expect-error: a number as occurredAt
  client.track("e", { occurredAt: Date.now() });
  // @ts-expect-error: no user
  client.identify({ traits: {} });
  // @ts-expect-error: a number as user
  client.identify({ userId: 5 });
  // @ts-expect-error: no currency
  client.trackRevenue({ amount: 5 });
  // @ts-expect-error: no such state
  client.setConsent("yes");
  // @ts-expect-error: read-only
  client.pending = 5;
  // @ts-expect-error: a misspelt option
  createMetricsClient("k", { flushInterval: 5 });
  // @ts-expect-error: no key
  createMetricsClient();
  // @ts-expect-error: an asynchronous beforeSend
  createMetricsClient("k", { beforeSend: (event) => Promise.resolve(event) });
  // @ts-expect-error: metadata cannot be a number
  createMetricsClient<{ paid: 5 }>("k");
}

Deno.test("createMetricsClient() takes the platform's fetch, console and hooks as they are", () => {
  const platform: FetchLike = globalThis.fetch;
  const options: MetricsClientOptions = {
    fetch: platform,
    logger: console,
    beforeSend: (event: CollectEvent): CollectEvent | null => event.name === "" ? null : event,
    onDrop: async ({ reason }: Drop) => await Promise.resolve(reason),
    onError: ({ kind }: Problem): void => console.debug(kind),
    webVitals: () => Promise.resolve({}),
  };
  const client: MetricsClient = createMetricsClient("mtr_types", options);
  const event: TrackEvent = { metadata: { a: 1 } };
  const id: string | null = client.track("e", event);
  const stats: Stats = client.stats();
  assertEquals([id, stats.tracked], [null, 0]);
});

Deno.test("a browser client takes code written for the documented SDK", async () => {
  const metrics = createMetricsClient("mtr_types", {
    endpoint: "https://metrics.harshit.page/api/collect",
    autoTrackPageviews: true,
    flushIntervalMs: 2_000,
    maxBatchSize: 20,
    retryCount: 3,
    retryBackoffMs: 2_000,
    persistQueue: true,
    maxQueueSize: 500,
    scrollThresholds: [10, 25, 50, 75, 90, 100],
  });
  metrics.track("signup_clicked", { metadata: { plan: "pro" } });
  metrics.identify({ userId: "u-1", traits: { name: "Ada", plan: "pro" } });
  metrics.group({ groupId: "g-1", traits: { name: "Acme" } });
  metrics.setContext({ version: "1.2.3" });
  metrics.clearContext();
  metrics.setUserProperties({ tier: "gold" });
  metrics.clearUserProperties();
  metrics.trackRevenue({ amount: 49.99, currency: "USD", orderId: "o-1", productId: "p-1" });
  metrics.trackFeatureFlag("checkout", "b", { page: "cart" });
  const start: number = metrics.startTimer();
  metrics.trackTiming("api_latency", start, { metadata: { endpoint: "/users" } });
  await metrics.flush();
  await metrics.flush({ useBeacon: true });
  await metrics.shutdown();
  assertEquals(metrics.pending, 0);
});
