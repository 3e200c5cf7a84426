/**
 * Tracks events in a browser: what a page tracks arrives, or waits in its storage for the next visit.
 *
 * @example Track on a page
 * ```ts
 * import { createMetricsClient } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * const metrics = createMetricsClient("mtr_example", {
 *   endpoint: "https://example.com/api/collect",
 * });
 * metrics.identify({ userId: "u-1", traits: { plan: "pro" } });
 * metrics.track("signup_clicked", { metadata: { button: "hero" } });
 *
 * const start = metrics.startTimer();
 * metrics.trackTiming("search_duration", start, { metadata: { results: 12 } });
 *
 * // This example runs where there is no page, as under server rendering: the client is inert.
 * assertEquals(await metrics.flush(), { delivered: 0, dropped: 0, pending: 0 });
 * ```
 *
 * @module
 */
export { createMetricsClient } from "./browser/create_metrics_client.ts";
export type {
  AnyEvents,
  EventEnvelope,
  EventMap,
  Group,
  Identity,
  Metadata,
  Revenue,
  TrackArguments,
  TrackEvent,
} from "./browser/event_map.ts";
export type { MetricsClient } from "./browser/metrics_client.ts";
export type { Consent, MetricsClientOptions } from "./browser/metrics_client_options.ts";
export type { Stats } from "./core/books.ts";
export type { Drop, DropReason } from "./core/event.ts";
export type { FlushResult } from "./core/flush_result.ts";
export type {
  AbortSignalLike,
  BodyChunk,
  BodyReader,
  FetchInit,
  FetchLike,
  FetchResponse,
} from "./core/fetch_like.ts";
export type { Clock, LoggerLike } from "./core/ports.ts";
export type { Problem, ProblemKind } from "./core/reporter.ts";
export type { CollectEvent } from "./protocols/harshit_collect.ts";
