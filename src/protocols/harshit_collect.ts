/**
 * The Harshit Metrics collection API: an event's JSON text within the API's limits, and a batch as a
 * request or as a beacon's body.
 *
 * @module
 */
import {
  type EncodedEvent,
  encodeSafely,
  type FieldReader,
  fieldReader,
  InvalidField,
  optionalText,
  readInstant,
} from "../core/encoded_event.ts";
import type { QueuedEvent } from "../core/event.ts";
import type { StoredEvent } from "../core/journal_record.ts";
import { type JsonMembers, jsonMembers } from "../core/json_members.ts";
import { checkMessageId } from "../core/message_id.ts";
import type { OutgoingRequest } from "../core/ports.ts";
import { headOf } from "../core/redact.ts";
import { JsonWriter } from "../core/serialize.ts";

/** An event as it goes on the wire, and as `beforeSend` sees it. */
export interface CollectEvent {
  /** The event's id. Not a field of the API: see the option `messageIdKey`. Changing it does nothing. */
  messageId: string;
  /** The name: 1 to 100 characters. */
  name: string;
  /** The page's path. */
  path?: string;
  /** The page's URL. */
  url?: string;
  /** Where the visitor came from. */
  referrer?: string;
  /** The session. */
  sessionId?: string;
  /** The visitor. */
  visitorId?: string;
  /** When it happened: ISO 8601, UTC. */
  occurredAt: string;
  /** Free data, everything merged. */
  metadata?: Record<string, unknown>;
}

/** What the encoding needs beside the event. */
export interface CollectSettings {
  /** Most UTF-8 bytes of the event's JSON text. */
  readonly maxEventBytes: number;
  /** The wall clock at the call, in milliseconds since 1970. */
  readonly epochMs: number;
  /** Adds to the event's own metadata. Called once; may throw. */
  readonly merge?: ((own: JsonMembers) => JsonMembers) | undefined;
}

/** Most events that the API takes in one request. */
export const MAX_EVENTS_PER_REQUEST = 100;

/** The API's limit for a name. */
const MAX_NAME_LENGTH = 100;

/** The API's limits for texts: what is longer is cut. */
const MAX_LENGTHS = [
  ["path", 2_048],
  ["url", 4_096],
  ["referrer", 4_096],
  ["sessionId", 200],
  ["visitorId", 200],
] as const;

/**
 * Encodes an event once and for all.
 *
 * @param read Reads the caller's fields; each is read once.
 * @param settings Limits, and what is added.
 */
export function encodeCollectEvent(read: FieldReader, settings: CollectSettings): EncodedEvent {
  const { maxEventBytes, epochMs, merge = (own) => own } = settings;
  return encodeSafely(read, "name", maxEventBytes, (name) => {
    if (name.length > MAX_NAME_LENGTH) {
      throw new InvalidField(`'name' must be at most ${MAX_NAME_LENGTH} characters`);
    }
    const json = new JsonWriter(maxEventBytes);
    json.raw('{"name":');
    json.string(name);
    for (const [field, maxLength] of MAX_LENGTHS) {
      const text = optionalText(read(field), field);
      if (!text) continue;
      json.raw(`,"${field}":`);
      json.string(headOf(text, maxLength));
    }
    const time = readInstant(read("occurredAt"), epochMs);
    json.raw(',"occurredAt":');
    json.string(time.text);
    const own = jsonMembers(read("metadata"), "metadata", maxEventBytes);
    let prefix = ',"metadata":{';
    for (const [key, text] of merge(own)) {
      json.raw(prefix);
      json.string(key);
      json.raw(":" + text);
      prefix = ",";
    }
    json.raw(prefix === "," ? "}}" : "}");
    return { json, time };
  });
}

/** A stored event, checked like a caller's input: whoever writes to the storage may have written it. */
export function reviveCollectEvent(
  { id, json }: StoredEvent,
  settings: CollectSettings,
): { json: string; bytes: number } | undefined {
  try {
    if (!checkMessageId(id).isValid) return undefined;
    const encoded = encodeCollectEvent(fieldReader(JSON.parse(json)), settings);
    // A time that is no time would become now: better no event than one at the wrong time.
    const isTrusted = encoded.kind === "encoded" && encoded.badTimestamp === undefined;
    return isTrusted ? encoded : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the function that turns a batch into a request. The API lets through no further headers. */
export function createCollectRequest(
  endpoint: string,
  apiKey: string,
): (batch: { readonly events: readonly QueuedEvent[] }) => OutgoingRequest {
  const headers = { "Content-Type": "application/json", "x-api-key": apiKey };
  return ({ events }) => ({ url: endpoint, headers, body: bodyOf(events) });
}

/** Makes the function that turns events into a beacon: it has no headers, so the key is in the URL. */
export function createCollectBeacon(
  endpoint: string,
  apiKey: string,
): (events: readonly QueuedEvent[]) => { url: string; body: string } {
  const separator = endpoint.includes("?") ? "&" : "?";
  const url = `${endpoint}${separator}apiKey=${encodeURIComponent(apiKey)}`;
  return (events) => ({ url, body: bodyOf(events) });
}

function bodyOf(events: readonly QueuedEvent[]): string {
  return `{"events":[${events.map(({ json }) => json).join(",")}]}`;
}
