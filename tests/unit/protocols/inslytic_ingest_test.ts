import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { Batch } from "../../../src/core/batch.ts";
import type { QueuedEvent } from "../../../src/core/event.ts";
import {
  createIngestRequest,
  MAX_EVENTS_PER_REQUEST,
} from "../../../src/protocols/inslytic_ingest.ts";

const event = (json: string): QueuedEvent => ({
  id: json,
  name: "e",
  json,
  bytes: json.length,
  seq: 1,
});
const batch = (...texts: string[]): Batch => new Batch(texts.map(event));

const ENDPOINTS: readonly (readonly [endpoint: string, url: string])[] = [
  ["https://example.com", "https://example.com/v1/ingest"],
  ["https://example.com/", "https://example.com/v1/ingest"],
  ["https://example.com///", "https://example.com/v1/ingest"],
  ["https://example.com/base", "https://example.com/base/v1/ingest"],
  ["https://example.com/base/", "https://example.com/base/v1/ingest"],
  ["https://example.com/a//b/", "https://example.com/a//b/v1/ingest"],
];

for (const [endpoint, url] of ENDPOINTS) {
  Deno.test(`createIngestRequest() makes ${url} of ${endpoint}`, () => {
    assertEquals(createIngestRequest(endpoint, "key")(batch("{}")).url, url);
  });
}

Deno.test("createIngestRequest() takes no time for an endpoint of 30 000 slashes", () => {
  const startedAt = performance.now();
  createIngestRequest(`https://example.com/${"/".repeat(30_000)}a`, "key");
  assertEquals(performance.now() - startedAt < 200, true);
});

Deno.test("createIngestRequest() writes the events' own bytes into the body", () => {
  const { body } = createIngestRequest("https://example.com", "key")(batch('{"a":1}', '{"b":"é"}'));
  assertEquals(body, '{"events":[{"a":1},{"b":"é"}]}');
});

Deno.test("createIngestRequest() writes key, content type and the batch's name into the headers", () => {
  const { headers } = createIngestRequest("https://example.com", "the-key")(batch("{}"));
  const { "Idempotency-Key": key, ...rest } = headers;
  assertEquals(rest, { "Authorization": "Bearer the-key", "Content-Type": "application/json" });
  assertMatch(key ?? "", /^[0-9a-f]{32}$/);
});

Deno.test("createIngestRequest() names a batch the same each time, and another otherwise", () => {
  const toRequest = createIngestRequest("https://example.com", "key");
  const one = batch("1");
  const keyOf = (of: Batch) => toRequest(of).headers["Idempotency-Key"];
  assertEquals(keyOf(one), keyOf(one));
  assertNotEquals(keyOf(one), keyOf(batch("2")));
});

Deno.test("MAX_EVENTS_PER_REQUEST is the API's", () => assertEquals(MAX_EVENTS_PER_REQUEST, 1_000));
