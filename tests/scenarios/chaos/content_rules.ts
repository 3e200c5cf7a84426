/**
 * What the collector refuses for its content, whenever it is sent: a body that is too large, and events
 * that are poisoned by their name or their id. What a batch is answered follows from what is in it.
 *
 * @module
 */

/** Largest body that is taken, in bytes. */
export const MAX_BODY_BYTES: number = 16 * 1024;

/** The property that holds an event's id on the wire. */
export const ID_PROPERTY = "id";

/** The property that holds an event's number in its workload. */
export const NUMBER_PROPERTY = "n";

/** An event as the collector finds it. */
export interface SentEvent {
  readonly id: string;
  readonly name: string;
  /** Its number in the workload. */
  readonly number: number;
  /** Its JSON text, to the byte. */
  readonly text: string;
}

/** A name or id that is refused says with which status. */
const POISONED = /^poisoned_(400|422)/;

/** The status with which a request is refused for its content; `undefined` for a good one. */
export function refusalOf(events: readonly SentEvent[], bodyBytes: number): number | undefined {
  if (bodyBytes > MAX_BODY_BYTES) return 413;
  for (const { name, id } of events) {
    const status = POISONED.exec(name)?.[1] ?? POISONED.exec(id)?.[1];
    if (status !== undefined) return Number(status);
  }
  return undefined;
}

/**
 * The events of a request's body.
 *
 * @throws {Error} If it is not exactly `{"events":[…]}` with events in it, to the byte.
 */
export function readEvents(body: string): SentEvent[] {
  const parsed: unknown = JSON.parse(body);
  if (!isRecord(parsed) || !Array.isArray(parsed.events)) throw new Error("no list of events");
  const events = parsed.events.map(readEvent);
  // Only then a text made anew is the text that was sent.
  const again = `{"events":[${events.map(({ text }) => text).join(",")}]}`;
  if (again !== body || events.length === 0) throw new Error("the body is not just its events");
  return events;
}

function readEvent(event: unknown): SentEvent {
  if (!isRecord(event) || !isRecord(event.properties)) throw new Error("an event is no event");
  const id = event.properties[ID_PROPERTY];
  const name = event.eventName;
  if (typeof id !== "string" || typeof name !== "string") throw new Error("an event has no id");
  return {
    id,
    name,
    number: Number(event.properties[NUMBER_PROPERTY]),
    text: JSON.stringify(event),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
