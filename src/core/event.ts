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

/**
 * Why an event was given up. A closed list: every lost event has exactly one of these.
 *
 * - `invalid`: a field is missing or of the wrong kind.
 * - `unserializable`: the event, or a field of it, throws when it is read.
 * - `too_large`: it is heavier than `maxEventBytes`, or the server will not take it even alone (413).
 * - `before_send`: the hook returned `null`, failed, or returned no event.
 * - `consent`: the visitor said no. In browsers only.
 * - `closed`: it was tracked after `shutdown()`.
 * - `overflow`: the queue was full, and this event had waited longest.
 * - `rejected`: the server refused this event, and will again.
 * - `expired`: it lay in the storage for too long. In browsers only.
 * - `corrupt`: what the storage held of it cannot be used.
 *
 * @example Tell what you removed from what was lost
 * ```ts
 * import { type DropReason, InslyticNode } from "@tidings/sdk";
 * import { assertEquals } from "@std/assert";
 *
 * const wanted: ReadonlySet<DropReason> = new Set(["before_send", "consent"]);
 * const losses: DropReason[] = [];
 * await using inslytic = new InslyticNode({
 *   apiKey: "test-key",
 *   beforeSend: () => null,
 *   onDrop: ({ reason }) => wanted.has(reason) || losses.push(reason),
 * });
 * inslytic.track({ eventName: "removed", anonymousId: "anon-1" });
 * inslytic.track({ eventName: "", anonymousId: "anon-1" });
 * assertEquals(losses, ["invalid"]);
 * ```
 */
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

/**
 * One lost event, as `onDrop` is told.
 *
 * @example Keep what was lost, for somebody to look at
 * ```ts
 * import { type Drop, InslyticNode } from "@tidings/sdk";
 * import { assertEquals } from "@std/assert";
 *
 * const lost: Drop[] = [];
 * await using inslytic = new InslyticNode({
 *   apiKey: "test-key",
 *   onDrop: (drop) => lost.push(drop),
 * });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "", messageId: "invoice-1" });
 * assertEquals(lost, [{
 *   reason: "invalid",
 *   messageId: "invoice-1",
 *   name: "invoice_paid",
 *   detail: "'anonymousId' must be a non-empty string",
 * }]);
 * ```
 */
export interface Drop {
  /** Why it was given up. */
  readonly reason: DropReason;
  /** The event's id; `null` when it was refused before it had one. */
  readonly messageId: string | null;
  /** The event's name; `null` when it had none that could be read. */
  readonly name: string | null;
  /** What exactly was wrong, or what the server said. */
  readonly detail?: string;
}
