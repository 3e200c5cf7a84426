/**
 * What can be set about a collector, its defaults and ranges.
 *
 * @module
 */

import type { Clock } from "../core/ports.ts";
import type { CollectedEvent, CollectedRequest } from "./collected.ts";
import type { ContractRules } from "./ingest_contract.ts";
import { platformTimers } from "./platform_timers.ts";

/**
 * How a collector is set up.
 *
 * @example Refuse events that your project would refuse
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { type CollectorOptions, createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const options: CollectorOptions = {
 *   validate: ({ properties }) => properties?.plan === undefined ? "'plan' is missing" : undefined,
 * };
 * const collector = createCollector(options);
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * client.track({ eventName: "good", anonymousId: "anon-1", properties: { plan: "pro" } });
 * client.track({ eventName: "bad", anonymousId: "anon-1" });
 * assertEquals(await client.flush(), { delivered: 1, dropped: 1, pending: 0 });
 * assertEquals(collector.eventNames(), ["good"]);
 * ```
 */
export interface CollectorOptions {
  /** The key or keys that it accepts. Default: any that is not empty. */
  readonly apiKey?: string | readonly string[];
  /** Times the faults, the records and the waits. Default: the platform's timers. */
  readonly clock?: Clock;
  /**
   * Bodies of more UTF-8 bytes are answered with 413.
   *
   * @default {Infinity}
   */
  readonly maxBodyBytes?: number;
  /**
   * Requests with more events are answered with 413.
   *
   * @default {Infinity}
   */
  readonly maxEvents?: number;
  /**
   * A further reason to refuse the whole request with 400: called for each event of a request that keeps
   * the contract, returns what is wrong with it or nothing.
   */
  readonly validate?: (event: CollectedEvent) => string | undefined;
  /**
   * Called with accepted events before they are kept and answered. If it throws or rejects, nothing is
   * kept and the answer is 500.
   */
  readonly onAccept?: (
    events: readonly CollectedEvent[],
    request: CollectedRequest,
  ) => void | Promise<void>;
}

/** {@linkcode CollectorOptions} checked and with every default filled in. */
export interface CollectorSetup {
  /** What concerns the contract. */
  readonly rules: ContractRules;
  /** What times everything. */
  readonly clock: Pick<Clock, "now" | "setTimer">;
  /** Called with accepted events. */
  readonly onAccept: CollectorOptions["onAccept"];
}

/**
 * Fills in defaults and checks ranges.
 *
 * @throws {RangeError} If a limit is not a positive integer.
 */
export function resolveCollectorOptions(options: CollectorOptions): CollectorSetup {
  const { apiKey, maxBodyBytes = Infinity, maxEvents = Infinity, onAccept } = options;
  requireLimit("maxBodyBytes", maxBodyBytes);
  requireLimit("maxEvents", maxEvents);
  return {
    rules: {
      apiKeys: typeof apiKey === "string" ? [apiKey] : apiKey,
      maxBodyBytes,
      maxEvents,
      validate: options.validate,
    },
    clock: options.clock ?? platformTimers,
    onAccept,
  };
}

function requireLimit(field: string, value: number): void {
  if (value === Infinity || (Number.isInteger(value) && value >= 1)) return;
  throw new RangeError(
    `Cannot create a collector as '${field}' must be a positive integer: current value is ${value}`,
  );
}
