/**
 * The options of the server client: what they mean and their defaults.
 *
 * @module
 */
import type { Drop } from "../core/event.ts";
import type { FetchLike } from "../core/fetch_like.ts";
import type { Clock, LoggerLike, StorageLike } from "../core/ports.ts";
import type { Problem } from "../core/reporter.ts";
import type { WireEvent } from "../protocols/wire_event.ts";

/**
 * How an `InslyticNode` behaves. Only `apiKey` is required.
 *
 * @example Options of your own over common ones
 * ```ts
 * import { InslyticNode, type InslyticNodeOptions } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const collector = createCollector(); // stands in for the API
 * const common: InslyticNodeOptions = { apiKey: "test-key", fetch: collector.fetch };
 * await using inslytic = new InslyticNode({ ...common, maxBatchSize: 2 });
 * for (const anonymousId of ["a", "b", "c"]) inslytic.track({ eventName: "seen", anonymousId });
 * await inslytic.flush();
 * assertEquals(collector.requests.map(({ accepted }) => accepted), [2, 1]);
 *
 * // A mistake is told at once, by the option's name.
 * assertThrows(() => new InslyticNode({ ...common, maxBatchSize: 0 }), RangeError, "maxBatchSize");
 * ```
 */
export interface InslyticNodeOptions {
  /** The project's API key: 1 to 512 visible ASCII characters. No message ever repeats it. */
  readonly apiKey: string;
  /**
   * Where events go: an absolute http(s) URL, origin or base, without credentials, query and fragment.
   * Plain http only to this machine, unless `allowInsecure`.
   *
   * @default {"https://api.inslytic.com"}
   */
  readonly endpoint?: string | undefined;
  /**
   * Lets events leave this machine over plain http, readable by everybody on the way.
   *
   * @default {false}
   */
  readonly allowInsecure?: boolean | undefined;
  /**
   * Longest time an event waits before a flush starts, in milliseconds: 10 to 3 600 000, or 0 for no
   * timer.
   *
   * @default {10000}
   */
  readonly flushInterval?: number | undefined;
  /**
   * Events per request, 1 to 1 000. So many waiting events start a flush.
   *
   * @default {20}
   */
  readonly maxBatchSize?: number | undefined;
  /**
   * Further attempts after the first, 0 to 20, after 1, 2, 4 … s, at most 30 s.
   *
   * @default {3}
   */
  readonly maxRetries?: number | undefined;
  /**
   * Most events held, 1 to 1 000 000: waiting, between two attempts, and on the wire. Beyond it the
   * oldest waiting event is dropped as `overflow`.
   *
   * @default {10000}
   */
  readonly maxQueueSize?: number | undefined;
  /**
   * Most bytes of events held, 1 KiB (1 024) to 1 GiB (1 073 741 824), as UTF-8 JSON.
   *
   * @default {16777216}
   */
  readonly maxQueueBytes?: number | undefined;
  /**
   * Most bytes of one event, 1 KiB (1 024) to 1 MiB (1 048 576), as UTF-8 JSON. A heavier one is
   * dropped as `too_large`.
   *
   * @default {32768}
   */
  readonly maxEventBytes?: number | undefined;
  /**
   * Longest time of one attempt, its answer's body included, in milliseconds: 100 to 300 000.
   *
   * @default {10000}
   */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * Longest time that `shutdown()`, a signal or the natural end of the process waits for delivery, in
   * milliseconds: 0 to 300 000.
   *
   * @default {5000}
   */
  readonly shutdownTimeoutMs?: number | undefined;
  /**
   * Whether SIGTERM and SIGINT deliver what waits before they end the process, where there are signals.
   *
   * @default {true}
   */
  readonly handleSignals?: boolean | undefined;
  /**
   * Requests on the wire at once, 1 to 16.
   *
   * @default {1}
   */
  readonly maxInFlight?: number | undefined;
  /**
   * Share of each retry's wait that is added at random, 0 to 1; no wait exceeds 30 s. 0 keeps the
   * documented schedule to the millisecond.
   *
   * @default {0}
   */
  readonly retryJitter?: number | undefined;
  /**
   * Keeps the queue in this storage, so that it survives a crash: any web `Storage`. Written at every
   * event and every acknowledgement; what an earlier run left is sent at the start. One process owns a
   * storage and its `storageKey`.
   */
  readonly storage?: StorageLike | undefined;
  /**
   * The beginning of the keys under which events lie in `storage`.
   *
   * @default {"tidings"}
   */
  readonly storageKey?: string | undefined;
  /**
   * Writes each event's id into its properties under this name, for a server that deduplicates by it.
   * Off unless given.
   */
  readonly messageIdKey?: string | undefined;
  /**
   * Runs inside `track()` on every event. Returns the event, a changed one, or `null` to drop it. If it
   * throws, or returns a promise or anything else, the event is dropped as `before_send`: a scrubber
   * that fails must not leak.
   */
  readonly beforeSend?: ((event: WireEvent) => WireEvent | null) | undefined;
  /** Told once of every lost event. */
  readonly onDrop?: ((drop: Drop) => void) | undefined;
  /** Told of failed attempts and failed hooks: at most one per kind and second. */
  readonly onError?: ((problem: Problem) => void) | undefined;
  /**
   * For serverless platforms: called once per pending period with a promise that settles when nothing
   * is pending.
   */
  readonly waitUntil?: ((promise: Promise<void>) => void) | undefined;
  /** Sends requests. The global `fetch`, looked up at each request, unless given. */
  readonly fetch?: FetchLike | undefined;
  /**
   * Gets warnings and, with `debug`, a line per request.
   *
   * @default {console}
   */
  readonly logger?: LoggerLike | undefined;
  /**
   * Whether each request is logged, with the reason of its flush.
   *
   * @default {false}
   */
  readonly debug?: boolean | undefined;
  /** For tests: the time that the client lives in, for instance a `FakeClock`. */
  readonly clock?: Clock | undefined;
}
