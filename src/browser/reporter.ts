/**
 * Says what happened: to the log, to `onError`, to `onDrop`. It limits how often, keeps the key out, and
 * survives whatever the listeners do.
 *
 * @module
 */
import type { Drop } from "../core/event.ts";
import type { Clock, LoggerLike } from "../core/ports.ts";
import type { Problem } from "../core/reporter.ts";
import { isolate, textOf } from "./isolate.ts";
import { BROWSER_WARNINGS } from "./warnings.ts";

/** Who listens, and how. */
export interface ReporterOptions {
  readonly clock: Clock;
  readonly logger: LoggerLike;
  readonly debug: boolean;
  readonly onDrop: ((drop: Drop) => unknown) | undefined;
  readonly onError: ((problem: Problem) => unknown) | undefined;
  /** Takes the key out of a text. */
  readonly redact: (text: string) => string;
}

/** Each kind of warning at most once a minute: a log is read by people. */
const WARNING_INTERVAL_MS = 60_000;
/** Each kind of problem at most once a second: `onError` may feed an alert. */
const PROBLEM_INTERVAL_MS = 1_000;

/** Limits and distributes reports. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #onDrop: (drop: Drop) => void;
  readonly #onError: (problem: Problem) => void;
  /** When something of a kind was said last, and what was left out since. */
  readonly #said = new Map<string, { atMs: number; left: number }>();

  constructor(options: ReporterOptions) {
    const failed = (name: string) => (error: unknown): void => {
      const message = `${name}: ${textOf(error)}`;
      this.warn(BROWSER_WARNINGS.hook_failed, message);
      if (name !== "onError") this.problem({ kind: "hook", attempt: 0, message });
    };
    this.#options = options;
    this.#onDrop = isolate(options.onDrop ?? (() => {}), failed("onDrop"));
    this.#onError = isolate(options.onError ?? (() => {}), failed("onError"));
  }

  /**
   * Prints a warning, or counts it if the same was printed within the last minute.
   *
   * @param what One of {@linkcode BROWSER_WARNINGS}, or a text of its own.
   */
  warn(what: string, detail = "", count = 1): void {
    const left = this.#leftOut(what, count, WARNING_INTERVAL_MS);
    if (left !== undefined) this.#log("warn", `${what} (${count + left}) ${detail}`);
  }

  /** Tells a problem, or counts it if one of its kind was told within the last second. */
  problem(problem: Omit<Problem, "omitted">): void {
    const omitted = this.#leftOut(problem.kind, 1, PROBLEM_INTERVAL_MS);
    if (omitted === undefined) return;
    this.#onError({ ...problem, message: this.#options.redact(problem.message), omitted });
  }

  /** Tells that an event was lost, and warns of it where there is something to say: not on purpose. */
  drop({ detail, ...drop }: Drop): void {
    this.#onDrop(detail ? { ...drop, detail: this.#options.redact(detail) } : drop);
    if (detail) this.warn(`Events dropped as '${drop.reason}'`, detail);
  }

  /** Prints a line, if `debug` is on. */
  debug(text: string): void {
    if (this.#options.debug) this.#log("debug", text);
  }

  #log(level: "warn" | "debug", text: string): void {
    const { logger, redact } = this.#options;
    // A logger that fails cannot be told to the logger.
    isolate((line: string) => logger[level]?.(line), () => {})(`Tidings: ${redact(text)}`);
  }

  /** How much of a kind was left out since it was last said; `undefined` while that was just now. */
  #leftOut(kind: string, count: number, intervalMs: number): number | undefined {
    const now = this.#options.clock.now();
    const last = this.#said.get(kind);
    if (last !== undefined && now - last.atMs < intervalMs) return void (last.left += count);
    this.#said.set(kind, { atMs: now, left: 0 });
    return last?.left ?? 0;
  }
}
