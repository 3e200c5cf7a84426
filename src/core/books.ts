/**
 * The delivery books: every event is in exactly one column, at every moment.
 *
 * `tracked + restored = delivered + handedOver + dropped + queued + inFlight`
 *
 * @module
 */
import type { DropReason } from "./event.ts";

/**
 * A copy of the books, as `stats()` returns it: what was counted since the client was made. It always
 * holds that `tracked + restored = delivered + handedOver + dropped + queued + inFlight`.
 *
 * @example Alert on losses
 * ```ts
 * import { InslyticNode, type Stats } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * // All that are gone, but for those that `beforeSend` removed.
 * function lost({ dropped: { before_send: _wanted, ...others } }: Stats): number {
 *   return Object.values(others).reduce((sum, count) => sum + count, 0);
 * }
 *
 * const { fetch } = createCollector(); // stands in for the API
 * const inslytic = new InslyticNode({ apiKey: "test-key", fetch, beforeSend: () => null });
 * inslytic.track({ eventName: "unwanted", anonymousId: "anon-1" });
 * await inslytic.shutdown();
 * inslytic.track({ eventName: "too_late", anonymousId: "anon-1" });
 * assertEquals(lost(inslytic.stats()), 1); // an alert's threshold is 0
 * ```
 */
export interface Stats {
  /** Every call of `track()` and its kin, refused ones included. */
  readonly tracked: number;
  /** Events taken over from an earlier run's storage. */
  readonly restored: number;
  /** Events that the server confirmed. */
  readonly delivered: number;
  /** Events given to something that will not tell what became of them (a browser's beacon). */
  readonly handedOver: number;
  /** Events given up, by reason; a reason that never occurred is absent. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Events waiting, those between two attempts included. */
  readonly queued: number;
  /** Events on the wire now. */
  readonly inFlight: number;
  /** Requests begun. */
  readonly requests: number;
  /** Those of them that repeated an earlier one. */
  readonly retries: number;
}

/** Keeps the counters. It is told what happened and knows nothing else. */
export class Books {
  #tracked = 0;
  #restored = 0;
  #delivered = 0;
  readonly #dropped = new Map<DropReason, number>();
  #droppedTotal = 0;
  #queued = 0;
  #inFlight = 0;
  #requests = 0;
  #retries = 0;

  /** Events delivered so far. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Events dropped so far, for whatever reason. */
  get dropped(): number {
    return this.#droppedTotal;
  }

  /** Events waiting, parked or in flight. */
  get pending(): number {
    return this.#queued + this.#inFlight;
  }

  /** Requests begun so far. */
  get requests(): number {
    return this.#requests;
  }

  /** A call came in and was refused. */
  refuse(reason: DropReason): void {
    this.#tracked++;
    this.#drop(reason, 1);
  }

  /** A call came in and its event waits. */
  accept(): void {
    this.#tracked++;
    this.#queued++;
  }

  /** `count` events of an earlier run wait. */
  restore(count: number): void {
    this.#restored += count;
    this.#queued += count;
  }

  /** `count` waiting events were given up. */
  dropQueued(reason: DropReason, count: number): void {
    this.#queued -= count;
    this.#drop(reason, count);
  }

  /** A request with `count` events has begun. */
  begin(count: number, isRetry: boolean): void {
    this.#queued -= count;
    this.#inFlight += count;
    this.#requests++;
    if (isRetry) this.#retries++;
  }

  /** `count` events on the wire were confirmed. */
  deliver(count: number): void {
    this.#inFlight -= count;
    this.#delivered += count;
  }

  /** `count` events on the wire wait again. */
  putBack(count: number): void {
    this.#inFlight -= count;
    this.#queued += count;
  }

  /** `count` events on the wire were given up. */
  dropInFlight(reason: DropReason, count: number): void {
    this.#inFlight -= count;
    this.#drop(reason, count);
  }

  /** A copy of the counters. */
  snapshot(): Stats {
    return {
      tracked: this.#tracked,
      restored: this.#restored,
      delivered: this.#delivered,
      handedOver: 0,
      dropped: Object.fromEntries(this.#dropped),
      queued: this.#queued,
      inFlight: this.#inFlight,
      requests: this.#requests,
      retries: this.#retries,
    };
  }

  #drop(reason: DropReason, count: number): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
    this.#droppedTotal += count;
  }
}
