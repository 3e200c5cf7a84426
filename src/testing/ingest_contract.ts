/**
 * The ingest API to the letter: which answer a request gets and which events it hands over. Pure: it
 * stores nothing and knows nothing of faults.
 *
 * @module
 */

import type { CollectedEvent } from "./collected.ts";
import { findViolations, isObject, type Violation } from "./event_violations.ts";

/** The contract's bound on one request. */
const MAX_EVENTS = 1_000;

/** What may be set about the contract. */
export interface ContractRules {
  /** The accepted keys, or `undefined` for any. */
  readonly apiKeys: readonly string[] | undefined;
  /** Heavier bodies get 413, in UTF-8 bytes. */
  readonly maxBodyBytes: number;
  /** Longer requests get 413. */
  readonly maxEvents: number;
  /** A further reason to refuse an event. */
  readonly validate: ((event: CollectedEvent) => string | undefined) | undefined;
}

/** What the contract looks at. */
export interface ContractRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The URL's path. */
  readonly path: string;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's text. */
  readonly body: string;
}

/** An answer yet to be written, and the events that it accepts. */
export interface ContractAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** The JSON text. */
  readonly body: string;
  /** Headers besides the content type. */
  readonly headers: Readonly<Record<string, string>>;
  /** The events to be stored; empty unless the status is 202. */
  readonly events: readonly CollectedEvent[];
}

/** Whether a request wants to hand over events: faults concern these only. */
export function isIngest(request: Pick<ContractRequest, "method" | "path">): boolean {
  return request.method === "POST" && request.path.endsWith("/v1/ingest");
}

/** Decides the answer. */
export function answerByContract(request: ContractRequest, rules: ContractRules): ContractAnswer {
  const { method, path, headers } = request;
  if (path.endsWith("/health")) {
    return method === "GET" ? answer(200, { status: "ok" }) : wrongMethod("GET");
  }
  if (!path.endsWith("/v1/ingest")) return answer(404, { error: "Not found" });
  if (method !== "POST") return wrongMethod("POST");
  if (!hasKey(headers["authorization"], rules.apiKeys)) {
    return answer(401, { error: "Invalid API key" });
  }
  if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")) {
    return invalid(whole("content-type", "must be application/json"));
  }
  if (new TextEncoder().encode(request.body).length > rules.maxBodyBytes) {
    return answer(413, { error: `Payload too large: at most ${rules.maxBodyBytes} bytes` });
  }
  return answerEvents(request.body, rules);
}

function answerEvents(text: string, rules: ContractRules): ContractAnswer {
  const body = parseJson(text);
  if (!isObject(body)) return invalid(whole("body", "must be a JSON object"));
  const { events } = body;
  if (Array.isArray(events) && events.length > rules.maxEvents) {
    return answer(413, { error: `Payload too large: at most ${rules.maxEvents} events` });
  }
  if (!Array.isArray(events) || events.length < 1 || events.length > MAX_EVENTS) {
    return invalid(whole("events", `must be an array of 1 to ${MAX_EVENTS} events`));
  }
  const violations = events.flatMap(findViolations);
  // The hook is promised events that keep the contract, so it is asked last.
  if (violations.length === 0) violations.push(...askHook(events, rules.validate));
  if (violations.length > 0) return invalid(...violations);
  return { ...answer(202, { accepted: events.length }), events };
}

/**
 * The value of a JSON text.
 *
 * @returns `undefined` if the text is no JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function askHook(
  events: readonly CollectedEvent[],
  validate: ContractRules["validate"],
): Violation[] {
  if (validate === undefined) return [];
  return events.flatMap((event, index) => {
    const message = validate(event);
    return message === undefined ? [] : [{ index, field: "", message }];
  });
}

function hasKey(authorization = "", apiKeys: readonly string[] | undefined): boolean {
  const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  return key !== undefined && (apiKeys === undefined || apiKeys.includes(key));
}

function answer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): ContractAnswer {
  return { status, body: JSON.stringify(body), headers, events: [] };
}

function wrongMethod(allow: string): ContractAnswer {
  return answer(405, { error: "Method not allowed" }, { allow });
}

function whole(field: string, message: string): Violation {
  return { index: null, field, message };
}

function invalid(...details: Violation[]): ContractAnswer {
  return answer(400, { error: "Validation failed", details });
}
