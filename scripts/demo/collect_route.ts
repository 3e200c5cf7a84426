/**
 * The collect API, as far as a demo needs it: what browsers send, from other origins, by `fetch` or by
 * beacon.
 *
 * @module
 */
import { DEMO_KEY, MESSAGE_ID_KEY } from "./agreement.ts";
import type { Arrival } from "./arrival.ts";

/** As the API documents them. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-allow-headers": "content-type, x-api-key",
};

const MAX_EVENTS = 100;
const MAX_NAME_LENGTH = 100;
/** Far beyond what a client sends at once. */
const MAX_BODY_LENGTH = 2 ** 20;

/** Takes what was accepted; throws if it cannot keep it. */
export type Accept = (events: readonly Arrival[]) => void;

/** Answers a browser's request. */
export async function answerCollect(request: Request, accept: Accept): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS });
  if (request.method !== "POST") return refuse(405, "Method not allowed");
  const key = request.headers.get("x-api-key") ?? new URL(request.url).searchParams.get("apiKey");
  if (key === null) return refuse(401, "Missing API key");
  if (key !== DEMO_KEY) return refuse(401, "Invalid API key");
  const text = await request.text();
  const events = text.length > MAX_BODY_LENGTH ? null : readEvents(text);
  if (events === null) return refuse(400, "Invalid payload");
  try {
    accept(events);
  } catch {
    return refuse(500, "Cannot store the events");
  }
  return Response.json({ accepted: events.length }, { status: 202, headers: CORS });
}

/** An answer that no event was accepted. */
export function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status, headers: CORS });
}

/** The events of a body, or `null` if one of them is none. */
export function readEvents(text: string): Arrival[] | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const events = member(body, "events");
  if (!Array.isArray(events) || events.length === 0 || events.length > MAX_EVENTS) return null;
  const arrivals = events.flatMap((event) => readEvent(event) ?? []);
  return arrivals.length === events.length ? arrivals : null;
}

function readEvent(event: unknown): Arrival | null {
  const name = member(event, "name");
  if (typeof name !== "string" || name === "" || name.length > MAX_NAME_LENGTH) return null;
  const metadata = member(event, "metadata");
  const id = member(metadata, MESSAGE_ID_KEY);
  const user = member(metadata, "userId") ?? member(event, "visitorId");
  return {
    id: typeof id === "string" ? id : null,
    name,
    user: typeof user === "string" ? user : "",
    body: JSON.stringify(event),
  };
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
