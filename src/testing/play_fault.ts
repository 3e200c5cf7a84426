/**
 * How things go wrong: turns a fault into the answer, or the failure, that the sender sees.
 *
 * @module
 */

import { abortReason, type AbortSource, untilAborted } from "./abortable.ts";
import {
  type BodyFault,
  type ConnectionFault,
  type Fault,
  isBodiless,
  isBodyFault,
  isConnectionFault,
  type StatusFault,
} from "./fault.ts";
import type { ContractAnswer } from "./ingest_contract.ts";

/** Chunk of an endless body: large, so that a reader's limit is reached within a few turns. */
const ENDLESS_CHUNK_BYTES = 16 * 1_024;

/** What the API's own documentation shows for these. */
const ERROR_TEXTS: Readonly<Record<number, string>> = {
  401: "Invalid API key",
  429: "Rate limit exceeded",
};

const HTML_PAGE = "<!doctype html><title>Welcome</title><h1>Please sign in to this network</h1>";

/** Status, body text and headers of an answer to be written. */
type AnswerParts = Pick<ContractAnswer, "status" | "headers"> & { readonly body: string | null };

/** Writes the contract's own answer. */
export function toResponse({ status, body, headers }: AnswerParts): Response {
  return new Response(body === null ? null : inMemory(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/**
 * A body that is read in promise turns alone. What workerd makes of a text needs the event loop, for which
 * no clock that settles in microtasks waits.
 */
function inMemory(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start: (controller) => {
      if (text !== "") controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}

/**
 * Plays a fault.
 *
 * @param truth What the contract answered, if it was asked.
 * @throws {TypeError} For a reset, as `fetch` does.
 */
export function playFault(
  fault: Fault,
  truth: ContractAnswer | undefined,
  signal: AbortSource | undefined,
): Promise<Response> {
  if (!isConnectionFault(fault)) return Promise.resolve(respond(fault, truth, signal));
  if (fault.kind === "hang") return untilAborted(new Promise<never>(() => {}), signal);
  return Promise.reject(new TypeError("Connection reset on purpose"));
}

function respond(
  fault: Exclude<Fault, ConnectionFault>,
  truth: ContractAnswer | undefined,
  signal: AbortSource | undefined,
): Response {
  if (isBodyFault(fault)) {
    const { status } = fault;
    const answer = status === undefined ? truth! : statusAnswer({ status });
    return spoilBody(fault.kind, answer, signal);
  }
  if (fault.kind === "html") {
    const headers = { "content-type": "text/html; charset=utf-8" };
    return toResponse({ status: 200, body: fault.body ?? HTML_PAGE, headers });
  }
  if (fault.kind === "redirect") {
    const { status = 302, location } = fault;
    return new Response(null, { status, headers: { location } });
  }
  return toResponse(fault.status === undefined ? truth! : statusAnswer(fault));
}

function statusAnswer(fault: StatusFault): AnswerParts {
  const { status, retryAfter } = fault;
  const error = ERROR_TEXTS[status] ?? `Status ${status} on purpose`;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(fault.headers ?? {})) {
    headers[name.toLowerCase()] = value;
  }
  if (retryAfter instanceof Date) headers["retry-after"] = retryAfter.toUTCString();
  else if (retryAfter !== undefined) headers["retry-after"] = String(retryAfter);
  return { status, body: fault.body ?? defaultBody(status, error), headers };
}

function defaultBody(status: number, error: string): string | null {
  return isBodiless(status) ? null : JSON.stringify({ error });
}

function spoilBody(
  kind: BodyFault["kind"],
  answer: AnswerParts,
  signal: AbortSource | undefined,
): Response {
  const bytes = new TextEncoder().encode(answer.body ?? "");
  const firstHalf = bytes.slice(0, Math.ceil(bytes.length / 2));
  const init = { status: answer.status, headers: { "content-type": "application/json" } };
  return new Response(spoiledStream(kind, firstHalf, signal), init);
}

/** A body that begins well. It fails with the abort signal, as the body of a real answer does. */
function spoiledStream(
  kind: BodyFault["kind"],
  beginning: Uint8Array<ArrayBuffer>,
  signal: AbortSource | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let stopListening = (): void => {};
  let begun = false;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller): void {
      // A truncated body ends by itself.
      if (signal === undefined || kind === "truncate") return;
      const abort = (): void => controller.error(abortReason(signal));
      signal.addEventListener("abort", abort);
      stopListening = (): void => signal.removeEventListener("abort", abort);
    },
    pull(controller): void {
      if (!begun) {
        begun = true;
        controller.enqueue(beginning);
      } else if (kind === "endless") {
        controller.enqueue(new Uint8Array(ENDLESS_CHUNK_BYTES).fill(SPACE));
      } else if (kind === "truncate") {
        controller.error(new TypeError("Connection reset on purpose within the body"));
      }
      // A stalled body has nothing more to say and does not end.
    },
    cancel(): void {
      stopListening();
    },
  }, { highWaterMark: 0 });
}

/** Padding that no JSON parser minds. */
const SPACE = 0x20;
