/**
 * One event of the Inslytic ingestion API: from what a caller passes to the JSON text it becomes.
 *
 * @module
 */
import type { DropReason } from "../core/event.ts";
import { isInstance } from "../core/is_instance.ts";
import { msToUtc, toUtcText } from "../core/iso_time.ts";
import { ownMember } from "../core/own_member.ts";
import { JsonWriter, TooLarge } from "../core/serialize.ts";

/** Reads one field of what the caller passed. May throw what the caller's code throws. */
export type FieldReader = (name: string) => unknown;

/** What the encoding needs beside the event. */
export interface EncodeSettings {
  /** Most UTF-8 bytes of the event's JSON text. */
  readonly maxEventBytes: number;
  /** The wall clock at the call, in milliseconds since 1970. */
  readonly epochMs: number;
  /** A property to add: its name and value. */
  readonly addProperty?: readonly [name: string, value: string] | undefined;
}

/** An event that can be sent, or why it cannot. */
export type EncodedEvent =
  | {
    readonly kind: "encoded";
    readonly name: string;
    readonly json: string;
    readonly bytes: number;
    /** What was wrong with the caller's `timestamp`, if something was. */
    readonly badTimestamp: string | undefined;
  }
  | {
    readonly kind: "refused";
    readonly name: string | null;
    readonly reason: DropReason;
    readonly detail: string;
  };

/** Fields that may be `null`; the others are left out when they are. */
const NULLABLE_CONTEXT_FIELDS = ["utmSource", "utmMedium", "utmCampaign"];
const NULLABLE_FIELDS = ["userId", ...NULLABLE_CONTEXT_FIELDS];
const CONTEXT_FIELDS = [
  "pageUrl",
  "pageTitle",
  "referrer",
  ...NULLABLE_CONTEXT_FIELDS,
  "deviceType",
];

/** Thrown inside this module only: a field is not what it must be. */
class InvalidField extends Error {}

/**
 * Encodes an event once and for all.
 *
 * @param read Reads the caller's fields; each is read once.
 * @param settings Limits, and what is added.
 */
export function encodeEvent(read: FieldReader, settings: EncodeSettings): EncodedEvent {
  let name: string | null = null;
  try {
    const eventName = read("eventName");
    if (typeof eventName === "string") name = eventName.slice(0, settings.maxEventBytes);
    return encode(requireName(eventName, "eventName"), read, settings);
  } catch (error) {
    if (isInstance(error, TooLarge)) {
      return refuse(name, "too_large", `the event is larger than ${settings.maxEventBytes} bytes`);
    }
    if (isInstance(error, InvalidField)) return refuse(name, "invalid", error.message);
    return refuse(name, "unserializable", "a field of the event cannot be read");
  }
}

function refuse(name: string | null, reason: DropReason, detail: string): EncodedEvent {
  return { kind: "refused", name, reason, detail };
}

function encode(name: string, read: FieldReader, settings: EncodeSettings): EncodedEvent {
  const { maxEventBytes, epochMs } = settings;
  const json = new JsonWriter(maxEventBytes);
  const time = timestamp(read("timestamp"), epochMs);
  json.inside('{"eventName":"', name);
  json.inside('","timestamp":"', time.text);
  json.inside('","anonymousId":"', requireName(read("anonymousId"), "anonymousId"));
  json.inside('","sessionId":"', optionalText(read("sessionId"), "sessionId") ?? "");
  json.raw(consent(read("consentGiven")) ? '","consentGiven":true' : '","consentGiven":false');
  const userId = read("userId");
  if (userId !== undefined) writeField(json, "userId", userId);
  writeProperties(json, read("properties"), settings.addProperty);
  for (const field of CONTEXT_FIELDS) writeField(json, field, read(field));
  json.raw("}");
  const { bytes } = json;
  if (bytes > maxEventBytes) throw new TooLarge();
  return { kind: "encoded", name, json: json.text, bytes, badTimestamp: time.bad };
}

function writeField(json: JsonWriter, name: string, value: unknown): void {
  if (value === undefined) return;
  if (value === null) {
    if (NULLABLE_FIELDS.includes(name)) json.raw(`,"${name}":null`);
    return;
  }
  json.inside(`,"${name}":"`, optionalText(value, name) ?? "");
  json.raw('"');
}

function writeProperties(
  json: JsonWriter,
  properties: unknown,
  added: readonly [name: string, value: string] | undefined,
): void {
  json.raw(',"properties":{');
  let before = '"';
  const write = (key: string, text: string): void => {
    json.inside(before, key);
    json.inside('":"', text);
    before = '","';
  };
  if (properties !== undefined && properties !== null) {
    if (typeof properties !== "object" || Array.isArray(properties)) {
      throw new InvalidField("'properties' must be an object");
    }
    for (const key of Object.keys(properties)) {
      if (key === added?.[0]) continue;
      json.look(key.length + 1);
      const text = propertyText(properties, key, json);
      if (text !== undefined) write(key, text);
    }
  }
  if (added !== undefined) write(added[0], added[1]);
  json.raw(before === '"' ? "}" : '"}');
}

function propertyText(properties: object, key: string, json: JsonWriter): string | undefined {
  let value: unknown;
  try {
    value = Reflect.get(properties, key);
  } catch {
    return "[unreadable]";
  }
  return json.propertyText(value);
}

/** A non-empty text. */
function requireName(value: unknown, field: string): string {
  const text = optionalText(value, field);
  if (text === undefined || text === "") {
    throw new InvalidField(`'${field}' must be a non-empty string`);
  }
  return text;
}

function optionalText(value: unknown, field: string): string | undefined {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return undefined;
  throw new InvalidField(`'${field}' must be a string`);
}

function consent(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value === "boolean") return value;
  // Guessing here could send data of somebody who said no.
  throw new InvalidField("'consentGiven' must be a boolean");
}

function timestamp(value: unknown, epochMs: number): { text: string; bad: string | undefined } {
  // A clock may answer anything, too.
  const now = msToUtc(epochMs) ?? "1970-01-01T00:00:00.000Z";
  if (value === undefined || value === null) return { text: now, bad: undefined };
  const text = toUtcText(value);
  if (text !== undefined) return { text, bad: undefined };
  const shown = typeof value === "string"
    ? JSON.stringify(value.slice(0, 40))
    : `a ${typeof value}`;
  return { text: now, bad: shown };
}

/**
 * Reads the event that says who a user is.
 *
 * @param userId The user.
 * @param traits What is known of them.
 * @param envelope Further fields; its `anonymousId` replaces the user's own id.
 */
export function identifyReader(userId: unknown, traits: unknown, envelope: unknown): FieldReader {
  const user = (): string => requireName(userId, "userId");
  const given = fieldReader(envelope ?? {});
  return (field) => {
    if (field === "eventName") return "$identify";
    if (field === "userId") return user();
    if (field === "properties") return traits;
    return field === "anonymousId" ? given(field) ?? user() : given(field);
  };
}

/** Reads the fields of what a caller passed as an event. */
export function fieldReader(event: unknown): FieldReader {
  if (typeof event === "object" && event !== null) return (field) => ownMember(event, field);
  return () => {
    throw new InvalidField("an event must be an object");
  };
}
