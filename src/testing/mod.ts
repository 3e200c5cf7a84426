/**
 * Doubles for tests of code that uses Tidings: a collector that holds every request to the API's contract
 * and fails as scripted, a clock that passes when told to, and a storage that can run full.
 *
 * @example Ten seconds of a client, in no time
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = new FakeClock();
 * const collector = createCollector({ clock });
 * const client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
 *
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * await clock.advance(10_000); // The flush interval.
 *
 * assertEquals(collector.eventNames(), ["invoice_paid"]);
 * await client.shutdown();
 * ```
 *
 * @module
 */

export type {
  AbortSignalLike,
  BodyChunk,
  BodyReader,
  FetchInit,
  FetchLike,
  FetchResponse,
} from "../core/fetch_like.ts";
export type { Clock, StorageLike } from "../core/ports.ts";
export { type Collector, type CollectorFetch, createCollector } from "./collector.ts";
export type { CollectorOptions } from "./collector_options.ts";
export type { CollectedEvent, CollectedFailure, CollectedRequest } from "./collected.ts";
export type { PlatformRequest, PlatformResponse } from "./platform_types.ts";
export type {
  BodyFault,
  ConnectionFault,
  DelayFault,
  Fault,
  FaultTiming,
  HtmlFault,
  RedirectFault,
  StatusFault,
} from "./fault.ts";
export type { FaultRule, PlannedFault } from "./fault_plan.ts";
export { FakeClock, type FakeClockOptions } from "./fake_clock.ts";
export {
  MemoryStorage,
  type MemoryStorageOptions,
  type StorageFailure,
  type StorageOperation,
} from "./memory_storage.ts";
