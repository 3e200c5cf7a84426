/**
 * The ingest API in memory: a `fetch` that keeps what it accepts and fails when told to. What is accepted
 * is decided in `ingest_contract.ts`, what goes wrong in `fault.ts`; this file puts them together.
 *
 * @module
 */

import type { Clock } from "../core/ports.ts";
import { abortReason, type AbortSource, sleep, untilAborted } from "./abortable.ts";
import { type Arrival, readArrival, recordBody } from "./arrival.ts";
import type { CollectedEvent, CollectedRequest, RequestRecord } from "./collected.ts";
import { type CollectorOptions, resolveCollectorOptions } from "./collector_options.ts";
import { EventLog } from "./event_log.ts";
import { type Fault, isBodyFault, isConnectionFault, isSpoiler } from "./fault.ts";
import { FaultPlan, type PlannedFault } from "./fault_plan.ts";
import {
  answerByContract,
  type ContractAnswer,
  type ContractRules,
  isIngest,
} from "./ingest_contract.ts";
import { playFault, toResponse } from "./play_fault.ts";
import type { PlatformRequest, PlatformResponse } from "./platform_types.ts";

/**
 * Fits the SDK's `fetch` option, called as `(url, init)`, and a server's handler, called as
 * `(request, info)`: given a request, the second argument is ignored.
 *
 * @example Answer the requests of a server
 * ```ts
 * import { type CollectorFetch, createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const handler: CollectorFetch = createCollector({ apiKey: "test-key" }).fetch;
 * // Deno.serve(handler) and Bun.serve({ fetch: handler }) call it as this does.
 * const health = await handler(new Request("http://localhost/health"));
 * assertEquals(health.status, 200);
 * const keyless = await handler(new Request("http://localhost/v1/ingest", { method: "POST" }));
 * assertEquals(keyless.status, 401);
 * ```
 */
export type CollectorFetch = (
  input: PlatformRequest | string | { readonly href: string },
  init?: unknown,
) => Promise<PlatformResponse>;

/**
 * An ingest API in memory. Made by {@linkcode createCollector}.
 *
 * @example An assertion of your own
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { type Collector, createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * async function assertArrived(collector: Collector, ...names: string[]): Promise<void> {
 *   await collector.waitForEvents(names.length);
 *   assertEquals(collector.eventNames(), names);
 *   assertEquals(collector.duplicates("id"), []);
 * }
 *
 * const collector = createCollector();
 * const { fetch } = collector;
 * await using client = new InslyticNode({ apiKey: "test-key", fetch, messageIdKey: "id" });
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * client.flush();
 * await assertArrived(collector, "invoice_paid");
 * ```
 */
export interface Collector {
  /** Answers a request. Needs no `this`. */
  readonly fetch: CollectorFetch;
  /** What was accepted, in order, repeats included. The array fills in as events come. */
  readonly events: readonly CollectedEvent[];
  /** Every request that arrived, in order. The array fills in as requests come. */
  readonly requests: readonly CollectedRequest[];
  /**
   * Plays these faults, one for each ingest request in order of arrival; `null` lets one through. Health
   * checks and wrong paths take none.
   *
   * @throws {TypeError} If one of them is not a fault.
   * @throws {RangeError} If a number in one is out of range.
   */
  script(...faults: readonly PlannedFault[]): void;
  /** Plays this fault for each ingest request that the script leaves, until told otherwise. */
  always(fault: PlannedFault): void;
  /** Ends all faults, the script's rest included. Requests that already met theirs keep it. */
  heal(): void;
  /** Forgets everything and heals. Requests still on their way arrive afterwards. */
  reset(): void;
  /** The names of the accepted events, in order. */
  eventNames(): string[];
  /**
   * The ids that were accepted more than once, each named once.
   *
   * @param idKey The key in `properties` that holds the id: what the SDK was given as `messageIdKey`.
   */
  duplicates(idKey: string): string[];
  /**
   * Resolves when at least `count` events have been accepted since the beginning or the last `reset()`.
   * With a fake clock the timeout passes only as that clock is advanced.
   *
   * @param options `timeoutMs`: how long to wait, on the collector's clock. Default: 5000.
   * @returns All events accepted so far. Rejects in time with a message that says how many came.
   */
  waitForEvents(
    count: number,
    options?: { readonly timeoutMs?: number },
  ): Promise<readonly CollectedEvent[]>;
}

/**
 * Makes an ingest API in memory, for tests. It holds requests to the API's contract, keeps what it
 * accepts and fails as scripted, so that a test can ask what really arrived.
 *
 * @example A request and what arrived
 * ```ts
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const collector = createCollector({ apiKey: "test-key" });
 * const response = await collector.fetch("https://collector.test/v1/ingest", {
 *   method: "POST",
 *   headers: { "authorization": "Bearer test-key", "content-type": "application/json" },
 *   body: JSON.stringify({
 *     events: [{
 *       eventName: "invoice_paid",
 *       timestamp: "2026-01-01T00:00:00.000Z",
 *       anonymousId: "anon-1",
 *       sessionId: "",
 *       consentGiven: true,
 *     }],
 *   }),
 * });
 *
 * assertEquals(response.status, 202);
 * assertEquals(collector.eventNames(), ["invoice_paid"]);
 * ```
 *
 * @example A client that meets a failing server
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = new FakeClock();
 * const collector = createCollector({ clock });
 * const client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
 *
 * collector.script({ status: 503 }, { kind: "reset" });
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const flushed = client.flush();
 * await clock.advance(3_000); // Waits of one and two seconds, in no time.
 *
 * assertEquals((await flushed).delivered, 1);
 * assertEquals(collector.requests.length, 3);
 * assertEquals(collector.eventNames(), ["invoice_paid"]);
 * await client.shutdown();
 * ```
 *
 * @throws {RangeError} If a limit is not a positive integer.
 */
export function createCollector(options: CollectorOptions = {}): Collector {
  return new MemoryCollector(options);
}

class MemoryCollector implements Collector {
  readonly #rules: ContractRules;
  readonly #clock: Pick<Clock, "now" | "setTimer">;
  readonly #onAccept: CollectorOptions["onAccept"];
  readonly #log: EventLog;
  readonly #plan = new FaultPlan();
  readonly #requests: CollectedRequest[] = [];
  readonly fetch: CollectorFetch;

  constructor(options: CollectorOptions) {
    const { rules, clock, onAccept } = resolveCollectorOptions(options);
    this.#rules = rules;
    this.#clock = clock;
    this.#onAccept = onAccept;
    this.#log = new EventLog(clock);
    this.fetch = (input, init) => this.#fetch(input, init);
  }

  get events(): readonly CollectedEvent[] {
    return this.#log.events;
  }

  get requests(): readonly CollectedRequest[] {
    return this.#requests;
  }

  script(...faults: readonly PlannedFault[]): void {
    this.#plan.script(faults);
  }

  always(fault: PlannedFault): void {
    this.#plan.always(fault);
  }

  heal(): void {
    this.#plan.heal();
  }

  reset(): void {
    this.#plan.restart();
    this.#log.clear();
    this.#requests.length = 0;
  }

  eventNames(): string[] {
    return this.#log.events.map((event) => event.eventName);
  }

  duplicates(idKey: string): string[] {
    return this.#log.duplicates(idKey);
  }

  waitForEvents(
    count: number,
    { timeoutMs = 5_000 }: { readonly timeoutMs?: number } = {},
  ): Promise<readonly CollectedEvent[]> {
    return this.#log.waitFor(count, timeoutMs);
  }

  async #fetch(
    input: PlatformRequest | string | { readonly href: string },
    init: unknown,
  ): Promise<PlatformResponse> {
    const arrival = readArrival(input, init, this.#clock.now());
    const { record, signal, isServed } = arrival;
    // What is aborted already never leaves.
    if (signal?.aborted) throw abortReason(signal);
    this.#requests.push(record);
    try {
      const answered = this.#answer(arrival);
      const response = await (isServed ? answered : untilAborted(answered, signal));
      record.status = response.status;
      return response;
    } catch (error) {
      record.failure ??= signal?.aborted ? "abort" : "error";
      // The sender has gone: nobody reads this, whereas a server would log a rejection.
      if (isServed && signal?.aborted) return new Response(null, { status: 499 });
      throw error;
    }
  }

  async #answer({ record, text, signal, isServed }: Arrival): Promise<Response> {
    const nameFault = isIngest(record) ? this.#plan.take() : () => null;
    recordBody(record, typeof text === "string" ? text : await text);
    const fault = nameFault(record);
    if (fault === null) return toResponse(await this.#accept(record, signal));

    const { delayMs = 0, afterAccept = false } = fault;
    // A slow server does not notice that the sender has gone.
    const delaySignal = isServed ? undefined : signal;
    if (!afterAccept) await this.#sleep(delayMs, delaySignal);
    const truth = isHonest(fault) ? await this.#accept(record, signal) : undefined;
    // Nothing was accepted, so there is no lie about it to play.
    if (truth !== undefined && truth.events.length === 0 && !isSpoiler(fault)) {
      return toResponse(truth);
    }
    if (afterAccept) await this.#sleep(delayMs, delaySignal);
    record.failure = failureOf(fault);
    return playFault(fault, truth, signal);
  }

  async #sleep(delayMs: number, signal: AbortSource | undefined): Promise<void> {
    if (delayMs > 0) await sleep(this.#clock, delayMs, signal);
  }

  async #accept(record: RequestRecord, signal: AbortSource | undefined): Promise<ContractAnswer> {
    // The sender may have gone while its body was being read.
    if (signal?.aborted) throw abortReason(signal);
    const answer = answerByContract(record, this.#rules);
    if (answer.events.length === 0) return answer;
    try {
      await this.#onAccept?.(answer.events, record);
    } catch {
      const body = JSON.stringify({ error: "Cannot store the events" });
      return { status: 500, body, headers: {}, events: [] };
    }
    record.accepted = answer.events.length;
    this.#log.add(answer.events);
    return answer;
  }
}

/** Whether the contract gets to see the request. */
function isHonest(fault: Fault): boolean {
  if (fault.afterAccept) return true;
  const isDelay = fault.kind === undefined || fault.kind === "delay";
  return isSpoiler(fault) || (isDelay && fault.status === undefined);
}

function failureOf(fault: Fault): RequestRecord["failure"] {
  return isBodyFault(fault) || isConnectionFault(fault) ? fault.kind : undefined;
}
