/**
 * Tracks events on a server: what an application tracks arrives, once, or is accounted for.
 *
 * @example Track, and see what became of it
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 *
 * const collector = createCollector(); // leave out with a real key
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 *
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1", properties: { amount: 12.5 } });
 * inslytic.identify("u-1", { plan: "pro" });
 *
 * const { delivered, pending } = await inslytic.flush();
 * console.assert(delivered === 2 && pending === 0);
 * ```
 *
 * @module
 */
export { InslyticNode, type ShutdownOptions } from "./src/server/inslytic_node.ts";
export type { InslyticNodeOptions } from "./src/server/inslytic_node_options.ts";
export type { Stats } from "./src/core/books.ts";
export type { Drop, DropReason } from "./src/core/event.ts";
export type { FlushResult } from "./src/core/flush_result.ts";
export type {
  AbortSignalLike,
  BodyChunk,
  BodyReader,
  FetchInit,
  FetchLike,
  FetchResponse,
} from "./src/core/fetch_like.ts";
export type { Clock, LoggerLike, StorageLike } from "./src/core/ports.ts";
export type { Problem, ProblemKind } from "./src/core/reporter.ts";
export type {
  EventEnvelope,
  Properties,
  PropertyValue,
  WireEvent,
} from "./src/protocols/wire_event.ts";
export type {
  AnyEvents,
  EventIds,
  EventMap,
  IdentifyEnvelope,
  PropertiesField,
  TrackEvent,
} from "./src/server/event_map.ts";
export { VERSION } from "./src/version.ts";
