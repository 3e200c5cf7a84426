/**
 * Types of what callers track: free, or by a map from event names to their properties.
 *
 * @module
 */
import type { EventEnvelope, Properties, PropertyValue } from "../protocols/wire_event.ts";

/**
 * A map from event names to their properties, as an interface or a type:
 * `{ invoice_paid: { amount: string } }`.
 *
 * @example A helper for clients of any map
 * ```ts
 * import { type EventMap, InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const closeAll = <Events extends EventMap<Events>>(...clients: InslyticNode<Events>[]) =>
 *   Promise.all(clients.map((client) => client.shutdown()));
 *
 * interface Events {
 *   invoice_paid: { amount: number };
 * }
 * const { fetch } = createCollector(); // stands in for the API
 * const inslytic = new InslyticNode<Events>({ apiKey: "test-key", fetch });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "a", properties: { amount: 12.5 } });
 * assertEquals(await closeAll(inslytic), [{ delivered: 1, dropped: 0, pending: 0 }]);
 * // @ts-expect-error: what is no property's value cannot be in a map
 * type Wrong = InslyticNode<{ invoice_paid: { lines: string[] } }>;
 * ```
 */
export type EventMap<Events> = {
  readonly [Name in keyof Events]: { readonly [Key in keyof Events[Name]]: PropertyValue };
};

/**
 * The map of a client without one: any name, any properties.
 *
 * @example A module that takes any client without a map
 * ```ts
 * import { type AnyEvents, InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * function countVisit(client: InslyticNode<AnyEvents>, path: string): void {
 *   client.track({ eventName: "visited", anonymousId: "anon-1", properties: { path } });
 * }
 *
 * const collector = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * countVisit(inslytic, "/cart");
 * await inslytic.flush();
 * assertEquals(collector.events[0]?.properties, { path: "/cart" });
 * ```
 */
export type AnyEvents = Readonly<Record<string, Properties>>;

/**
 * Who did it.
 *
 * @example Read the ids in one place
 * ```ts
 * import { type EventIds, InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * function whoIs(cookies: ReadonlyMap<string, string>): EventIds {
 *   return { anonymousId: cookies.get("visitor") ?? "unknown", userId: cookies.get("user") };
 * }
 *
 * const collector = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * inslytic.track({ eventName: "invoice_paid", ...whoIs(new Map([["user", "u-1"]])) });
 * await inslytic.flush();
 * const [event] = collector.events;
 * assertEquals([event?.anonymousId, event?.userId], ["unknown", "u-1"]);
 * ```
 */
export interface EventIds {
  /** Who, before they are known: a non-empty string. */
  readonly anonymousId: string;
  /** Who, once they are known; `null` for explicitly nobody. */
  readonly userId?: string | null | undefined;
}

/**
 * Properties may be left out only if none of them is required.
 *
 * @example What a wrapper of `track()` asks for
 * ```ts
 * import { InslyticNode, type PropertiesField } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const collector = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * const paid = (fields: PropertiesField<{ amount: number }>) =>
 *   inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1", ...fields });
 * const signedUp = (fields: PropertiesField<{ plan?: string }> = {}) =>
 *   inslytic.track({ eventName: "signed_up", anonymousId: "anon-1", ...fields });
 *
 * paid({ properties: { amount: 12.5 } });
 * signedUp();
 * // @ts-expect-error: 'amount' is required, and with it the properties
 * paid({});
 * await inslytic.flush();
 * assertEquals(collector.eventNames(), ["invoice_paid", "signed_up", "invoice_paid"]);
 * ```
 */
export type PropertiesField<EventProperties> = Partial<EventProperties> extends EventProperties
  ? { readonly properties?: EventProperties | undefined }
  : { readonly properties: EventProperties };

/**
 * What `track()` takes.
 *
 * @example Make events in one place, track them in another
 * ```ts
 * import { InslyticNode, type TrackEvent } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const paid = (amount: number): TrackEvent<"invoice_paid", { amount: number }> => ({
 *   eventName: "invoice_paid",
 *   anonymousId: "anon-1",
 *   timestamp: "2026-01-31T09:00:00+01:00",
 *   properties: { amount },
 * });
 *
 * const collector = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * inslytic.track(paid(12.5));
 * await inslytic.flush();
 * const [event] = collector.events;
 * assertEquals([event?.eventName, event?.timestamp], ["invoice_paid", "2026-01-31T08:00:00.000Z"]);
 * ```
 */
export type TrackEvent<Name extends string = string, EventProperties = Properties> =
  & { readonly eventName: Name }
  & EventIds
  & PropertiesField<EventProperties>
  & EventEnvelope;

/**
 * What `identify()` takes besides the user and their traits.
 *
 * @example Link what a visitor did before they signed in
 * ```ts
 * import { type IdentifyEnvelope, InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const collector = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * const before: IdentifyEnvelope = { anonymousId: "anon-1" };
 * inslytic.identify("u-1", { plan: "pro" }, before);
 * inslytic.identify("u-2", { plan: "pro" });
 * await inslytic.flush();
 * assertEquals(
 *   collector.events.map(({ anonymousId, userId }) => [anonymousId, userId]),
 *   [["anon-1", "u-1"], ["u-2", "u-2"]],
 * );
 * ```
 */
export interface IdentifyEnvelope extends EventEnvelope {
  /** The id that the user had before; the user's own unless given. */
  readonly anonymousId?: string | undefined;
}
