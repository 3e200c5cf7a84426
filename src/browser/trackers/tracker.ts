/**
 * What a tracker is: it listens to the page, and tells of what it sees. It never sends.
 *
 * @module
 */
import type { Clock } from "../../core/ports.ts";
import { readable } from "../../core/readable.ts";
import type { Page, PageEventMap } from "../../runtime/page.ts";
import type { Reporter } from "../reporter.ts";

/** Tells of an event. */
export type Emit = (name: string, metadata: object) => void;

/** What a tracker works with. */
export interface TrackerParts {
  readonly clock: Clock;
  readonly page: Page;
  /** Takes out of a URL what must not be sent. */
  readonly sanitize: (url: string) => string;
  /** The depths of `scroll_depth`, in per cent. */
  readonly scrollThresholds: readonly number[];
  /** Tells the page's author what does not work. */
  readonly reporter: Pick<Reporter, "warn">;
  /** Loads `web-vitals`. */
  readonly webVitals: (() => Promise<unknown>) | undefined;
  /** Listens until the tracker is stopped; a listener that throws harms nobody. */
  readonly on: <Type extends keyof PageEventMap>(
    type: Type,
    listener: (event: PageEventMap[Type]) => void,
  ) => void;
  readonly emit: Emit;
}

/** Starts to track; returns what is to be done when it is stopped, besides not to listen any more. */
export type Tracker = (parts: TrackerParts) => (() => void) | void;

/** Most events of one tracker in a minute: a page that errs or is clicked in a loop is no news. */
export const MAX_EVENTS_PER_MINUTE = 60;

const MINUTE_MS = 60_000;

/**
 * Starts a tracker that tells of a bounded number of events, and does no work for more, nor for what it
 * causes itself.
 */
export function startTracker(
  tracker: Tracker,
  parts: Omit<TrackerParts, "on">,
): () => void {
  const { clock, page } = parts;
  const offs: (() => void)[] = [];
  let left = 0;
  let endsAt = -Infinity;
  let isTelling = false;
  const isOver = (): boolean => {
    if (clock.now() >= endsAt) [left, endsAt] = [MAX_EVENTS_PER_MINUTE, clock.now() + MINUTE_MS];
    return isTelling || left <= 0;
  };
  const stop = tracker({
    ...parts,
    on: (type, listener) => {
      offs.push(page.on(type, (event) => isOver() || readable(() => listener(event))));
    },
    emit: (name, metadata) => {
      if (isOver()) return;
      left--;
      isTelling = true;
      parts.emit(name, metadata);
      isTelling = false;
    },
  });
  return () => {
    for (const off of offs) off();
    stop?.();
  };
}
