/**
 * What a run leaves behind for the oracle.
 *
 * @module
 */
import type { Stats } from "@tidings/sdk";
import type { DropLedger } from "./drop_ledger.ts";
import type { Journal } from "./journal.ts";
import type { Fate } from "./workload.ts";

/** An event as the caller knows it. */
export interface TrackedEvent {
  /** What `track()` returned. */
  readonly id: string | null;
  /** What must become of it. */
  readonly fate: Fate;
}

/** How long a `flush()` took. */
export interface FlushTime {
  /** By the clock that the client lives in. */
  readonly scaledMs: number;
  /** By the wall. */
  readonly realMs: number;
}

/** What a run must have met, so that it counts as one. */
export interface Demands {
  /** Fewest faults, and so fewest requests. */
  readonly faults: number;
  /** Fewest kinds of faults. */
  readonly kinds: number;
  /** Most requests on the wire at once. */
  readonly maxInFlight: number;
}

/** Everything that is known when a run is over. */
export interface Evidence {
  readonly demands: Demands;
  /** In `track()` order: the event with number 1 first. */
  readonly tracked: readonly TrackedEvent[];
  /** What the collector wrote down. */
  readonly journal: Journal;
  /** What `onDrop` said. */
  readonly drops: DropLedger;
  /** The books after `shutdown()`. */
  readonly stats: Stats;
  /** How often the books did not balance while it ran. */
  readonly imbalances: number;
  /** Whether `onError` told of an answer that confirmed fewer events than were sent. */
  readonly hasToldOfFewer: boolean;
  /** Whether a text of the client's held its key. */
  readonly hasLeakedKey: boolean;
  /** Errors and rejections that nobody caught. */
  readonly exceptions: readonly string[];
  /** Flushes that settled. */
  readonly flushes: readonly FlushTime[];
  /** Flushes that did not. */
  readonly openFlushes: number;
  /** Connections made to where redirects lead. */
  readonly redirectVisits: number;
  /** What the watch on the wire saw. */
  readonly wire: {
    readonly peak: number;
    readonly brokenPauses: number;
    readonly doubled: number;
  };
  /** Timers and holds on the process that were left after `shutdown()`. */
  readonly leftovers: number;
}
