/**
 * A call of `fetch`, or of a server's handler, as one thing: what was asked, how to read it, and who may
 * give it up.
 *
 * @module
 */

import type { AbortSource } from "./abortable.ts";
import type { RequestRecord } from "./collected.ts";
import { isObject } from "./event_violations.ts";
import { parseJson } from "./ingest_contract.ts";
import { createServedSignal } from "./served_signal.ts";

/** A request that has just arrived. */
export interface Arrival {
  /** The record, without its body. */
  readonly record: RequestRecord;
  /** The body, at once where it is known already: a simulator's turns are counted. */
  readonly text: string | Promise<string>;
  /** The sender's signal. */
  readonly signal: AbortSource | undefined;
  /** Whether it came through a server, which writes the answer to a socket. */
  readonly isServed: boolean;
}

/**
 * Reads the arguments of `fetch(url, init)` or of a handler `(request, info)`.
 *
 * @throws {TypeError} If they make no request, as `fetch` does.
 */
export function readArrival(
  input: Request | string | { readonly href: string },
  init: unknown,
  atMs: number,
): Arrival {
  if (typeof input === "object" && !("href" in input)) {
    const isServed = isServerInfo(init);
    const signal = isServed ? createServedSignal(input) : input.signal;
    return { record: recordOf(input, atMs), text: input.text(), signal, isServed };
  }
  const { signal, ...rest } = (init ?? {}) as RequestInit;
  // The signal is heeded by the collector: handing it on would leave one more listener on it for each call.
  const request = new Request(typeof input === "string" ? input : input.href, rest);
  const text = typeof rest.body === "string" ? rest.body : request.text();
  return { record: recordOf(request, atMs), text, signal: signal ?? undefined, isServed: false };
}

/** Whether a handler's second argument comes from a server; a caller of `fetch` has no such field. */
function isServerInfo(init: unknown): boolean {
  return isObject(init) && "remoteAddr" in init;
}

/** Fills the body into the record. */
export function recordBody(record: RequestRecord, text: string): void {
  record.body = text;
  const body = parseJson(text);
  if (isObject(body) && Array.isArray(body.events)) record.events = body.events;
}

function recordOf(request: Request, atMs: number): RequestRecord {
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => headers[name.toLowerCase()] = value);
  return {
    atMs,
    method: request.method,
    url: request.url,
    path: new URL(request.url).pathname,
    headers,
    body: "",
    events: undefined,
    accepted: 0,
    status: undefined,
    failure: undefined,
  };
}
