/**
 * What a browser client can be asked to do.
 *
 * @module
 */
import type { Stats } from "../core/books.ts";
import type { FlushResult } from "../core/flush_result.ts";
import type {
  AnyEvents,
  EventMap,
  Group,
  Identity,
  Metadata,
  Revenue,
  TrackArguments,
  TrackEvent,
} from "./event_map.ts";
import type { Consent } from "./metrics_client_options.ts";

/**
 * Tracks events in a browser and gets them to a Harshit Metrics API. Made by
 * {@linkcode createMetricsClient}. No method throws or rejects, whatever it is given; each may be used
 * by itself, as in `button.onclick = metrics.reset`.
 *
 * Metadata is merged, the weakest first: device, campaign, group, user properties, global context with
 * the identity in it, the call's own. Traits and ids of user and group lie flat beside the rest. Group,
 * user properties and context may each take a quarter of `maxEventBytes`; what is more is not added.
 *
 * @example Hand the client to the modules of an application
 * ```ts
 * import { createMetricsClient, type MetricsClient } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * interface Events {
 *   search_done: { results: number };
 * }
 * function trackSearch(metrics: MetricsClient<Events>, search: () => string[]): void {
 *   const start = metrics.startTimer();
 *   const results = search().length;
 *   metrics.trackTiming("search_done", start, { metadata: { results } });
 * }
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const bodies: string[] = [];
 * const metrics = createMetricsClient<Events>("mtr_example", {
 *   persistQueue: false,
 *   fetch(_url, { body }) { // stands in for the API
 *     bodies.push(body);
 *     return Promise.resolve(new Response());
 *   },
 * });
 * trackSearch(metrics, () => ["shoes", "socks"]);
 * const { pending } = await metrics.flush();
 * assertEquals(pending, 0);
 * assertEquals(bodies.join().includes('"results":2'), true);
 * await metrics.shutdown();
 * ```
 *
 * @typeParam Events A map from event names to their metadata; any name is allowed without one.
 */
export interface MetricsClient<Events extends EventMap<Events> = AnyEvents> {
  /**
   * Puts an event in the queue.
   *
   * @param name 1 to 100 characters.
   * @param rest The event. Its values are read now: changing it later changes nothing.
   * @returns The event's id, or `null` if it was refused: see `onDrop` and `stats()` for why.
   */
  track<Name extends keyof Events & string>(
    name: Name,
    ...rest: TrackArguments<Events[Name]>
  ): string | null;
  /**
   * As {@linkcode track}, for an event that the client's event map does not name.
   *
   * @returns The event's id, or `null` if it was refused.
   */
  untyped(name: string, event?: TrackEvent): string | null;
  /**
   * Tracks `pageview` with `pageTitle`, `viewportWidth` and `viewportHeight`.
   *
   * @returns The event's id, or `null` if it was refused.
   */
  trackPageview(event?: TrackEvent): string | null;
  /**
   * Says who the user is: tracks `identify`; `userId` and traits are in the global context from now on.
   * Another user's traits take the place of the last one's, the same user's are added.
   *
   * @returns The event's id, or `null` if it was refused.
   */
  identify(identity: Identity): string | null;
  /**
   * Says which group the user belongs to: tracks `group`; `groupId` and traits are on every later event.
   *
   * @returns The event's id, or `null` if it was refused.
   */
  group(group: Group): string | null;
  /** Adds to the global context, which is on every later event. What is there already stays. */
  setContext(context: Metadata): void;
  /** Empties the global context, the identity included. */
  clearContext(): void;
  /** Adds to the user's properties, which are on every later event. */
  setUserProperties(properties: Metadata): void;
  /** Takes the user's properties away. */
  clearUserProperties(): void;
  /**
   * Somebody else uses the page: a new visitor and a new session, no identity, group, user properties or
   * context. Events tracked before still leave.
   */
  reset(): void;
  /**
   * Tracks `revenue` with `amount`, `currency`, `orderId` and `productId`.
   *
   * @returns The event's id, or `null` if it was refused.
   */
  trackRevenue(revenue: Revenue): string | null;
  /**
   * Tracks `feature_flag` with `flagName` and `variant`.
   *
   * @returns The event's id, or `null` if it was refused.
   */
  trackFeatureFlag(
    flagName: string,
    variant: string | number | boolean | null,
    metadata?: Metadata,
  ): string | null;
  /**
   * A start mark for {@linkcode trackTiming}: milliseconds since 1970 on a clock that never runs
   * backwards. A `Date.now()` of your own is one, too.
   */
  startTimer(): number;
  /**
   * Tracks an event with `durationMs`, the time since `startedAt` in whole milliseconds, never negative.
   *
   * @returns The event's id, or `null` if it was refused.
   */
  trackTiming<Name extends keyof Events & string>(
    name: Name,
    startedAt: number,
    ...rest: TrackArguments<Omit<Events[Name], "durationMs">>
  ): string | null;
  /**
   * Sends what waits now.
   *
   * @param options `useBeacon`: hands it over by `sendBeacon`, as when the page goes.
   * @returns Settles when each event tracked before is delivered, handed over, dropped, or back in the
   * queue because the server cannot be reached: then `pending` is not 0.
   */
  flush(options?: { readonly useBeacon?: boolean | undefined }): Promise<FlushResult>;
  /**
   * Takes listeners and timer off, ends the session, hands over what waits by beacon, and sends the rest
   * by `fetch` for at most `shutdownTimeoutMs`. From then on events are refused as `closed`.
   *
   * @returns Settles when nothing is left or the time has come; `pending` events were not delivered.
   */
  shutdown(): Promise<FlushResult>;
  /**
   * The visitor decided. It holds in all tabs and for later pages, except over the option `denied` and
   * Global Privacy Control.
   */
  setConsent(consent: Consent): void;
  /**
   * The delivery books. At every moment
   * `tracked + restored = delivered + handedOver + dropped + queued + inFlight`.
   */
  stats(): Stats;
  /** Events in the queue now: waiting, between two attempts, or on the wire. */
  readonly pending: number;
  /** As {@linkcode shutdown}: for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
