/**
 * Types of what callers track: free, or by a map from event names to their metadata.
 *
 * @module
 */

/**
 * Free data of an event: anything that JSON can hold, nested or not.
 *
 * @example What is sent of a cart
 * ```ts
 * import { createMetricsClient, type Metadata } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * const cart: Metadata = { items: [{ sku: "a-1", count: 2 }], coupon: null, note: undefined };
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const seen = new Map<string, unknown>();
 * await using metrics = createMetricsClient("mtr_example", {
 *   persistQueue: false,
 *   enrichDeviceInfo: false,
 *   beforeSend({ name, metadata }) {
 *     seen.set(name, metadata);
 *     return null; // this example sends nothing
 *   },
 * });
 * metrics.track("cart_seen", { metadata: cart });
 * // As in JSON, `undefined` is left out.
 * assertEquals(seen.get("cart_seen"), { items: [{ sku: "a-1", count: 2 }], coupon: null });
 * ```
 */
export type Metadata = Readonly<Record<string, unknown>>;

/**
 * A map from event names to their metadata: `{ signup_clicked: { plan: string } }`.
 *
 * @example A helper for clients of any map
 * ```ts
 * import { createMetricsClient, type EventMap, type MetricsClient } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * function signOut<Events extends EventMap<Events>>(metrics: MetricsClient<Events>): void {
 *   metrics.untyped("signed_out");
 *   metrics.reset();
 * }
 *
 * interface Events {
 *   signup_clicked: { plan: string };
 * }
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const names: string[] = [];
 * await using metrics = createMetricsClient<Events>("mtr_example", {
 *   persistQueue: false,
 *   beforeSend: ({ name }) => (names.push(name), null), // this example sends nothing
 * });
 * metrics.track("signup_clicked", { metadata: { plan: "pro" } });
 * signOut(metrics);
 * assertEquals(names, ["signup_clicked", "signed_out"]);
 * ```
 */
export type EventMap<Events> = { readonly [Name in keyof Events]: object };

/**
 * The map of a client without one: any name, any metadata.
 *
 * @example A module that takes any client without a map
 * ```ts
 * import { type AnyEvents, createMetricsClient, type MetricsClient } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * function countVideo(metrics: MetricsClient<AnyEvents>, video: string): string | null {
 *   return metrics.track("video_played", { metadata: { video } });
 * }
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const seen = new Map<string, unknown>();
 * await using metrics = createMetricsClient("mtr_example", {
 *   persistQueue: false,
 *   enrichDeviceInfo: false,
 *   beforeSend({ name, metadata }) {
 *     seen.set(name, metadata);
 *     return null; // this example sends nothing
 *   },
 * });
 * countVideo(metrics, "intro");
 * assertEquals(seen.get("video_played"), { video: "intro" });
 * ```
 */
export type AnyEvents = Readonly<Record<string, Metadata>>;

/**
 * What an event may carry besides its name and metadata.
 *
 * @example Track what happened before the client was there
 * ```ts
 * import { createMetricsClient, type EventEnvelope } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * const landing: EventEnvelope = {
 *   path: "/welcome",
 *   occurredAt: new Date("2026-01-31T09:00:00+01:00"),
 * };
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const seen = new Map<string, unknown>();
 * await using metrics = createMetricsClient("mtr_example", {
 *   persistQueue: false,
 *   beforeSend({ name, path, occurredAt }) {
 *     seen.set(name, [path, occurredAt]);
 *     return null; // this example sends nothing
 *   },
 * });
 * metrics.track("landed", landing);
 * assertEquals(seen.get("landed"), ["/welcome", "2026-01-31T08:00:00.000Z"]);
 * ```
 */
export interface EventEnvelope {
  /** The path of the page. The current one unless given; cut to 2 048 characters. */
  readonly path?: string | undefined;
  /** The URL of the page. The current one unless given; cut to 4 096 characters. */
  readonly url?: string | undefined;
  /** Where the visitor came from. The page's own unless given; cut to 4 096 characters. */
  readonly referrer?: string | undefined;
  /** When it happened: ISO 8601, or a `Date`. The time of the call unless given, or if unusable. */
  readonly occurredAt?: string | Date | undefined;
  /** The event's id, at most 200 characters. A new UUID v7 unless given. */
  readonly messageId?: string | undefined;
}

/**
 * What `track()` takes beside the name.
 *
 * @example Make events in one place, track them in another
 * ```ts
 * import { createMetricsClient, type TrackEvent } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * const search = (query: string, results: number): TrackEvent => ({
 *   path: "/search",
 *   metadata: { length: query.length, results }, // not what was typed
 * });
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const seen = new Map<string, unknown>();
 * await using metrics = createMetricsClient("mtr_example", {
 *   persistQueue: false,
 *   enrichDeviceInfo: false,
 *   beforeSend({ name, path, metadata }) {
 *     seen.set(name, { path, metadata });
 *     return null; // this example sends nothing
 *   },
 * });
 * metrics.track("searched", search("shoes", 12));
 * assertEquals(seen.get("searched"), { path: "/search", metadata: { length: 5, results: 12 } });
 * ```
 */
export type TrackEvent<EventMetadata = Metadata> = EventEnvelope & {
  /** Free data. It wins over context, user, group, campaign and device. */
  readonly metadata?: EventMetadata | undefined;
};

/**
 * The event may be left out only if none of its metadata is required.
 *
 * @example A wrapper of `track()` that asks for what it asks for
 * ```ts
 * import { createMetricsClient, type TrackArguments } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * interface Events {
 *   signup_clicked: { plan: string };
 *   menu_opened: { side?: string };
 * }
 * const calls: string[] = [];
 * const metrics = createMetricsClient<Events>("mtr_example");
 * function track<Name extends keyof Events>(name: Name, ...rest: TrackArguments<Events[Name]>) {
 *   calls.push(name);
 *   return metrics.track(name, ...rest);
 * }
 *
 * track("menu_opened");
 * track("signup_clicked", { metadata: { plan: "pro" } });
 * // @ts-expect-error: 'plan' is required, and with it the event
 * track("signup_clicked");
 * assertEquals(calls, ["menu_opened", "signup_clicked", "signup_clicked"]);
 * ```
 */
export type TrackArguments<EventMetadata> = Partial<EventMetadata> extends EventMetadata
  ? [event?: TrackEvent<EventMetadata>]
  : [event: EventEnvelope & { readonly metadata: EventMetadata }];

/**
 * A user, as `identify()` takes them.
 *
 * @example Say of an account what may be known, and no more
 * ```ts
 * import { createMetricsClient, type Identity } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * interface Account {
 *   readonly id: number;
 *   readonly email: string;
 *   readonly plan: string;
 * }
 * const identityOf = ({ id, plan }: Account): Identity => ({ userId: `u-${id}`, traits: { plan } });
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const seen = new Map<string, unknown>();
 * await using metrics = createMetricsClient("mtr_example", {
 *   persistQueue: false,
 *   enrichDeviceInfo: false,
 *   beforeSend({ name, metadata }) {
 *     seen.set(name, metadata);
 *     return null; // this example sends nothing
 *   },
 * });
 * metrics.identify(identityOf({ id: 1, email: "ann@example.com", plan: "pro" }));
 * metrics.track("cart_seen");
 * assertEquals(seen.get("cart_seen"), { userId: "u-1", plan: "pro" });
 * ```
 */
export interface Identity {
  /** Who: a non-empty string. */
  readonly userId: string;
  /** What is known of them. */
  readonly traits?: Metadata | undefined;
}

/**
 * A group, as `group()` takes it.
 *
 * @example The company that a user works for is on every later event
 * ```ts
 * import { createMetricsClient, type Group } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * const company: Group = { groupId: "c-1", traits: { seats: 12 } };
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const seen = new Map<string, unknown>();
 * await using metrics = createMetricsClient("mtr_example", {
 *   persistQueue: false,
 *   enrichDeviceInfo: false,
 *   beforeSend({ name, metadata }) {
 *     seen.set(name, metadata);
 *     return null; // this example sends nothing
 *   },
 * });
 * metrics.group(company);
 * metrics.track("report_built");
 * assertEquals(seen.get("report_built"), { groupId: "c-1", seats: 12 });
 * ```
 */
export interface Group {
  /** Which: a non-empty string. */
  readonly groupId: string;
  /** What is known of it. */
  readonly traits?: Metadata | undefined;
}

/**
 * What was earned, as `trackRevenue()` takes it.
 *
 * @example An order, and its refund
 * ```ts
 * import { createMetricsClient, type Revenue } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * const order: Revenue = { amount: 12.5, currency: "EUR", orderId: "o-1" };
 * const refund: Revenue = { ...order, amount: -order.amount };
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const amounts: unknown[] = [];
 * await using metrics = createMetricsClient("mtr_example", {
 *   persistQueue: false,
 *   beforeSend({ name, metadata }) {
 *     if (name === "revenue") amounts.push(metadata?.amount);
 *     return null; // this example sends nothing
 *   },
 * });
 * metrics.trackRevenue(order);
 * metrics.trackRevenue(refund);
 * assertEquals(amounts, [12.5, -12.5]);
 * ```
 */
export interface Revenue {
  /** How much: a finite number. Negative for a refund. */
  readonly amount: number;
  /** An ISO 4217 code of three letters. */
  readonly currency: string;
  /** The order. */
  readonly orderId?: string | undefined;
  /** The product. */
  readonly productId?: string | undefined;
  /** Free data. */
  readonly metadata?: Metadata | undefined;
}
