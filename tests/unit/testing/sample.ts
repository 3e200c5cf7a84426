/**
 * What the tests of this folder send.
 *
 * @module
 */

import type { CollectedEvent } from "../../../src/testing/mod.ts";

/** A URL of the ingest API. */
export const INGEST_URL = "https://collector.test/v1/ingest";

/** An event that keeps the contract, with changes. */
export function sampleEvent(changes: Record<string, unknown> = {}): CollectedEvent {
  return {
    eventName: "invoice_paid",
    timestamp: "2026-01-01T00:00:00.000Z",
    anonymousId: "anon-1",
    sessionId: "",
    consentGiven: true,
    ...changes,
  };
}

/** An event without one field. */
export function eventWithout(field: string): Record<string, unknown> {
  const { [field]: _, ...rest } = sampleEvent();
  return rest;
}

/** What `fetch` is given for these events, with changes. */
export function ingestInit(
  events: unknown = [sampleEvent()],
  changes: RequestInit = {},
): RequestInit & { headers: Record<string, string>; body: string } {
  const headers = { "authorization": "Bearer test-key", "content-type": "application/json" };
  const body = JSON.stringify({ events });
  return {
    method: "POST",
    ...changes,
    headers: { ...headers, ...changes.headers as Record<string, string> },
    body: typeof changes.body === "string" ? changes.body : body,
  };
}
