/**
 * The API that servers send to, on a socket, for pages of other origins.
 *
 * @module
 */
import { createCollector } from "@tidings/sdk/testing";
import { serve, type Served } from "../../support/serve.ts";

/** The headers that `InslyticNode` sends: a browser asks for leave to send them. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-allow-headers": "authorization, content-type, idempotency-key",
};

/** A collector that listens. */
export interface IngestForPages extends Served {
  /** Names of the events that it accepted, in alphabetical order. */
  eventNames(): string[];
}

/** Lets a new collector listen. It takes events of servers as well. */
export async function serveIngestForPages(): Promise<IngestForPages> {
  const collector = createCollector({ apiKey: "test-key" });
  const served = await serve(async (request) => {
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS });
    const { status, headers, body } = await collector.fetch(request);
    return new Response(body, { status, headers: [...headers, ...Object.entries(CORS)] });
  });
  return { ...served, eventNames: () => collector.eventNames().toSorted() };
}
