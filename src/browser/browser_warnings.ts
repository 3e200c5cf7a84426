/**
 * Every warning that the browser client may print: short, for each of them is downloaded by everybody.
 *
 * @module
 */
import type { WarningText, WarningTexts } from "../core/warnings.ts";

const dropped: WarningText = (count, detail) => `${count} events dropped: ${detail}`;
const kept: WarningText = (_, detail) => `Events are kept, not delivered: ${detail}`;
const plain: WarningText = (_, detail) => detail;

/** The warnings by kind. */
export const BROWSER_WARNINGS: WarningTexts = {
  key_refused: (_, detail) => `Check the API key: it was refused (${detail})`,
  endpoint_refused: (_, detail) => `Check 'endpoint': it takes no events (${detail})`,
  all_refused: kept,
  unreachable: kept,
  accepted_fewer: (_, detail) => `Fewer events accepted than sent: ${detail}`,
  invalid: dropped,
  unserializable: dropped,
  too_large: dropped,
  before_send: dropped,
  closed: dropped,
  overflow: dropped,
  rejected: dropped,
  corrupt: dropped,
  bad_timestamp: (_, detail) => `'occurredAt' is no time (${detail}): now is used`,
  unknown_option: plain,
  second_client: plain,
  hook_failed: (_, detail) => `Your hook failed: ${detail}`,
  storage_failed: (_, detail) => `Storage failed, events are in memory only: ${detail}`,
};
