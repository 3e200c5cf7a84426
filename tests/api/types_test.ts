/**
 * What the compiler accepts and refuses. The tests run, too: a typed call is a real call.
 */
import { assertEquals } from "@std/assert";
import {
  type Drop,
  type DropReason,
  type FetchLike,
  type FlushResult,
  InslyticNode,
  type InslyticNodeOptions,
  type LoggerLike,
  type Problem,
  type Properties,
  type Stats,
  type TrackEvent,
  VERSION,
  type WireEvent,
} from "@tidings/sdk";
import { createCollector } from "@tidings/sdk/testing";

interface AsInterface {
  invoice_paid: { amount: string; currency?: string };
  signed_up: { plan: "free" | "pro"; seats?: number };
  page_left: Record<never, never>;
  opened: { from?: string };
}

type AsAlias = {
  invoice_paid: { amount: string; currency?: string };
  signed_up: { plan: "free" | "pro"; seats?: number };
  page_left: Record<never, never>;
  opened: { from?: string };
};

const { fetch } = createCollector();
const options: InslyticNodeOptions = { apiKey: "test-key", fetch };
const who = { anonymousId: "anon-1" };

for (
  const [kind, client] of [
    ["an interface", new InslyticNode<AsInterface>(options)],
    ["a type alias", new InslyticNode<AsAlias>(options)],
  ] as const
) {
  Deno.test(`track() takes the events of ${kind}`, async () => {
    client.track({ ...who, eventName: "invoice_paid", properties: { amount: "9.99" } });
    client.track({
      ...who,
      eventName: "invoice_paid",
      properties: { amount: "9.99", currency: "EUR" },
    });
    client.track({ ...who, eventName: "signed_up", properties: { plan: "pro", seats: 5 } });
    client.track({ ...who, eventName: "page_left" });
    client.track({ ...who, eventName: "opened" });
    client.track({ ...who, eventName: "opened", properties: {} });
    client.track({ ...who, eventName: "opened", properties: undefined });
    client.track({ ...who, eventName: "opened", properties: { from: "mail" }, userId: null });
    client.untyped({
      ...who,
      eventName: "anything",
      properties: { at: new Date(), n: 1, b: null },
    });
    client.identify("u-1", { plan: "pro" }, { anonymousId: "anon-1" });
    assertEquals((await client.shutdown()).delivered, 10);
  });
}

/** Never called: only compiled. */
function _refused(client: InslyticNode<AsInterface>, alias: InslyticNode<AsAlias>): void {
  // @ts-expect-error: no event of that name
  client.track({ ...who, eventName: "invoice_payed", properties: { amount: "1" } });
  // @ts-expect-error: no event of that name
  alias.track({ ...who, eventName: "invoice_payed", properties: { amount: "1" } });
  // @ts-expect-error: `amount` is missing
  client.track({ ...who, eventName: "invoice_paid", properties: {} });
  // @ts-expect-error: `amount` is missing
  alias.track({ ...who, eventName: "invoice_paid", properties: {} });
  // @ts-expect-error: `properties` are missing
  client.track({ ...who, eventName: "invoice_paid" });
  // @ts-expect-error: `properties` are missing
  alias.track({ ...who, eventName: "invoice_paid" });
  // @ts-expect-error: a number for a string
  client.track({ ...who, eventName: "invoice_paid", properties: { amount: 9.99 } });
  // @ts-expect-error: a property that the event does not have
  client.track({ ...who, eventName: "invoice_paid", properties: { amount: "1", total: "1" } });
  // @ts-expect-error: a value that the property does not take
  client.track({ ...who, eventName: "signed_up", properties: { plan: "gold" } });
  // @ts-expect-error: another event's properties
  client.track({ ...who, eventName: "signed_up", properties: { amount: "1" } });
  // @ts-expect-error: `anonymousId` is missing
  client.track({ eventName: "opened" });
  // @ts-expect-error: a field that an event does not have
  client.track({ ...who, eventName: "opened", colour: "red" });
  // @ts-expect-error: `eventName` is missing
  client.untyped(who);
  // @ts-expect-error: a property that is no plain value
  client.untyped({ ...who, eventName: "a", properties: { a: { b: 1 } } });
}

/** Never called: only compiled. */
function _refusedWithoutMap(client: InslyticNode): void {
  // @ts-expect-error: `anonymousId` is missing
  client.track({ eventName: "a" });
  // @ts-expect-error: `eventName` is missing
  client.track({ anonymousId: "a" });
  // @ts-expect-error: a number as userId
  client.track({ ...who, eventName: "a", userId: 5 });
  // @ts-expect-error: a string as consentGiven
  client.track({ ...who, eventName: "a", consentGiven: "yes" });
  // @ts-expect-error: a number as timestamp
  client.track({ ...who, eventName: "a", timestamp: Date.now() });
  // @ts-expect-error: a property that is no plain value
  client.track({ ...who, eventName: "a", properties: { a: [1] } });
  // @ts-expect-error: no user
  client.identify();
  // @ts-expect-error: a number as user
  client.identify(5);
  // @ts-expect-error: read-only
  client.pending = 5;
  // @ts-expect-error: no such option
  client.shutdown({ timeout: 5 });
}

/** Never called: only compiled. */
function _refusedOptions(): unknown[] {
  return [
    // @ts-expect-error: no options
    new InslyticNode(),
    // @ts-expect-error: no key
    new InslyticNode({}),
    // @ts-expect-error: a number as key
    new InslyticNode({ apiKey: 5 }),
    // @ts-expect-error: a misspelt option
    new InslyticNode({ apiKey: "k", flushIntervalMs: 5 }),
    // @ts-expect-error: an asynchronous beforeSend
    new InslyticNode({ apiKey: "k", beforeSend: (event) => Promise.resolve(event) }),
    // @ts-expect-error: an event's properties cannot be a number
    new InslyticNode<{ paid: 5 }>({ apiKey: "k" }),
    // @ts-expect-error: a property cannot be an object
    new InslyticNode<{ paid: { deep: { a: 1 } } }>({ apiKey: "k" }),
  ];
}

Deno.test("track() takes any name and any properties without a map", async () => {
  const client = new InslyticNode(options);
  const properties: Properties = { a: "1", b: 2, c: true, d: new Date(0), e: null, f: 1n };
  client.track({ ...who, eventName: "anything", properties });
  client.track({ ...who, eventName: `computed_${1}` });
  assertEquals((await client.shutdown()).delivered, 2);
});

Deno.test("track() takes code written for the documented SDK", async () => {
  const inslytic = new InslyticNode({
    apiKey: "test-key",
    endpoint: "https://api.inslytic.com",
    flushInterval: 10000,
    maxBatchSize: 20,
    maxRetries: 3,
    fetch,
  });
  const properties: Record<string, string> = { total: "49.99", currency: "EUR" };
  inslytic.track({
    eventName: "order_completed",
    anonymousId: "anon-123",
    userId: "user-1",
    sessionId: "sess-456",
    properties,
    timestamp: new Date(0).toISOString(),
    consentGiven: true,
  });
  const userId: string | null = null;
  inslytic.track({ eventName: "page_viewed", anonymousId: "anon-123", userId });
  inslytic.identify("user-1", properties);
  inslytic.identify("user-1");
  const pending: number = inslytic.pending;
  const flushed: Promise<unknown> = inslytic.flush();
  await flushed;
  await inslytic.shutdown();
  assertEquals(pending, 4);
  assertEquals(inslytic.stats().delivered, 4);
});

Deno.test("track() takes an event built elsewhere", async () => {
  const client = new InslyticNode(options);
  const event: TrackEvent = { ...who, eventName: "built", properties: { a: "1" } };
  const id: string | null = client.track(event);
  const result: FlushResult = await client.shutdown();
  assertEquals(typeof id, "string");
  assertEquals(result, { delivered: 1, dropped: 0, pending: 0 });
});

Deno.test("InslyticNode() takes the platform's fetch, console and hooks as they are", async () => {
  const hooks = {
    beforeSend: (event: WireEvent): WireEvent | null => event.eventName === "" ? null : event,
    onDrop: ({ reason, messageId, name, detail }: Drop): void => {
      const all: [DropReason, string | null, string | null, string | undefined] = [
        reason,
        messageId,
        name,
        detail,
      ];
      console.debug(all);
    },
    onError: ({ kind, status, attempt, retryInMs, message, omitted }: Problem): void =>
      console.debug(kind, status, attempt, retryInMs, message, omitted),
    waitUntil: (promise: Promise<void>): void => void promise,
  };
  const platform: FetchLike = globalThis.fetch;
  const logger: LoggerLike = console;
  const client = new InslyticNode({ apiKey: "test-key", ...hooks, fetch: platform, logger });
  const stats: Stats = client.stats();
  assertEquals(stats.tracked, 0);
  await client.shutdown();
});

Deno.test("InslyticNode() takes an async onDrop, onError and waitUntil", async () => {
  const client = new InslyticNode({
    apiKey: "test-key",
    fetch,
    onDrop: async () => await Promise.resolve(),
    onError: async () => await Promise.resolve(),
    waitUntil: async (promise) => await promise,
  });
  await client.shutdown();
});

Deno.test("VERSION is a release's number", () => {
  assertEquals(/^\d+\.\d+\.\d+/.test(VERSION), true);
});
