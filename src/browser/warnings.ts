/**
 * Every warning that a browser client may print.
 *
 * @module
 */
import type { WarningTexts } from "../core/warnings.ts";

/** The warnings by kind. Each says what happened and what to do; count and details follow. */
export const BROWSER_WARNINGS: WarningTexts = {
  key_refused: "Key refused, events are kept: check the API key",
  endpoint_refused: "Endpoint refuses, events are kept: check 'endpoint'",
  all_refused: "All batches refused, events are kept: check the key's project",
  unreachable: "Endpoint unreachable, events are kept: check 'endpoint', CORS and CSP",
  not_delivered: "Events not delivered: raise 'shutdownTimeoutMs'",
  accepted_fewer: "Fewer events accepted than sent: ask the server's operator",
  invalid: "Events dropped: correct the call",
  unserializable: "Events dropped: pass plain data",
  too_large: "Events dropped: send less per event, or raise 'maxEventBytes'",
  before_send: "Events dropped: 'beforeSend' must return an event or null",
  closed: "Events dropped: track before 'shutdown()'",
  overflow: "Events dropped: raise 'maxQueueSize'",
  rejected: "Events dropped: see 'onDrop' for what the server said",
  bad_timestamp: "Unusable 'occurredAt': pass an ISO 8601 string or a Date",
  unknown_option: (_, detail) => detail,
  notice: (_, detail) => detail,
  hook_failed: "A hook of yours failed: mend it",
  corrupt: "Stored events were damaged and dropped: see who else writes there",
  expired: "Stored events dropped after a week: nothing to do",
  storage_failed: "Storage failed, events are in memory only: free some of it",
};
