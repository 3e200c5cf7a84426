/**
 * What the measured processes are told, and what they tell.
 *
 * @module
 */

/** How a client's requests leave. */
export type Transport = "fetch" | "nodeFetch";

/** What the sender is to do. */
export interface SendPlan {
  /** Where the sink listens. */
  readonly endpoint: string;
  /** What the client's `fetch` is. */
  readonly transport: Transport;
  /** How many events to track. */
  readonly events: number;
  /** The client's `maxBatchSize`. */
  readonly batch: number;
}

/** What the sender measured, from the first `track()` to the end of `shutdown()`. */
export interface Measured {
  /** Processor time of all its threads, in microseconds. */
  readonly cpuUs: number;
  /** Time by the clock, in milliseconds. */
  readonly wallMs: number;
  /** Events that the client says it delivered. */
  readonly delivered: number;
  /** Requests that it made. */
  readonly requests: number;
  /** The memory that the process had at the end, in bytes. */
  readonly rssBytes: number;
}
