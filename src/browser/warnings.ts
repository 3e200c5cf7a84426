/**
 * The warnings that a browser client may print, besides those about a call's own input: what happened, and
 * what to do. How often and details follow.
 *
 * @module
 */

/** The warnings by kind: each is printed at most once a minute. */
export const BROWSER_WARNINGS = {
  refused: "The server refuses us, events are kept: check API key, project and 'endpoint'",
  unreachable: "The server cannot be reached, events are kept: check 'endpoint', CORS and CSP",
  not_delivered: "Events not delivered: raise 'shutdownTimeoutMs'",
  bad_time: "Unusable 'occurredAt', the time of the call is sent: pass ISO 8601 or a Date",
  hook_failed: "A hook of yours failed: mend it",
  no_web_vitals: "Web vitals are not tracked: 'webVitals' must load the library",
  storage_failed: "Storage failed, events are in memory only: see that it is not full",
} as const;
