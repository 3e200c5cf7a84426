/**
 * Every warning that the SDK may print, in one place: the README explains the same list.
 *
 * @module
 */

/** The kinds of warning: each is printed at most once a minute. */
export type WarningKind =
  | "key_refused"
  | "endpoint_refused"
  | "all_refused"
  | "unreachable"
  | "not_delivered"
  | "accepted_fewer"
  | "invalid"
  | "unserializable"
  | "too_large"
  | "before_send"
  | "closed"
  | "overflow"
  | "rejected"
  | "bad_timestamp"
  | "unknown_option"
  | "hook_failed"
  | "no_process_end"
  | "corrupt"
  | "storage_failed";

/** Makes a warning's text from how often it occurred since it was last printed, and its details. */
export type WarningText = (count: number, detail: string) => string;

const events = (count: number): string => `${count} ${count === 1 ? "event" : "events"}`;
const dropped = (remedy: string): WarningText => (count, detail) =>
  `${events(count)} dropped: ${detail}. ${remedy}`;

/** The warnings by kind. Each says what happened and what to do. */
export const WARNINGS: Readonly<Record<WarningKind, WarningText>> = {
  key_refused: (_, detail) =>
    `The API refused the key (${detail}). Events are kept, as far as the queue holds; check the 'apiKey' option.`,
  endpoint_refused: (_, detail) =>
    `The endpoint does not take events (${detail}). Events are kept, as far as the queue holds; check the 'endpoint' option.`,
  all_refused: (_, detail) =>
    `The server refuses every batch (${detail}). Events are kept, as far as the queue holds; check the project that the key belongs to, and what the server said.`,
  unreachable: (_, detail) =>
    `The endpoint cannot be reached for a minute (${detail}). Events are kept, as far as the queue holds; check the network, the server and the 'endpoint' option.`,
  not_delivered: (count, detail) =>
    `${
      events(count)
    } not delivered (${detail}). Mend the cause, or raise 'shutdownTimeoutMs' if the server is only slow.`,
  accepted_fewer: (count, detail) =>
    `The server confirmed fewer events than it was sent, ${count} times (${detail}). Ask its operator which events it left out.`,
  invalid: dropped("Correct the call: 'onDrop' tells each event's name."),
  unserializable: dropped("Pass plain data: 'onDrop' tells each event's name."),
  too_large: dropped("Send less per event, or raise 'maxEventBytes' if the server takes more."),
  before_send: dropped("Mend 'beforeSend': it must return an event or null, and not a promise."),
  closed: dropped("Track before 'shutdown()', or create a new client."),
  overflow: dropped(
    "Raise 'maxInFlight' or 'maxBatchSize' if the server is healthy, 'maxQueueSize' or 'maxQueueBytes' to bridge longer outages.",
  ),
  rejected: dropped(
    "The server will not take them: 'onDrop' tells each event's name and what it said.",
  ),
  bad_timestamp: (count, detail) =>
    `${
      events(count)
    } had an unusable 'timestamp' (${detail}) and got the time of the call. Pass an ISO 8601 string.`,
  unknown_option: (_, detail) => detail,
  hook_failed: (count, detail) =>
    `A hook or logger of yours failed ${count} times (${detail}). Delivery is not affected; mend the hook.`,
  corrupt: (count, detail) => `${events(count)} dropped from 'storage': ${detail}.`,
  storage_failed: (_, detail) =>
    `The 'storage' failed (${detail}). Events that it does not take are in memory only; see that it is not full.`,
  no_process_end: (_, detail) =>
    `Events cannot be delivered at the end of the process (${detail}). Call 'shutdown()' before it ends.`,
};
