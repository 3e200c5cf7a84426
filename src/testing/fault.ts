/**
 * What can go wrong on purpose: the closed list of faults that a collector plays. This file names
 * them; `require_fault.ts` checks them, `fault_plan.ts` decides when, `play_fault.ts` how.
 *
 * @module
 */

import type { CollectedRequest } from "./collected.ts";

/** What every fault may add. */
export interface FaultTiming {
  /**
   * Waits this long first, in milliseconds on the collector's clock. With `afterAccept` the events are
   * stored before the wait, otherwise after it or not at all.
   *
   * @default {0}
   */
  readonly delayMs?: number;
  /**
   * Stores the request's events first and plays the fault then, so that the sender cannot know that
   * they arrived. A request that breaks the contract is refused as always and the fault is not played.
   *
   * @default {false}
   */
  readonly afterAccept?: boolean;
}

/** Answers with a status and stores nothing, unless `afterAccept`. */
export interface StatusFault extends FaultTiming {
  /** May be left out. */
  readonly kind?: "status";
  /** The HTTP status, 200 to 599. */
  readonly status: number;
  /** The body's text. Default: a JSON object with an `error`, or none where the status forbids one. */
  readonly body?: string;
  /** Further headers. They win over the default content type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The `Retry-After` header: seconds, a date to be written as HTTP demands, or raw text. */
  readonly retryAfter?: number | Date | string;
}

/** Waits, then goes on as if nothing had been scripted. */
export interface DelayFault {
  /** May be left out. */
  readonly kind?: "delay";
  /** Absent: this is what tells a delay from a status. */
  readonly status?: undefined;
  /** How long, in milliseconds on the collector's clock. */
  readonly delayMs: number;
  /**
   * Stores the events before the wait instead of after it.
   *
   * @default {false}
   */
  readonly afterAccept?: boolean;
}

/**
 * No answer at all. `reset` is a failed connection: a rejected `TypeError`, as from `fetch` (a server
 * that cannot break its connection turns it into a 500). `hang` never answers: only the abort signal
 * ends it.
 */
export interface ConnectionFault extends FaultTiming {
  /** How the connection fails. */
  readonly kind: "reset" | "hang";
}

/**
 * A good answer whose body goes wrong. `truncate` breaks the connection within the body, `stall` falls
 * silent there, `endless` never stops sending. Without `status` the contract decides the answer, so the
 * events of a valid request **are** stored.
 */
export interface BodyFault extends FaultTiming {
  /** What happens to the body. */
  readonly kind: "truncate" | "stall" | "endless";
  /** Answers with this status, 200 to 599, instead of the contract's, and stores nothing. */
  readonly status?: number;
}

/** A page of HTML with status 200, as from a captive portal. Stores nothing, unless `afterAccept`. */
export interface HtmlFault extends FaultTiming {
  /** The answer is a web page. */
  readonly kind: "html";
  /** The page. Default: a short one. */
  readonly body?: string;
}

/** A redirect. The collector does not follow it. Stores nothing, unless `afterAccept`. */
export interface RedirectFault extends FaultTiming {
  /** The answer is a redirect. */
  readonly kind: "redirect";
  /** The `Location` header. */
  readonly location: string;
  /**
   * Which redirect.
   *
   * @default {302}
   */
  readonly status?: 301 | 302 | 303 | 307 | 308;
}

/** Something that goes wrong on purpose with one ingest request. */
export type Fault =
  | StatusFault
  | DelayFault
  | ConnectionFault
  | BodyFault
  | HtmlFault
  | RedirectFault;

/**
 * Decides the fault when the request has arrived. `number` counts the ingest requests from 1; nothing
 * returned means that all goes well.
 */
export type FaultRule = (request: CollectedRequest, number: number) => Fault | null | undefined;

/** Answers that must not have a body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Whether an answer with this status has no body. */
export function isBodiless(status: number): boolean {
  return BODILESS.has(status);
}

/** Whether the fault leaves the request without an answer. */
export function isConnectionFault(fault: Fault): fault is ConnectionFault {
  return fault.kind === "reset" || fault.kind === "hang";
}

/** Whether the fault spoils how an answer's body arrives. */
export function isBodyFault(fault: Fault): fault is BodyFault {
  return fault.kind === "truncate" || fault.kind === "stall" || fault.kind === "endless";
}

/** Whether the fault lets the contract answer and spoils only how that answer arrives. */
export function isSpoiler(fault: Fault): boolean {
  return isBodyFault(fault) && fault.status === undefined;
}
