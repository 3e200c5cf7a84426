/**
 * Checks faults when they are scripted, so that a mistake is told at the line that made it.
 *
 * @module
 */

import { type Fault, isBodiless, isBodyFault, type StatusFault } from "./fault.ts";

const KINDS: ReadonlySet<string | undefined> = new Set([
  undefined,
  "status",
  "delay",
  "reset",
  "hang",
  "truncate",
  "stall",
  "endless",
  "html",
  "redirect",
]);

/**
 * Refuses a fault that could not be played, at the line that scripts it.
 *
 * @throws {TypeError} If it is not a fault.
 * @throws {RangeError} If a number in it is out of range.
 */
export function requireFault(fault: Fault): void {
  if (typeof fault !== "object" || fault === null || !KINDS.has(fault.kind)) {
    throw new TypeError(`Cannot play a fault of an unknown kind: current value is ${show(fault)}`);
  }
  const { kind, delayMs } = fault;
  const status = "status" in fault ? fault.status : undefined;
  if (delayMs !== undefined && !(delayMs >= 0 && delayMs < Infinity)) {
    throw new RangeError(
      `Cannot play a fault as 'delayMs' must be a number from 0: current value is ${delayMs}`,
    );
  }
  // Outside this range no standard `Response` can be made.
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw new RangeError(
      `Cannot play a fault as 'status' must be an integer from 200 to 599: current value is ${status}`,
    );
  }
  if (status === undefined && needsStatus(fault)) {
    throw new TypeError(
      `Cannot play a fault without 'kind', 'status' or 'delayMs': current value is ${show(fault)}`,
    );
  }
  if (kind === "redirect" && typeof fault.location !== "string") {
    throw new TypeError("Cannot play a redirect without 'location'");
  }
  if (status !== undefined && isBodiless(status)) requireNoBody(fault, status);
  if ("retryAfter" in fault) requireWritable(fault.retryAfter);
}

function needsStatus(fault: Fault): boolean {
  if (fault.kind === "status") return true;
  return (fault.kind === undefined || fault.kind === "delay") && fault.delayMs === undefined;
}

function requireNoBody(fault: Fault, status: number): void {
  if (isBodyFault(fault) || ("body" in fault && fault.body !== undefined)) {
    throw new TypeError(`Cannot play a fault with a body as status ${status} forbids one`);
  }
}

function requireWritable(retryAfter: StatusFault["retryAfter"]): void {
  if (retryAfter instanceof Date && Number.isNaN(retryAfter.getTime())) {
    throw new RangeError("Cannot play a fault as 'retryAfter' must be a valid date");
  }
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
