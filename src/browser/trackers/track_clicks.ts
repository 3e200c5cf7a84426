/**
 * Tells what visitors click.
 *
 * @module
 */
import { describeClicked, pathOf } from "./acted_element.ts";
import type { Tracker } from "./tracker.ts";

/** Tracks `click` with `tag`, `role`, `id` and, of buttons and links, `text`. */
export const trackClicks: Tracker = ({ emit, on }) =>
  on("click", (event) => {
    const clicked = describeClicked(pathOf(event));
    if (clicked !== undefined) emit("click", clicked);
  });
