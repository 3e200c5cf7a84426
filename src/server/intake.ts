/**
 * Takes what callers pass, whatever it is, and puts an event in the queue or says why not.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { DropReason } from "../core/event.ts";
import { isThenable, messageOf, onRejection } from "../core/hooks.ts";
import { checkMessageId } from "../core/message_id.ts";
import { ownMember } from "../core/own_member.ts";
import type { Clock } from "../core/ports.ts";
import type { Reporter } from "../core/reporter.ts";
import {
  type EncodedEvent,
  encodeEvent,
  type FieldReader,
  fieldReader,
} from "../protocols/inslytic_event.ts";
import type { WireEvent } from "../protocols/wire_event.ts";

/** What the intake works with. */
export interface IntakeParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly reporter: Reporter;
  /** Makes an event's id. */
  readonly nextId: () => string;
  readonly maxEventBytes: number;
  readonly messageIdKey: string | undefined;
  readonly beforeSend: ((event: WireEvent) => unknown) | undefined;
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
   * @returns The event's id, or `null` if it was refused.
   */
  take(read: FieldReader): string | null {
    this.#nestedCalls++;
    try {
      return this.#take(read);
    } catch {
      return this.#refuse({ reason: "unserializable", detail: "the event cannot be read" });
    } finally {
      this.#nestedCalls--;
    }
  }

  #take(read: FieldReader): string | null {
    const { clock, engine, nextId, reporter } = this.#parts;
    if (this.#nestedCalls > MAX_NESTED_CALLS) {
      const detail = "reading the event tracks further events";
      return this.#refuse({ reason: "unserializable", detail });
    }
    const messageId = checkMessageId(read("messageId"));
    if (!messageId.isValid) {
      return this.#refuse({ reason: "invalid", detail: messageId.detail, name: nameOf(read) });
    }
    const id = messageId.id ?? nextId();
    if (engine.isClosed) return this.#refuse({ ...CLOSED, name: nameOf(read) }, id);
    const encoded = this.#encode(read, id, clock.epochNow());
    if (encoded.kind === "refused") return this.#refuse(encoded, id);
    const { name, json, bytes, badTimestamp } = encoded;
    // The caller's own code ran meanwhile.
    if (engine.isClosed) return this.#refuse({ ...CLOSED, name }, id);
    if (badTimestamp !== undefined) reporter.warn("bad_timestamp", badTimestamp);
    return engine.add({ id, name, json, bytes }) ? id : null;
  }

  #encode(read: FieldReader, id: string, epochMs: number): EncodedEvent | Refusal {
    const { beforeSend, maxEventBytes, messageIdKey } = this.#parts;
    const addProperty = messageIdKey === undefined ? undefined : [messageIdKey, id] as const;
    const settings = { maxEventBytes, epochMs, addProperty };
    if (beforeSend === undefined) return encodeEvent(read, settings);
    const before = encodeEvent(read, { maxEventBytes, epochMs });
    if (before.kind === "refused") return before;
    const { name, badTimestamp } = before;
    const after = askBeforeSend(beforeSend, before.json, id);
    if (after.kind === "refused") return { ...after, name, reason: "before_send" };
    const encoded = encodeEvent(fieldReader(after.event), settings);
    if (encoded.kind === "refused") return { ...encoded, name, reason: "before_send" };
    if (ownMember(after.event, "consentGiven") === undefined) {
      // Its default would be true: somebody's no must not be lost on the way.
      const detail = "'beforeSend' left 'consentGiven' out";
      return { kind: "refused", name, reason: "before_send", detail };
    }
    return { ...encoded, badTimestamp: encoded.badTimestamp ?? badTimestamp };
  }

  #refuse(refusal: Omit<Refusal, "kind">, messageId: string | null = null): null {
    const { reason, name = null, detail, isOnPurpose } = refusal;
    this.#parts.engine.refuse({ reason, messageId, name, detail }, isOnPurpose);
    return null;
  }
}

/** The scrubber did not return an event. */
type ScrubberRefusal = Pick<Refusal, "kind" | "detail" | "isOnPurpose">;

const CLOSED = { reason: "closed", detail: "the client was shut down" } as const;

/** An event's name, for the report of its refusal. */
function nameOf(read: FieldReader): string | null {
  const name = read("eventName");
  return typeof name === "string" ? name : null;
}

/** Runs the caller's scrubber on a copy of what would be sent. */
function askBeforeSend(
  beforeSend: (event: WireEvent) => unknown,
  json: string,
  messageId: string,
): { readonly kind: "kept"; readonly event: object } | ScrubberRefusal {
  try {
    const copy = { messageId, ...JSON.parse(json) as Omit<WireEvent, "messageId"> };
    const result = beforeSend(copy);
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
