/**
 * The server client for Node, Deno and Bun: all of `@tidings/sdk`, a storage on disk, and a `fetch` over
 * `node:http`. In Node it is what `@tidings/sdk` is.
 *
 * @example Track, with a queue that survives a crash
 * ```ts
 * import { createFileStorage, InslyticNode } from "@tidings/sdk/node";
 * import { createCollector } from "@tidings/sdk/testing";
 *
 * using storage = createFileStorage("./events.tidings");
 * const { fetch } = createCollector(); // leave out with a real key
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch, storage });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 *
 * const { delivered, pending } = await inslytic.flush();
 * console.assert(delivered === 1 && pending === 0);
 * ```
 *
 * @module
 */
export type {
  AbortSignalLike,
  AnyEvents,
  BodyChunk,
  BodyReader,
  Clock,
  Drop,
  DropReason,
  EventEnvelope,
  EventIds,
  EventMap,
  FetchInit,
  FetchLike,
  FetchResponse,
  FlushResult,
  IdentifyEnvelope,
  InslyticNodeOptions,
  LoggerLike,
  Problem,
  ProblemKind,
  Properties,
  PropertiesField,
  PropertyValue,
  ShutdownOptions,
  Stats,
  StorageLike,
  TrackEvent,
  WireEvent,
} from "../mod.ts";
export { VERSION } from "../mod.ts";
export { InslyticNode } from "./server/node/inslytic_node.ts";
export { createFileStorage, type FileStorage } from "./runtime/node/file_storage.ts";
export type { FileStorageOptions } from "./runtime/node/file_storage_options.ts";
export { nodeFetch } from "./runtime/node/node_fetch.ts";
