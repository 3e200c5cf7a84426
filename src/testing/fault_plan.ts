/**
 * When things go wrong: the scripted faults first, one for each request, then the lasting one.
 *
 * @module
 */

import type { CollectedRequest, RequestRecord } from "./collected.ts";
import type { Fault } from "./fault.ts";
import { requireFault } from "./require_fault.ts";

/**
 * Decides the fault when the request has arrived. `number` counts the ingest requests from 1; nothing
 * returned means that all goes well.
 *
 * @example Fail by what is in a request
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, type FaultRule } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const poison: FaultRule = ({ body }) => body.includes("bad") ? { status: 422 } : null;
 * const collector = createCollector();
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * collector.always(poison);
 * for (const eventName of ["good", "bad", "fine"]) client.track({ eventName, anonymousId: "a" });
 * await client.flush();
 * assertEquals(collector.eventNames(), ["good", "fine"]);
 * assertEquals(client.stats().dropped, { rejected: 1 });
 * ```
 */
export type FaultRule = (request: CollectedRequest, number: number) => Fault | null | undefined;

/**
 * What can be planned for a request: a fault, a rule that decides it, or `null` for none.
 *
 * @example The second request fails, all others pass
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, FakeClock, type PlannedFault } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const plan: readonly PlannedFault[] = [null, { status: 503 }];
 * const clock = new FakeClock();
 * const collector = createCollector({ clock });
 * const { fetch } = collector;
 * await using client = new InslyticNode({ apiKey: "test-key", fetch, clock, maxBatchSize: 1 });
 * collector.script(...plan);
 * for (const anonymousId of ["a", "b"]) client.track({ eventName: "seen", anonymousId });
 * const flushed = client.flush();
 * await clock.advance(1_000);
 * await flushed;
 * assertEquals(collector.requests.map(({ status }) => status), [202, 503, 202]);
 * ```
 */
export type PlannedFault = Fault | FaultRule | null;

/** Holds the script and hands out one fault for each request. */
export class FaultPlan {
  readonly #script: PlannedFault[] = [];
  #lasting: PlannedFault = null;
  #count = 0;

  /** Adds to the script's end. */
  script(faults: readonly PlannedFault[]): void {
    for (const fault of faults) requirePlanned(fault);
    this.#script.push(...faults);
  }

  /** Plays this whenever the script has nothing left. */
  always(fault: PlannedFault): void {
    requirePlanned(fault);
    this.#lasting = fault;
  }

  /** Forgets script and lasting fault. */
  heal(): void {
    this.#script.length = 0;
    this.#lasting = null;
  }

  /** Counts the requests anew. */
  restart(): void {
    this.heal();
    this.#count = 0;
  }

  /**
   * Takes the fault of the request that arrives now. Its turn is decided by the call, so that requests
   * whose bodies are slow do not change places.
   *
   * @returns Names the fault; to be called once the request has been read, as a rule may look at it.
   */
  take(): (request: RequestRecord) => Fault | null {
    const number = ++this.#count;
    const planned = this.#script.shift();
    const taken = planned === undefined ? this.#lasting : planned;
    if (typeof taken !== "function") return () => taken;
    return (request) => {
      const fault = taken(request, number) ?? null;
      if (fault !== null) requireFault(fault);
      return fault;
    };
  }
}

function requirePlanned(fault: PlannedFault): void {
  if (fault !== null && typeof fault !== "function") requireFault(fault);
}
