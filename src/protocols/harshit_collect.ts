/**
 * The Harshit Metrics collection API: an event's JSON text within the API's limits, and a batch as a
 * request or as a beacon's body.
 *
 * @module
 */
import type { QueuedEvent } from "../core/event.ts";
import { headOf } from "../core/head_of.ts";
import { msToUtc, toUtcText } from "../core/iso_time.ts";
import { type JsonMembers, jsonMembers, objectText } from "../core/json_members.ts";
import { ownMember } from "../core/own_member.ts";
import type { OutgoingRequest } from "../core/ports.ts";
import { Refusal } from "../core/refusal.ts";
import { utf8Length } from "../core/utf8.ts";

/**
 * An event as it goes on the wire, and as `beforeSend` sees it.
 *
 * @example Remove what must not leave
 * ```ts
 * import { type CollectEvent, createMetricsClient } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * function scrub(event: CollectEvent): CollectEvent | null {
 *   if (event.path?.startsWith("/admin")) return null;
 *   const { email: _email, ...metadata } = event.metadata ?? {};
 *   return { ...event, metadata };
 * }
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * const bodies: string[] = [];
 * await using metrics = createMetricsClient("mtr_example", {
 *   persistQueue: false,
 *   beforeSend: scrub,
 *   fetch(_url, { body }) { // stands in for the API
 *     bodies.push(body);
 *     return Promise.resolve(new Response());
 *   },
 * });
 * metrics.track("signed_up", { metadata: { plan: "pro", email: "ann@example.com" } });
 * metrics.track("user_deleted", { path: "/admin/users" });
 * await metrics.flush();
 * const { events } = JSON.parse(bodies[0] ?? "");
 * assertEquals(events.map(({ name }: CollectEvent) => name), ["signed_up"]);
 * assertEquals(events[0].metadata.plan, "pro");
 * assertEquals(bodies.join().includes("ann@example.com"), false);
 * ```
 */
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

/** An event that can be sent. */
export interface EncodedCollectEvent {
  readonly name: string;
  readonly json: string;
  /** The UTF-8 length of `json`. */
  readonly bytes: number;
  /** The caller's time, or its type, if it was none: then the event has that of the call. */
  readonly badTime?: string | undefined;
}

/** The API's limits. A longer name is refused, what else is longer is cut. */
const MAX_NAME_LENGTH = 100;
const MAX_LENGTHS = { path: 2_048, url: 4_096, referrer: 4_096, sessionId: 200, visitorId: 200 };

/**
 * Encodes an event once and for all.
 *
 * @param read Reads the caller's fields; each is read once.
 * @param settings Limits, and what is added.
 * @throws {Refusal} If it cannot be an event, or is too large.
 * @throws Whatever `read` and `merge` throw.
 */
export function encodeCollectEvent(
  read: (field: string) => unknown,
  settings: CollectSettings,
): EncodedCollectEvent {
  const { maxEventBytes, epochMs, merge = (own) => own } = settings;
  const name = read("name");
  if (typeof name !== "string" || !name || name.length > MAX_NAME_LENGTH) {
    throw new Refusal("invalid", `'name' must be a string of 1 to ${MAX_NAME_LENGTH} characters`);
  }
  const fields = new Map([["name", JSON.stringify(name)]]);
  for (const [field, max] of Object.entries(MAX_LENGTHS)) {
    const text = read(field) ?? "";
    if (typeof text !== "string") throw new Refusal("invalid", `'${field}' must be a string`);
    if (text) fields.set(field, JSON.stringify(headOf(text, max)));
  }
  // No text at all where the clock says nonsense: then the server's time has to do.
  const now = msToUtc(epochMs);
  const given = read("occurredAt") ?? now;
  const time = toUtcText(given);
  const isBad = time === undefined && given !== undefined;
  const shown = typeof given === "string" ? given.slice(0, 40) : typeof given;
  const occurredAt = time ?? now;
  if (occurredAt !== undefined) fields.set("occurredAt", JSON.stringify(occurredAt));
  const metadata = merge(jsonMembers(read("metadata"), "metadata", maxEventBytes));
  if (metadata.size) fields.set("metadata", objectText(metadata));
  const json = objectText(fields);
  const bytes = utf8Length(json);
  if (bytes > maxEventBytes) {
    throw new Refusal("too_large", `the event is larger than ${maxEventBytes} bytes`);
  }
  return { name, json, bytes, badTime: isBad ? shown : undefined };
}

/**
 * A stored event, checked like a caller's input: whoever writes to the storage may have written it.
 *
 * @param stored The event, or its JSON text.
 * @returns `undefined` if it is no event, or its time is none: it would become now.
 */
export function reviveCollectEvent(
  stored: unknown,
  settings: CollectSettings,
): EncodedCollectEvent | undefined {
  try {
    const event = typeof stored === "string" ? JSON.parse(stored) : stored;
    const encoded = encodeCollectEvent((field) => ownMember(event, field), settings);
    return encoded.badTime === undefined ? encoded : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the function that turns events into a request. The API lets through no further headers. */
export function createCollectRequest(
  endpoint: string,
  apiKey: string,
): (events: readonly QueuedEvent[]) => OutgoingRequest {
  const headers = { "Content-Type": "application/json", "x-api-key": apiKey };
  return (events) => ({ url: endpoint, headers, body: bodyOf(events) });
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
  return `{"events":[${events.map(({ json }) => json).join()}]}`;
}
