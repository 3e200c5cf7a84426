/**
 * Puts what became of an attempt into words, for the log, `onError` and `onDrop`.
 *
 * @module
 */
import type { Batch } from "./batch.ts";
import type { DropReason } from "./event.ts";
import type { FlushReason } from "./flush_policy.ts";
import type { Answer, Clock } from "./ports.ts";
import type { ProblemKind, Reporter } from "./reporter.ts";

/** Failing for so long is worth a warning; anything shorter is what retries are for. */
const UNREACHABLE_AFTER_MS = 60_000;

/** Reports attempts. It knows since when nothing got through, and why not, and nothing else. */
export class AttemptReport {
  readonly #reporter: Reporter;
  readonly #clock: Clock;
  #failingSince: number | undefined;
  #lastFailure: string | undefined;

  /**
   * @param reporter Limits and distributes what is said.
   * @param clock Tells for how long nothing got through.
   */
  constructor(reporter: Reporter, clock: Clock) {
    this.#reporter = reporter;
    this.#clock = clock;
  }

  /** Why the last attempt did not get through; `undefined` if it did, or there was none. */
  get lastFailure(): string | undefined {
    return this.#lastFailure;
  }

  /** A request has begun. */
  begun(batch: Batch, request: number, reason: FlushReason): void {
    this.#reporter.debug(() =>
      `request ${request}: ${count(batch)}, ${batch.bytes} bytes, ` +
      `attempt ${batch.attempts}, ${batch.wasSent && batch.attempts > 1 ? "retry" : reason}`
    );
  }

  /** A batch was confirmed. */
  delivered(batch: Batch, answer: Answer): void {
    this.#failingSince = undefined;
    this.#lastFailure = undefined;
    this.#reporter.debug(() => `delivered ${count(batch)} (${describe(answer)})`);
    const accepted = acceptedCount(answer);
    if (accepted === undefined || accepted >= batch.events.length) return;
    const detail = `${accepted} of ${batch.events.length}`;
    this.#reporter.warn("accepted_fewer", detail);
    this.#problem("accepted_fewer", batch, answer, `the server accepted ${detail} events`);
  }

  /** An attempt failed and will be repeated, in `retryInMs` if that is known. */
  failed(batch: Batch, answer: Answer, retryInMs: number | undefined): void {
    const kind = answer.kind === "none" ? answer.cause : "server_error";
    this.#problem(kind, batch, answer, describe(answer), retryInMs);
    const now = this.#clock.now();
    this.#failingSince ??= now;
    if (now - this.#failingSince >= UNREACHABLE_AFTER_MS) {
      this.#reporter.warn("unreachable", describe(answer));
    }
  }

  /** The server asked for a pause. */
  paused(batch: Batch, answer: Answer, waitMs: number): void {
    this.#problem("throttled", batch, answer, describe(answer), waitMs);
  }

  /** The server refuses us; `isNew` when it did not before. */
  held(batch: Batch, answer: Answer, waitMs: number, isNew: boolean): void {
    const isKey = answer.kind === "answer" && (answer.status === 401 || answer.status === 403);
    if (isNew) this.#reporter.warn(isKey ? "key_refused" : "endpoint_refused", describe(answer));
    this.#problem("refused", batch, answer, describe(answer), waitMs);
  }

  /** The server refuses the content of a batch; the bad event is looked for. */
  refused(batch: Batch, answer: Answer): void {
    this.#problem("rejected", batch, answer, describe(answer));
  }

  /** The server refuses whatever it is sent; `isNew` when it did not before. */
  refusedAll(batch: Batch, answer: Answer, waitMs: number, isNew: boolean): void {
    if (isNew) this.#reporter.warn("all_refused", describe(answer));
    this.#problem("refused", batch, answer, describe(answer), waitMs);
  }

  /** The server will not take these events. */
  dropped(batch: Batch, answer: Answer, reason: DropReason): void {
    const kind = reason === "too_large" ? "too_large" : "rejected";
    this.#problem(kind, batch, answer, describe(answer));
    for (const { id, name } of batch.events) {
      this.#reporter.drop({ reason, messageId: id, name, detail: describe(answer) });
    }
  }

  #problem(
    kind: ProblemKind,
    batch: Batch,
    answer: Answer,
    message: string,
    retryInMs?: number,
  ): void {
    const status = answer.kind === "answer" ? { status: answer.status } : {};
    const retry = retryInMs === undefined ? {} : { retryInMs };
    if (kind !== "accepted_fewer") {
      this.#lastFailure = message;
      const next = retryInMs === undefined ? "" : `, again in ${Math.round(retryInMs)} ms`;
      this.#reporter.debug(() => `attempt ${batch.attempts} of ${count(batch)}: ${message}${next}`);
    }
    this.#reporter.problem({ kind, ...status, attempt: batch.attempts, ...retry, message });
  }
}

function count({ events }: Batch): string {
  return events.length === 1 ? "1 event" : `${events.length} events`;
}

function describe(answer: Answer): string {
  if (answer.kind === "answer") {
    const said = answer.text.trim();
    return `HTTP ${answer.status}${said === "" ? "" : `: ${said}`}`;
  }
  return answer.cause === "timeout" ? "no answer in time" : `no connection: ${answer.message}`;
}

/** What a JSON answer says of how many events it took, if it says so. */
function acceptedCount(answer: Answer): number | undefined {
  if (answer.kind !== "answer" || !answer.text.includes('"accepted"')) return undefined;
  try {
    const body: unknown = JSON.parse(answer.text);
    if (typeof body !== "object" || body === null || !("accepted" in body)) return undefined;
    return typeof body.accepted === "number" ? body.accepted : undefined;
  } catch {
    return undefined;
  }
}
