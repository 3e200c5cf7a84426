/**
 * A batch as a request of the Inslytic ingestion API: `POST {endpoint}/v1/ingest`.
 *
 * @module
 */
import type { Batch } from "../core/batch.ts";
import type { OutgoingRequest } from "../core/ports.ts";
import { batchKey } from "./batch_key.ts";

/** Most events that the API takes in one request. */
export const MAX_EVENTS_PER_REQUEST = 1_000;

/**
 * Makes the function that turns a batch into a request.
 *
 * @param endpoint An absolute URL without query and fragment; a trailing slash does no harm.
 * @param apiKey Goes into the `Authorization` header and nowhere else.
 */
export function createIngestRequest(
  endpoint: string,
  apiKey: string,
): (batch: Batch) => OutgoingRequest {
  const url = `${withoutSlashes(endpoint)}/v1/ingest`;
  return (batch) => ({
    url,
    headers: {
      "Authorization": `Bearer ${apiKey}`,
      "Content-Type": "application/json",
      "Idempotency-Key": batchKey(batch.events),
    },
    body: `{"events":[${batch.events.map((event) => event.json).join(",")}]}`,
  });
}

/** Without the slashes at its end. A pattern would try each run of slashes anew from each of them. */
function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end--;
  return url.slice(0, end);
}
