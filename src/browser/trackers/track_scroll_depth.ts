/**
 * Tells how far down visitors get.
 *
 * @module
 */
import { Alarm } from "../../core/alarm.ts";
import { readable } from "../../core/readable.ts";
import type { Tracker } from "./tracker.ts";

/** Layout is asked for at most so often while somebody scrolls. */
const LOOK_EVERY_MS = 100;

/** What is scrolled is a document, or an element in it. */
const DOCUMENT = 9;

/** Tracks `scroll_depth` with `percent`, once for each threshold and page. */
export const trackScrollDepth: Tracker = ({ clock, emit, on, page, scrollThresholds }) => {
  let path = "";
  let left: number[] = [];
  const look = (): void => {
    if (path !== page.path()) left = [...scrollThresholds].sort((a, b) => a - b);
    path = page.path();
    // Where pixels are halved the end is not quite reached.
    const reached = Math.round(page.scrolledPercent());
    for (const percent of left.filter((threshold) => threshold <= reached)) {
      emit("scroll_depth", { percent });
    }
    left = left.filter((threshold) => threshold > reached);
  };
  const alarm = new Alarm(clock, () => readable(look));
  on("scroll", ({ target }) => {
    if ((target as Node).nodeType === DOCUMENT && !alarm.isSet) alarm.set(LOOK_EVERY_MS);
  });
  return () => alarm.clear();
};
