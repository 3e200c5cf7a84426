/**
 * Takes what callers pass, whatever it is, and puts an event in the queue or says why not.
 *
 * @module
 */
import { type EncodedEvent, type FieldReader, fieldReader } from "./encoded_event.ts";
import type { Drop, DropReason, QueuedEvent } from "./event.ts";
import { isThenable, messageOf, onRejection } from "./hooks.ts";
import { checkMessageId } from "./message_id.ts";
import type { Clock } from "./ports.ts";
import type { Reporter } from "./reporter.ts";

/** Where events go. */
export interface EventSink {
  /** Whether the client was shut down. */
  readonly isClosed: boolean;
  /** Puts an event in the queue; false if it found no room. */
  add(event: Omit<QueuedEvent, "seq">): boolean;
  /** Counts and reports a call that was refused. */
  refuse(drop: Drop, isOnPurpose?: boolean): void;
}

/** Makes an event's text. */
export type Encode = (
  read: FieldReader,
  /** The wall clock at the call. */
  epochMs: number,
  /** The event's id, where it is to be written if the client writes it: not for `beforeSend`. */
  id: string | undefined,
) => EncodedEvent;

/** What the intake works with. */
export interface IntakeParts {
  readonly sink: EventSink;
  readonly clock: Clock;
  readonly reporter: Reporter;
  /** Makes an event's id. */
  readonly nextId: () => string;
  /** The field that holds an event's name. */
  readonly nameField: string;
  /** Makes the text of what `beforeSend` returned, or of any event. */
  readonly encode: Encode;
  /** What is wrong with an event that `beforeSend` returned, beside what `encode` finds. */
  readonly objection?: (event: object) => string | undefined;
  readonly beforeSend: ((event: never) => unknown) | undefined;
}

/** A getter or hook may call back into the client; one that does so without end is stopped here. */
const MAX_NESTED_CALLS = 4;

/** Why a call was refused. */
interface Refusal {
  readonly kind: "refused";
  readonly reason: DropReason;
  readonly detail: string;
  readonly name?: string | null;
  /** The caller asked for it. */
  readonly isOnPurpose?: boolean;
}

/** Turns calls into queued events. */
export class Intake {
  readonly #parts: IntakeParts;
  #nestedCalls = 0;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /**
   * Takes one event.
   *
   * @param read Reads the fields of what the caller passed.
   * @param encode Makes its text, if it takes more than what every event gets.
   * @returns The event's id, or `null` if it was refused.
   */
  take(read: FieldReader, encode: Encode = this.#parts.encode): string | null {
    this.#nestedCalls++;
    try {
      return this.#take(read, encode);
    } catch {
      return this.#refuse({ reason: "unserializable", detail: "the event cannot be read" });
    } finally {
      this.#nestedCalls--;
    }
  }

  #take(read: FieldReader, encode: Encode): string | null {
    const { clock, sink, nameField, nextId, reporter } = this.#parts;
    if (this.#nestedCalls > MAX_NESTED_CALLS) {
      const detail = "reading the event tracks further events";
      return this.#refuse({ reason: "unserializable", detail });
    }
    const messageId = checkMessageId(read("messageId"));
    if (!messageId.isValid) {
      const { detail } = messageId;
      return this.#refuse({ reason: "invalid", detail, name: textOf(read(nameField)) });
    }
    const id = messageId.id ?? nextId();
    if (sink.isClosed) return this.#refuse({ ...CLOSED, name: textOf(read(nameField)) }, id);
    const encoded = this.#encode(read, id, clock.epochNow(), encode);
    if (encoded.kind === "refused") return this.#refuse(encoded, id);
    const { name, json, bytes, badTimestamp } = encoded;
    // The caller's own code ran meanwhile.
    if (sink.isClosed) return this.#refuse({ ...CLOSED, name }, id);
    if (badTimestamp !== undefined) reporter.warn("bad_timestamp", badTimestamp);
    return sink.add({ id, name, json, bytes }) ? id : null;
  }

  #encode(
    read: FieldReader,
    id: string,
    epochMs: number,
    encode: Encode,
  ): EncodedEvent | Refusal {
    const { beforeSend, encode: encodeAnew, objection } = this.#parts;
    if (beforeSend === undefined) return encode(read, epochMs, id);
    const before = encode(read, epochMs, undefined);
    if (before.kind === "refused") return before;
    const { name, badTimestamp } = before;
    const after = askBeforeSend(beforeSend, before.json, id);
    if (after.kind === "refused") return { ...after, name, reason: "before_send" };
    const encoded = encodeAnew(fieldReader(after.event), epochMs, id);
    if (encoded.kind === "refused") return { ...encoded, name, reason: "before_send" };
    const detail = objection?.(after.event);
    if (detail !== undefined) return { kind: "refused", name, reason: "before_send", detail };
    return { ...encoded, badTimestamp: encoded.badTimestamp ?? badTimestamp };
  }

  #refuse(refusal: Omit<Refusal, "kind">, messageId: string | null = null): null {
    const { reason, name = null, detail, isOnPurpose } = refusal;
    this.#parts.sink.refuse({ reason, messageId, name, detail }, isOnPurpose);
    return null;
  }
}

/** The scrubber did not return an event. */
type ScrubberRefusal = Pick<Refusal, "kind" | "detail" | "isOnPurpose">;

const CLOSED = { reason: "closed", detail: "the client was shut down" } as const;

/** An event's name, for the report of its refusal. */
function textOf(name: unknown): string | null {
  return typeof name === "string" ? name : null;
}

/** Runs the caller's scrubber on a copy of what would be sent. */
function askBeforeSend(
  beforeSend: (event: never) => unknown,
  json: string,
  messageId: string,
): { readonly kind: "kept"; readonly event: object } | ScrubberRefusal {
  try {
    // What the protocol has just written is what the hook's type says.
    const result = beforeSend({ messageId, ...JSON.parse(json) as object } as never);
    if (result === null) return refused("'beforeSend' returned null", true);
    if (isThenable(result)) {
      // Nobody waits for it: a rejection must not end the process.
      onRejection(result, () => {});
      return refused("'beforeSend' returned a promise");
    }
    if (typeof result !== "object") return refused(`'beforeSend' returned ${typeof result}`);
    return { kind: "kept", event: result };
  } catch (error) {
    return refused(`'beforeSend' threw: ${messageOf(error)}`);
  }
}

function refused(detail: string, isOnPurpose = false): ScrubberRefusal {
  return { kind: "refused", detail, isOnPurpose };
}
