/**
 * Every warning that a browser client may print.
 *
 * @module
 */
import type { WarningText, WarningTexts } from "../core/warnings.ts";

const say = (what: string, remedy: string): WarningText => (count, detail) =>
  `${what} (${count}x: ${detail}). ${remedy}`;
const dropped = (remedy: string): WarningText => say("Events dropped", remedy);
const kept = (what: string, remedy: string): WarningText => say(what, `Events are kept. ${remedy}`);

/** The warnings by kind. Each says what happened and what to do. */
export const BROWSER_WARNINGS: WarningTexts = {
  key_refused: kept("Key refused", "Check the API key."),
  endpoint_refused: kept("Endpoint refuses", "Check 'endpoint'."),
  all_refused: kept("Every batch refused", "Check the project of the key."),
  unreachable: kept("Endpoint unreachable for a minute", "Check 'endpoint', CORS and CSP."),
  not_delivered: kept("Not all delivered", "Raise 'shutdownTimeoutMs' if the server was slow."),
  accepted_fewer: say("Fewer events accepted than sent", "Ask the server's operator."),
  invalid: dropped("Correct the call: see 'onDrop'."),
  unserializable: dropped("Pass plain data: see 'onDrop'."),
  too_large: dropped("Send less per event, or raise 'maxEventBytes'."),
  before_send: dropped("'beforeSend' must return an event or null."),
  closed: dropped("Track before 'shutdown()'."),
  overflow: dropped("Raise 'maxQueueSize', or track less."),
  rejected: dropped("See 'onDrop' for what the server said."),
  bad_timestamp: say("Unusable 'occurredAt'", "Pass an ISO 8601 string or a Date."),
  unknown_option: (_, detail) => detail,
  notice: (_, detail) => detail,
  hook_failed: say("A hook of yours failed", "Mend it; delivery goes on."),
  corrupt: dropped("Stored events were damaged; nothing to do unless it recurs."),
  expired: dropped("They were stored for a week; nothing to do."),
  storage_failed: say("Storage failed", "Events are in memory only; free some of it."),
};
