/**
 * When things go wrong: the scripted faults first, one for each request, then the lasting one.
 *
 * @module
 */

import type { RequestRecord } from "./collected.ts";
import type { Fault, FaultRule } from "./fault.ts";
import { requireFault } from "./require_fault.ts";

/** What can be planned for a request: a fault, a rule that decides it, or `null` for none. */
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
