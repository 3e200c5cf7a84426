/**
 * The fields of an event of the Inslytic ingestion API: as a caller may pass them, and as they go on the
 * wire.
 *
 * @module
 */

/**
 * A property's value. On the wire it is a string, as the API demands.
 *
 * @example What becomes of each kind of value
 * ```ts
 * import { InslyticNode, type PropertyValue } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const paidAt: PropertyValue = new Date(0);
 * const collector = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * inslytic.track({
 *   eventName: "invoice_paid",
 *   anonymousId: "anon-1",
 *   properties: { amount: 12.5, cents: 1_250n, late: false, paidAt, coupon: null, note: undefined },
 * });
 * await inslytic.flush();
 * assertEquals(collector.events[0]?.properties, {
 *   amount: "12.5",
 *   cents: "1250",
 *   late: "false",
 *   paidAt: "1970-01-01T00:00:00.000Z",
 *   coupon: "null",
 * }); // `undefined` is left out
 * ```
 */
export type PropertyValue = string | number | bigint | boolean | Date | null | undefined;

/**
 * Free data of an event.
 *
 * @example One function says what is sent of an order
 * ```ts
 * import { InslyticNode, type Properties } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * interface Order {
 *   readonly total: number;
 *   readonly address: string;
 * }
 * const propertiesOf = ({ total }: Order): Properties => ({ total, currency: "EUR" });
 *
 * const collector = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * const properties = propertiesOf({ total: 12.5, address: "stays here" });
 * inslytic.track({ eventName: "order_paid", anonymousId: "anon-1", properties });
 * await inslytic.flush();
 * assertEquals(collector.events[0]?.properties, { total: "12.5", currency: "EUR" });
 * ```
 */
export type Properties = Readonly<Record<string, PropertyValue>>;

/**
 * What an event may carry besides its name, ids and properties.
 *
 * @example Give every event of a request its context
 * ```ts
 * import { type EventEnvelope, InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const contextOf = ({ url, headers }: Request): EventEnvelope => ({
 *   pageUrl: url,
 *   referrer: headers.get("referer") ?? undefined,
 *   consentGiven: headers.get("sec-gpc") !== "1",
 * });
 *
 * const collector = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * const request = new Request("https://shop.example/cart", { headers: { "sec-gpc": "1" } });
 * inslytic.track({ eventName: "cart_seen", anonymousId: "anon-1", ...contextOf(request) });
 * await inslytic.flush();
 * const [event] = collector.events;
 * assertEquals([event?.pageUrl, event?.consentGiven], ["https://shop.example/cart", false]);
 * ```
 */
export interface EventEnvelope {
  /** The session it belongs to. `""` unless given. */
  readonly sessionId?: string | undefined;
  /** When it happened: ISO 8601, or a `Date`. The time of the call unless given, or if unusable. */
  readonly timestamp?: string | Date | undefined;
  /** Whether the person consented. `true` unless given; sent as given. */
  readonly consentGiven?: boolean | undefined;
  /** The event's id, at most 200 characters. A new UUID v7 unless given. */
  readonly messageId?: string | undefined;
  /** The full URL of the page. */
  readonly pageUrl?: string | undefined;
  /** The title of the page. */
  readonly pageTitle?: string | undefined;
  /** Where the visitor came from. */
  readonly referrer?: string | undefined;
  /** The campaign's source. */
  readonly utmSource?: string | null | undefined;
  /** The campaign's medium. */
  readonly utmMedium?: string | null | undefined;
  /** The campaign's name. */
  readonly utmCampaign?: string | null | undefined;
  /** The kind of device. */
  readonly deviceType?: string | undefined;
}

/**
 * An event as it goes on the wire, and as `beforeSend` sees it: all values plain strings.
 *
 * @example Remove what must not leave
 * ```ts
 * import { InslyticNode, type WireEvent } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * function scrub(event: WireEvent): WireEvent | null {
 *   if (event.eventName.startsWith("debug_")) return null;
 *   delete event.properties.email;
 *   return event;
 * }
 *
 * const collector = createCollector(); // stands in for the API
 * const { fetch } = collector;
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch, beforeSend: scrub });
 * const properties = { plan: "pro", email: "ann@example.com" };
 * inslytic.track({ eventName: "signed_up", anonymousId: "anon-1", properties });
 * inslytic.track({ eventName: "debug_click", anonymousId: "anon-1" });
 * await inslytic.flush();
 * assertEquals(collector.eventNames(), ["signed_up"]);
 * assertEquals(collector.events[0]?.properties, { plan: "pro" });
 * ```
 */
export interface WireEvent {
  /** The event's id. Not a field of the API: see the option `messageIdKey`. Changing it does nothing. */
  messageId: string;
  /** The name. */
  eventName: string;
  /** ISO 8601, UTC. */
  timestamp: string;
  /** Who, before they are known. */
  anonymousId: string;
  /** The session, or `""`. */
  sessionId: string;
  /** Whether the person consented. */
  consentGiven: boolean;
  /** Who, once they are known; `null` for explicitly nobody. */
  userId?: string | null;
  /** Free data. */
  properties: Record<string, string>;
  /** The full URL of the page. */
  pageUrl?: string;
  /** The title of the page. */
  pageTitle?: string;
  /** Where the visitor came from. */
  referrer?: string;
  /** The campaign's source. */
  utmSource?: string | null;
  /** The campaign's medium. */
  utmMedium?: string | null;
  /** The campaign's name. */
  utmCampaign?: string | null;
  /** The kind of device. */
  deviceType?: string;
}
