/**
 * What becomes of a call's input: an event's finished text, or the reason why there is none. Which
 * fields an event has is the protocol's business.
 *
 * @module
 */
import type { DropReason } from "./event.ts";
import { isInstance } from "./is_instance.ts";
import { msToUtc, toUtcText } from "./iso_time.ts";
import { ownMember } from "./own_member.ts";
import { type JsonWriter, TooLarge } from "./serialize.ts";
import { utf8Length } from "./utf8.ts";

/** An event that can be sent, or why it cannot. */
export type EncodedEvent =
  | {
    readonly kind: "encoded";
    readonly name: string;
    readonly json: string;
    readonly bytes: number;
    /** What was wrong with the caller's time, if something was. */
    readonly badTimestamp: string | undefined;
  }
  | {
    readonly kind: "refused";
    readonly name: string | null;
    readonly reason: DropReason;
    readonly detail: string;
  };

/** Reads one field of what the caller passed. May throw what the caller's code throws. */
export type FieldReader = (name: string) => unknown;

/** Thrown while an event is encoded, and only then: a field is not what it must be. */
export class InvalidField extends Error {}

/** An instant, and what was wrong with the caller's own, if something was. */
export interface Instant {
  readonly text: string;
  readonly bad: string | undefined;
}

/**
 * Encodes an event, and says why if that is not possible.
 *
 * @param read Reads the caller's fields.
 * @param nameField The field that holds the name: a non-empty string.
 * @param maxEventBytes Most UTF-8 bytes of the text.
 * @param write Makes the text; may throw anything.
 */
export function encodeSafely(
  read: FieldReader,
  nameField: string,
  maxEventBytes: number,
  write: (name: string) => { readonly json: JsonWriter; readonly time: Instant },
): EncodedEvent {
  let name: string | null = null;
  const refuse = (reason: DropReason, detail: string): EncodedEvent => ({
    kind: "refused",
    name,
    reason,
    detail,
  });
  try {
    const given = read(nameField);
    if (typeof given === "string") name = given.slice(0, maxEventBytes);
    const { json: { text: json }, time } = write(requireText(given, nameField));
    const bytes = utf8Length(json);
    if (bytes > maxEventBytes) throw new TooLarge();
    return { kind: "encoded", name: name ?? "", json, bytes, badTimestamp: time.bad };
  } catch (error) {
    if (isInstance(error, TooLarge)) {
      return refuse("too_large", `the event is larger than ${maxEventBytes} bytes`);
    }
    return isInstance(error, InvalidField)
      ? refuse("invalid", error.message)
      : refuse("unserializable", "a field of the event cannot be read");
  }
}

/**
 * A text, or `undefined` if none was given.
 *
 * @throws {InvalidField} If it is anything else.
 */
export function optionalText(value: unknown, field: string): string | undefined {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return undefined;
  throw new InvalidField(`'${field}' must be a string`);
}

/**
 * A text that is not empty.
 *
 * @throws {InvalidField} If it is anything else.
 */
export function requireText(value: unknown, field: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new InvalidField(`'${field}' must be a non-empty string`);
}

/** The caller's instant, or the time of the call. */
export function readInstant(value: unknown, epochMs: number): Instant {
  // A clock may answer anything, too.
  const now = msToUtc(epochMs) ?? "1970-01-01T00:00:00.000Z";
  if (value === undefined || value === null) return { text: now, bad: undefined };
  try {
    const text = toUtcText(value);
    if (text !== undefined) return { text, bad: undefined };
  } catch {
    // A hostile date is none.
  }
  const bad = typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : `a ${typeof value}`;
  return { text: now, bad };
}

/** Reads the fields of what a caller passed as an event. */
export function fieldReader(event: unknown): FieldReader {
  if (typeof event === "object" && event !== null) return (field) => ownMember(event, field);
  return () => {
    throw new InvalidField("an event must be an object");
  };
}
