/**
 * Starts the trackers that are switched on.
 *
 * @module
 */
import type { ClientContext } from "../client_context.ts";
import { trackClicks } from "./track_clicks.ts";
import { trackErrors } from "./track_errors.ts";
import { trackForms } from "./track_forms.ts";
import { trackOutbound } from "./track_outbound.ts";
import { trackPageview, trackRouteChanges } from "./track_pageviews.ts";
import { trackScrollDepth } from "./track_scroll_depth.ts";
import { trackWebVitals } from "./track_web_vitals.ts";
import { type Emit, startTracker, type Tracker } from "./tracker.ts";

/** Starts them; returns the ways to stop. */
export function startTrackers(
  context: ClientContext,
  sanitize: (url: string) => string,
  emit: Emit,
): (() => void)[] {
  const switches: readonly (readonly [isOn: boolean, tracker: Tracker])[] = [
    [context.autoTrackPageviews, trackPageview],
    [context.autoTrackRouteChanges, trackRouteChanges],
    [context.autoTrackClicks, trackClicks],
    [context.autoTrackOutbound, trackOutbound],
    [context.autoTrackForms, trackForms],
    [context.autoTrackScrollDepth, trackScrollDepth],
    [context.autoTrackErrors, trackErrors],
    [context.autoTrackWebVitals, trackWebVitals],
  ];
  const parts = { ...context, sanitize, emit };
  return switches.filter(([isOn]) => isOn).map(([, tracker]) => startTracker(tracker, parts));
}
