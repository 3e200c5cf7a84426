/**
 * Says what happened: to the log, to `onError`, to `onDrop`. It limits how often, keeps the key out,
 * and survives whatever the listeners do.
 *
 * @module
 */
import type { Drop, DropReason } from "./event.ts";
import { isolateHook, messageOf } from "./hooks.ts";
import type { Clock, LoggerLike } from "./ports.ts";
import { type WarningKind, WARNINGS } from "./warnings.ts";

/**
 * What went wrong with an attempt, or with one of your own hooks. A closed list.
 *
 * - `network`: the connection failed. `timeout`: no answer came in time. `server_error`: a 5xx. All three
 *   are tried again.
 * - `throttled`: the server asks for a pause (408, 425, 429, or a 5xx with `Retry-After`).
 * - `refused`: the server refuses us, and not the events: the key, the endpoint, or whatever is sent.
 *   They are kept.
 * - `rejected`: it refuses what is in a batch (400, 422: the bad event is looked for and dropped; another
 *   4xx: all are).
 * - `too_large`: it will not take an event even alone, which is dropped.
 * - `accepted_fewer`: it says that it took fewer events than it was sent.
 * - `hook`: a hook of yours threw or rejected.
 *
 * @example Wake somebody up only for what does not heal by itself
 * ```ts
 * import { InslyticNode, type ProblemKind } from "@tidings/sdk";
 * import { createCollector, FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const urgent: ReadonlySet<ProblemKind> = new Set(["refused", "rejected", "too_large"]);
 * const pages: string[] = [];
 * const clock = new FakeClock();
 * const collector = createCollector({ apiKey: "new-key", clock }); // stands in for the API
 * await using inslytic = new InslyticNode({
 *   apiKey: "old-key",
 *   clock,
 *   fetch: collector.fetch,
 *   onError: ({ kind, message }) => urgent.has(kind) && pages.push(`${kind}: ${message}`),
 * });
 * collector.script({ status: 503 }); // heals by itself, unlike the wrong key
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const flushed = inslytic.flush();
 * await clock.advance(1_000);
 * await flushed;
 * assertEquals(pages, ['refused: HTTP 401: {"error":"Invalid API key"}']);
 * ```
 */
export type ProblemKind =
  | "network"
  | "timeout"
  | "server_error"
  | "throttled"
  | "refused"
  | "rejected"
  | "too_large"
  | "accepted_fewer"
  | "hook";

/**
 * One problem, as `onError` is told.
 *
 * @example Log failed attempts, with what happens next
 * ```ts
 * import { InslyticNode, type Problem } from "@tidings/sdk";
 * import { createCollector, FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const onError = ({ kind, attempt, retryInMs }: Problem): void => {
 *   lines.push(`${kind} at attempt ${attempt}, again in ${retryInMs} ms`);
 * };
 * const clock = new FakeClock();
 * const collector = createCollector({ clock }); // stands in for the API
 * const { fetch } = collector;
 * await using inslytic = new InslyticNode({ apiKey: "test-key", clock, fetch, onError });
 * collector.script({ status: 503 }, { status: 500 });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const flushed = inslytic.flush();
 * await clock.advance(3_000);
 * assertEquals((await flushed).delivered, 1);
 * assertEquals(lines, [
 *   "server_error at attempt 1, again in 1000 ms",
 *   "server_error at attempt 2, again in 2000 ms",
 * ]);
 * ```
 */
export interface Problem {
  /** What kind it is. */
  readonly kind: ProblemKind;
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
  /** Which attempt of its batch failed, from 1; 0 if the problem is not about an attempt. */
  readonly attempt: number;
  /** When the same events are tried again, in milliseconds, if that is known. */
  readonly retryInMs?: number;
  /** What happened, in words; what the server said, if it said something. Never holds the key. */
  readonly message: string;
  /** Problems of the same kind that were left out since the last one was told. */
  readonly omitted: number;
}

/** Who listens. */
export interface Listeners {
  /** Gets warnings and, with `debug`, a line per request. */
  readonly logger: LoggerLike;
  /** Whether debug lines are wanted. */
  readonly debug: boolean;
  /** Told of every lost event. */
  readonly onDrop: ((drop: Drop) => unknown) | undefined;
  /** Told of problems. */
  readonly onError: ((problem: Problem) => unknown) | undefined;
}

/** Each kind of warning at most once a minute: a log is read by people. */
const WARNING_INTERVAL_MS = 60_000;
/** Each kind of problem at most once a second: `onError` may feed an alert. */
const PROBLEM_INTERVAL_MS = 1_000;

/** Limits and distributes reports. */
export class Reporter {
  readonly #clock: Clock;
  readonly #redact: (text: string) => string;
  readonly #isDebug: boolean;
  readonly #onDrop: (drop: Drop) => void;
  readonly #onError: (problem: Problem) => void;
  readonly #logWarning: (message: string) => void;
  readonly #logDebug: (message: string) => void;
  readonly #warnings = new Map<WarningKind, { atMs: number; left: number; detail: string }>();
  readonly #problems = new Map<ProblemKind, { atMs: number; left: number }>();

  /**
   * @param listeners Who is told.
   * @param clock Measures the intervals.
   * @param redact Takes the key out of a text.
   */
  constructor(listeners: Listeners, clock: Clock, redact: (text: string) => string) {
    const { logger, debug, onDrop, onError } = listeners;
    const hookFailed = (name: string) => (error: unknown) => this.hookFailed(name, error);
    this.#clock = clock;
    this.#redact = redact;
    this.#isDebug = debug;
    this.#onDrop = isolateHook(onDrop, hookFailed("onDrop"));
    this.#onError = isolateHook(onError, hookFailed("onError"));
    // A logger that fails cannot be told to the logger.
    this.#logWarning = isolateHook((message: string) => logger.warn(message), () => {});
    this.#logDebug = isolateHook((message: string) => logger.debug?.(message), () => {});
  }

  /** Prints a warning, or counts it if one of its kind was printed within the last minute. */
  warn(kind: WarningKind, detail: string, count = 1): void {
    const now = this.#clock.now();
    const last = this.#warnings.get(kind);
    if (last !== undefined && now - last.atMs < WARNING_INTERVAL_MS) {
      last.left += count;
      last.detail = detail;
      return;
    }
    this.#warnings.set(kind, { atMs: now, left: 0, detail });
    this.#print(kind, count + (last?.left ?? 0), detail);
  }

  /** Prints what was counted and not printed yet: there may be no later occasion. */
  close(): void {
    for (const [kind, entry] of this.#warnings) {
      if (entry.left > 0) this.#print(kind, entry.left, entry.detail);
      entry.left = 0;
    }
  }

  /** Tells a problem, or counts it if one of its kind was told within the last second. */
  problem(problem: Omit<Problem, "omitted">): void {
    const now = this.#clock.now();
    const last = this.#problems.get(problem.kind);
    if (last !== undefined && now - last.atMs < PROBLEM_INTERVAL_MS) {
      last.left++;
      return;
    }
    this.#problems.set(problem.kind, { atMs: now, left: 0 });
    const message = this.#redact(problem.message);
    this.#onError({ ...problem, message, omitted: last?.left ?? 0 });
  }

  /**
   * Tells that an event was lost, and warns of it.
   *
   * @param isQuiet The caller asked for it, or one warning of many events follows.
   */
  drop(drop: Drop, isQuiet = false): void {
    const { reason } = drop;
    const detail = drop.detail === undefined ? undefined : this.#redact(drop.detail);
    this.#onDrop(detail === undefined ? drop : { ...drop, detail });
    if (!isQuiet && isWarningKind(reason)) this.warn(reason, detail ?? reason);
  }

  /** Prints a line, if `debug` is on. The text is made only then. */
  debug(text: () => string): void {
    if (this.#isDebug) this.#logDebug(`Tidings: ${this.#redact(text())}`);
  }

  /** Tells that a hook of the caller's threw or rejected. */
  hookFailed(name: string, error: unknown): void {
    const message = `${name}: ${messageOf(error)}`;
    this.warn("hook_failed", message);
    if (name !== "onError") this.problem({ kind: "hook", attempt: 0, message });
  }

  #print(kind: WarningKind, count: number, detail: string): void {
    this.#logWarning(`Tidings: ${WARNINGS[kind](count, this.#redact(detail))}`);
  }
}

/** Reasons with a warning of their own are kinds of warning by the same name. */
function isWarningKind(reason: DropReason): reason is DropReason & WarningKind {
  return Object.hasOwn(WARNINGS, reason);
}
