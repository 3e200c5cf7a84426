/**
 * Tells which pages are seen: the one that was loaded, and those that an application shows without
 * loading.
 *
 * @module
 */
import type { Tracker } from "./tracker.ts";

/** Tracks `pageview` once, when the page has a title. */
export const trackPageview: Tracker = ({ emit, page }) =>
  page.onReady(() => emit("pageview", page.view()));

/** Tracks `pageview` when path or query change, not for a hash. */
export const trackRouteChanges: Tracker = ({ emit, page }) => {
  let shown = page.route();
  return page.onRoute(() => {
    if (page.route() === shown) return;
    shown = page.route();
    emit("pageview", page.view());
  });
};
