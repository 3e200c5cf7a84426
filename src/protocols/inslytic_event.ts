/**
 * One event of the Inslytic ingestion API: what a caller may pass, and the JSON text it becomes.
 *
 * @module
 */
import {
  type EncodedEvent,
  encodeSafely,
  type FieldReader,
  fieldReader,
  type Instant,
  InvalidField,
  optionalText,
  readInstant,
  requireText,
} from "../core/encoded_event.ts";
import { JsonWriter } from "../core/serialize.ts";
import { propertyText } from "./property_text.ts";

/** A property's value. On the wire it is a string, as the API demands. */
export type PropertyValue = string | number | bigint | boolean | Date | null | undefined;

/** Free data of an event. */
export type Properties = Readonly<Record<string, PropertyValue>>;

/** What an event may carry besides its name, ids and properties. */
export interface EventEnvelope {
  /** The session it belongs to. `""` unless given. */
  readonly sessionId?: string | undefined;
  /** When it happened: ISO 8601, or a `Date`. The time of the call unless given, or if unusable. */
  readonly timestamp?: string | Date | undefined;
  /** Whether the person consented. `true` unless given; sent as given. */
  readonly consentGiven?: boolean | undefined;
  /** The event's id, at most 200 characters. A new UUID v7 unless given. */
  readonly messageId?: string | undefined;
  /** The full URL of the page. */
  readonly pageUrl?: string | undefined;
  /** The title of the page. */
  readonly pageTitle?: string | undefined;
  /** Where the visitor came from. */
  readonly referrer?: string | undefined;
  /** The campaign's source. */
  readonly utmSource?: string | null | undefined;
  /** The campaign's medium. */
  readonly utmMedium?: string | null | undefined;
  /** The campaign's name. */
  readonly utmCampaign?: string | null | undefined;
  /** The kind of device. */
  readonly deviceType?: string | undefined;
}

/** An event as it goes on the wire, and as `beforeSend` sees it: all values plain strings. */
export interface WireEvent {
  /** The event's id. Not a field of the API: see the option `messageIdKey`. Changing it does nothing. */
  messageId: string;
  /** The name. */
  eventName: string;
  /** ISO 8601, UTC. */
  timestamp: string;
  /** Who, before they are known. */
  anonymousId: string;
  /** The session, or `""`. */
  sessionId: string;
  /** Whether the person consented. */
  consentGiven: boolean;
  /** Who, once they are known; `null` for explicitly nobody. */
  userId?: string | null;
  /** Free data. */
  properties: Record<string, string>;
  /** The full URL of the page. */
  pageUrl?: string;
  /** The title of the page. */
  pageTitle?: string;
  /** Where the visitor came from. */
  referrer?: string;
  /** The campaign's source. */
  utmSource?: string | null;
  /** The campaign's medium. */
  utmMedium?: string | null;
  /** The campaign's name. */
  utmCampaign?: string | null;
  /** The kind of device. */
  deviceType?: string;
}

/** What the encoding needs beside the event. */
export interface EncodeSettings {
  /** Most UTF-8 bytes of the event's JSON text. */
  readonly maxEventBytes: number;
  /** The wall clock at the call, in milliseconds since 1970. */
  readonly epochMs: number;
  /** A property to add: its name and value. */
  readonly addProperty?: readonly [name: string, value: string] | undefined;
}

/** Fields that may be `null`; the others are left out when they are. */
const NULLABLE_FIELDS = ["utmSource", "utmMedium", "utmCampaign"];
const CONTEXT_FIELDS = ["pageUrl", "pageTitle", "referrer", ...NULLABLE_FIELDS, "deviceType"];

/**
 * Encodes an event once and for all.
 *
 * @param read Reads the caller's fields; each is read once.
 * @param settings Limits, and what is added.
 */
export function encodeEvent(read: FieldReader, settings: EncodeSettings): EncodedEvent {
  return encodeSafely(
    read,
    "eventName",
    settings.maxEventBytes,
    (name) => encode(name, read, settings),
  );
}

function encode(
  name: string,
  read: FieldReader,
  { maxEventBytes, epochMs, addProperty }: EncodeSettings,
): { json: JsonWriter; time: Instant } {
  const json = new JsonWriter(maxEventBytes);
  const time = readInstant(read("timestamp"), epochMs);
  json.raw('{"eventName":');
  json.string(name);
  json.raw(',"timestamp":');
  json.string(time.text);
  json.raw(',"anonymousId":');
  json.string(requireText(read("anonymousId"), "anonymousId"));
  json.raw(',"sessionId":');
  json.string(optionalText(read("sessionId"), "sessionId") ?? "");
  json.raw(`,"consentGiven":${consent(read("consentGiven"))}`);
  const userId = read("userId");
  if (userId !== undefined) writeField(json, "userId", userId, true);
  writeProperties(json, read("properties"), addProperty);
  for (const field of CONTEXT_FIELDS) {
    writeField(json, field, read(field), NULLABLE_FIELDS.includes(field));
  }
  json.raw("}");
  return { json, time };
}

function writeField(json: JsonWriter, name: string, value: unknown, isNullable: boolean): void {
  if (value === null && isNullable) return json.raw(`,"${name}":null`);
  const text = optionalText(value, name);
  if (text === undefined) return;
  json.raw(`,"${name}":`);
  json.string(text);
}

function writeProperties(
  json: JsonWriter,
  properties: unknown,
  added: readonly [name: string, value: string] | undefined,
): void {
  json.raw(',"properties":{');
  let separator = "";
  const write = (key: string, text: string): void => {
    json.raw(separator);
    json.string(key);
    json.raw(":");
    json.string(text);
    separator = ",";
  };
  if (properties !== undefined && properties !== null) {
    if (typeof properties !== "object" || Array.isArray(properties)) {
      throw new InvalidField("'properties' must be an object");
    }
    for (const key of Object.keys(properties)) {
      if (key === added?.[0]) continue;
      json.look(key.length + 1);
      const text = readText(properties, key, json);
      if (text !== undefined) write(key, text);
    }
  }
  if (added !== undefined) write(added[0], added[1]);
  json.raw("}");
}

function readText(properties: object, key: string, json: JsonWriter): string | undefined {
  let value: unknown;
  try {
    value = Reflect.get(properties, key);
  } catch {
    return "[unreadable]";
  }
  return propertyText(json, value);
}

function consent(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value === "boolean") return value;
  // Guessing here could send data of somebody who said no.
  throw new InvalidField("'consentGiven' must be a boolean");
}

/**
 * Reads the event that says who a user is.
 *
 * @param userId The user.
 * @param traits What is known of them.
 * @param envelope Further fields; its `anonymousId` replaces the user's own id.
 */
export function identifyReader(userId: unknown, traits: unknown, envelope: unknown): FieldReader {
  const user = (): string => requireText(userId, "userId");
  const given = fieldReader(envelope ?? {});
  return (field) => {
    if (field === "eventName") return "$identify";
    if (field === "userId") return user();
    if (field === "properties") return traits;
    return field === "anonymousId" ? given(field) ?? user() : given(field);
  };
}
