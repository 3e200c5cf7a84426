/**
 * An event as the engine holds it: its finished JSON text and what the books need to know. What the
 * text says is the protocol's business.
 *
 * @module
 */

/** One event in the queue. Never changes: a retry sends the same bytes. */
export interface QueuedEvent {
  /** The event's id: made at the call, kept through every retry. */
  readonly id: string;
  /** What the caller named it; for reports. */
  readonly name: string;
  /** The JSON text that goes on the wire. */
  readonly json: string;
  /** The UTF-8 length of `json`. */
  readonly bytes: number;
  /** Its place in `track()` order, from 1. */
  readonly seq: number;
}

/** Why an event was given up. A closed list: every lost event has exactly one of these. */
export type DropReason =
  | "invalid"
  | "unserializable"
  | "too_large"
  | "before_send"
  | "consent"
  | "closed"
  | "overflow"
  | "rejected"
  | "expired"
  | "corrupt";

/** One lost event, as `onDrop` is told. */
export interface Drop {
  /** Why. */
  readonly reason: DropReason;
  /** The event's id; `null` when it was refused before it had one. */
  readonly messageId: string | null;
  /** The event's name; `null` when it had none that could be read. */
  readonly name: string | null;
  /** What exactly was wrong, or what the server said. */
  readonly detail?: string;
}
