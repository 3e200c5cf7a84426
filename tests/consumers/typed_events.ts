/**
 * What a compiler accepts and refuses of those who use the package: compiled, never run. It names nothing
 * that a language without a platform does not have.
 *
 * @module
 */
import {
  type Drop,
  type FetchLike,
  type FlushResult,
  InslyticNode,
  type InslyticNodeOptions,
  type Problem,
  type Stats,
  type StorageLike,
  type TrackEvent,
  VERSION,
  type WireEvent,
} from "@tidings/sdk";
import * as node from "@tidings/sdk/node";
import { type Collector, createCollector, FakeClock, MemoryStorage } from "@tidings/sdk/testing";

interface Events {
  invoice_paid: { amount: string; currency?: string };
  signed_up: { plan: "free" | "pro"; seats?: number };
  page_left: Record<never, never>;
}

const clock: FakeClock = new FakeClock();
const collector: Collector = createCollector({ clock });
const storage: StorageLike = new MemoryStorage();
const hooks = {
  beforeSend: (event: WireEvent): WireEvent | null => event.eventName === "" ? null : event,
  onDrop: ({ reason, name }: Drop): string => `${reason} ${name}`,
  onError: ({ kind, message }: Problem): string => `${kind} ${message}`,
};
const options: InslyticNodeOptions = { apiKey: "test-key", clock, storage, ...hooks };
const who = { anonymousId: "anon-1" };

/** A `fetch` of one's own. */
export const ownFetch: FetchLike = (url, { body, headers, method, redirect, signal }) => {
  const all: string[] = [url, body, method, redirect, headers["content-type"] ?? ""];
  if (signal.aborted) return Promise.reject(all);
  return Promise.resolve({ status: 202, headers: { get: () => null }, body: null });
};

/** All that is right. */
export async function right(): Promise<[FlushResult, Stats, string | null, string]> {
  const client = new InslyticNode<Events>({ ...options, fetch: collector.fetch });
  client.track({ ...who, eventName: "invoice_paid", properties: { amount: "9.99" } });
  client.track({ ...who, eventName: "signed_up", properties: { plan: "pro", seats: 5 } });
  client.track({ ...who, eventName: "page_left" });
  client.untyped({ ...who, eventName: "anything", properties: { at: new Date(), n: 1, b: null } });
  client.identify("u-1", { plan: "pro" }, { anonymousId: "anon-1" });
  const event: TrackEvent = { ...who, eventName: "built", properties: { a: "1" } };
  const any = new InslyticNode({ ...options, fetch: ownFetch });
  const id: string | null = any.track(event);
  const ofNode: InslyticNode<Events> = new node.InslyticNode<Events>(options);
  await ofNode.flush();
  await ofNode[Symbol.asyncDispose]();
  const pending: number = client.pending + any.pending;
  const { tracked }: Stats = client.stats();
  return [await client.shutdown({ timeoutMs: pending + tracked }), any.stats(), id, VERSION];
}

/** All that is wrong. */
export function wrong(client: InslyticNode<Events>, any: node.InslyticNode): unknown[] {
  return [
    // @ts-expect-error: no event of that name
    client.track({ ...who, eventName: "invoice_payed", properties: { amount: "1" } }),
    // @ts-expect-error: `amount` is missing
    client.track({ ...who, eventName: "invoice_paid", properties: {} }),
    // @ts-expect-error: `properties` are missing
    client.track({ ...who, eventName: "invoice_paid" }),
    // @ts-expect-error: a number for a string
    client.track({ ...who, eventName: "invoice_paid", properties: { amount: 9.99 } }),
    // @ts-expect-error: a property that the event does not have
    client.track({ ...who, eventName: "invoice_paid", properties: { amount: "1", total: "1" } }),
    // @ts-expect-error: a value that the property does not take
    client.track({ ...who, eventName: "signed_up", properties: { plan: "gold" } }),
    // @ts-expect-error: `anonymousId` is missing
    client.track({ eventName: "page_left" }),
    // @ts-expect-error: a field that an event does not have
    client.track({ ...who, eventName: "page_left", colour: "red" }),
    // @ts-expect-error: a property that is no plain value
    client.untyped({ ...who, eventName: "a", properties: { a: { b: 1 } } }),
    // @ts-expect-error: `eventName` is missing
    any.track(who),
    // @ts-expect-error: a number as userId
    any.track({ ...who, eventName: "a", userId: 5 }),
    // @ts-expect-error: a number as timestamp
    any.track({ ...who, eventName: "a", timestamp: Date.now() }),
    // @ts-expect-error: no user
    any.identify(),
    // @ts-expect-error: no such option
    any.shutdown({ timeout: 5 }),
    // @ts-expect-error: read-only
    any.pending = 5,
    // @ts-expect-error: no key
    new InslyticNode({}),
    // @ts-expect-error: a misspelt option
    new node.InslyticNode({ apiKey: "k", flushIntervalMs: 5 }),
    // @ts-expect-error: an asynchronous beforeSend
    new InslyticNode({ apiKey: "k", beforeSend: (event: WireEvent) => Promise.resolve(event) }),
    // @ts-expect-error: a property cannot be an object
    new InslyticNode<{ paid: { deep: { a: 1 } } }>({ apiKey: "k" }),
    // @ts-expect-error: no such fault
    collector.script({ kind: "explode" }),
  ];
}
