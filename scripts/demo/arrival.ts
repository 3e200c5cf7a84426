/**
 * An event as the collector stores it, whoever sent it, and what of it is worth showing. Pure.
 *
 * @module
 */
import type { CollectedEvent } from "@tidings/sdk/testing";
import { MESSAGE_ID_KEY, type Source } from "./agreement.ts";

/** One accepted copy of an event. */
export interface Arrival {
  /** The event's id, or `null` where the sender put none in. */
  readonly id: string | null;
  /** What happened. */
  readonly name: string;
  /** To whom: the user, else the visitor. */
  readonly user: string;
  /** All of it, as JSON text. */
  readonly body: string;
}

/** What the collector tells of an arrival. */
export interface Seen {
  /** The event's id. */
  readonly id: string | null;
  /** Its name. */
  readonly name: string;
  /** To whom it happened. */
  readonly user: string;
  /** Its data, shortened. */
  readonly detail: string;
}

/** A line on a screen, and no more of it. */
const MAX_DETAIL_LENGTH = 240;
const MAX_NAME_LENGTH = 120;

/** Said of every event, so worth nothing in a list. */
const UNSAID: ReadonlySet<string> = new Set([
  MESSAGE_ID_KEY,
  "userAgent",
  "browser",
  "os",
  "deviceType",
  "language",
  "userId",
  "viewportWidth",
  "viewportHeight",
]);

/** An event of the server's client. */
export function arrivalOf(event: CollectedEvent): Arrival {
  return {
    id: event.properties?.[MESSAGE_ID_KEY] ?? null,
    name: event.eventName,
    user: event.userId ?? event.anonymousId,
    body: JSON.stringify(event),
  };
}

/** What is shown of an arrival: short, whatever was sent. */
export function seenOf({ id, name, user, body }: Arrival, source: Source): Seen {
  const event = JSON.parse(body);
  const data = (source === "server" ? event.properties : event.metadata) ?? {};
  const facts = Object.entries(data).filter(([key]) => !UNSAID.has(key)).map(([key, value]) =>
    `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`
  );
  if (source === "browser" && typeof event.path === "string") facts.unshift(event.path);
  return {
    id: id === null ? null : cut(id, MAX_NAME_LENGTH),
    name: cut(name, MAX_NAME_LENGTH),
    user: cut(user, MAX_NAME_LENGTH),
    detail: cut(facts.join(" · "), MAX_DETAIL_LENGTH),
  };
}

/** How many there are of each name, in order of appearance. */
export function countByName(events: readonly { readonly name: string }[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of events) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
