/**
 * What a browser client gives to its delivery.
 *
 * @module
 */
import type { Batch } from "../core/batch.ts";
import type { QueuedEvent } from "../core/event.ts";
import type { Clock, FetchLike, OutgoingRequest, Random } from "../core/ports.ts";
import type { Reporter } from "../core/reporter.ts";
import type { Revive } from "../core/restore_queue.ts";
import type { Page } from "../runtime/page.ts";

/** Whether events may be stored and sent. */
export type ConsentState = "granted" | "pending" | "denied";

/** The options that delivery needs, checked and complete. */
export interface DeliveryOptions {
  readonly apiKey: string;
  readonly endpoint: string;
  readonly fetch: FetchLike | undefined;
  readonly flushIntervalMs: number;
  readonly maxBatchSize: number;
  readonly maxRetries: number;
  readonly baseBackoffMs: number;
  readonly retryJitter: number;
  readonly maxQueueSize: number;
  readonly maxEventBytes: number;
  readonly persistQueue: boolean;
  readonly storageKey: string;
  readonly maxStorageBytes: number;
  readonly requestTimeoutMs: number;
}

/** What delivery works with. */
export interface DeliveryParts {
  readonly options: DeliveryOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly reporter: Reporter;
  readonly consent: ConsentState;
  /** A batch as a request over `fetch`. */
  readonly toRequest: (batch: Batch) => OutgoingRequest;
  /** Events as a beacon's text, and where it goes; asked for no events, too. */
  readonly toBeacon: (events: readonly QueuedEvent[]) => { url: string; body: string };
  /** Makes an event of a stored text, or `undefined` if it is none. */
  readonly revive: Revive;
  readonly page: Page;
  /** Called just before the drain at `pagehide`. */
  readonly onPageHide: () => void;
}
