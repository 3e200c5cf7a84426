/**
 * What the collector may do to a request instead of answering it well.
 *
 * @module
 */
import type { RetryAfterForm } from "./retry_after_forms.ts";

/** An answer, as it goes on the wire. */
export interface AnswerAct {
  readonly does: "answer";
  /** The HTTP status. */
  readonly status: number;
  /** Headers beside `Date` and `Content-Length`; one of those names replaces it. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** The body; `{"accepted":n}` for a 2xx unless given, and a sentence for any other status. */
  readonly body?: string;
  /** Asks for a pause. */
  readonly retryAfter?: RetryAfterForm;
  /** Closes the socket a moment later, though it was to be kept. */
  readonly closesAfter?: boolean;
  /** Sends the answer a byte at a time. */
  readonly isByteByByte?: boolean;
}

/** What is done to a request. */
export type FaultAct =
  | AnswerAct
  /** Resets the connection: before the body is read, within it, or after it. */
  | { readonly does: "reset"; readonly at: "head" | "body" | "end" }
  /** Closes the connection without a byte. */
  | { readonly does: "close" }
  /** Never answers. */
  | { readonly does: "hang" }
  /** Sends the head of an answer so slowly that it never ends in time. */
  | { readonly does: "drip" }
  /** Answers when the client has given up. */
  | { readonly does: "late" }
  /** Sends a head, and a body without an end: as fast as it goes, or a byte a second. */
  | { readonly does: "endless"; readonly status: number; readonly pace: "flood" | "drip" }
  /** Sends a head and a part of the body, then closes or resets. */
  | { readonly does: "truncate"; readonly status: number; readonly by: "close" | "reset" };

/** One fault. */
export interface Fault {
  /** What the report calls it. */
  readonly kind: string;
  /** Whether the events are taken, whatever the client is told. */
  readonly takes: boolean;
  /** What is done. */
  readonly act: FaultAct;
}

/** What a client makes of an act: it has succeeded, it has failed, or that depends on the platform. */
export function told(act: FaultAct): "success" | "failure" | "either" {
  switch (act.does) {
    case "answer":
    case "endless":
      return isSuccess(act.status) ? "success" : "failure";
    case "truncate":
      // A reset may overtake the head that was sent before it.
      if (act.by === "reset") return "either";
      return isSuccess(act.status) ? "success" : "failure";
    default:
      return "failure";
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
