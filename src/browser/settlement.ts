/**
 * Does what the outcome of an attempt asks for. When requests begin is decided elsewhere.
 *
 * @module
 */
import { MIN_PROBE_WAIT_MS, probeDelayMs } from "../core/backoff.ts";
import type { DropReason } from "../core/event.ts";
import { decideOutcome } from "../core/outcome.ts";
import type { Answer } from "../core/ports.ts";
import type { ProblemKind } from "../core/reporter.ts";
import { readable } from "../core/readable.ts";
import { halveByBytes, halveByCount } from "../core/split.ts";
import type { ClientContext } from "./client_context.ts";
import type { Flushes } from "./flushes.ts";
import type { Pacing } from "./pacing.ts";
import {
  type Batch,
  createBatch,
  DEMERITS_OF_REFUSAL,
  type Entry,
  type Queue,
  type Search,
} from "./queue.ts";
import { BROWSER_WARNINGS } from "./warnings.ts";

/** A quarter of what browsers let be on the wire: the rest is for beacons. */
const MAX_BATCH_BYTES = 16_384;

/** With the server alive a batch has so many rounds of attempts before a flush stops waiting for it. */
const ROUNDS_WHILE_ALIVE = 2;

/** Failing for so long is worth a warning; anything shorter is what retries are for. */
const UNREACHABLE_AFTER_MS = 60_000;

/** The form of dates that servers send; a browser checks the rest of it. */
const HTTP_DATE = /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/;

const parseDate = (text: string): number | null =>
  HTTP_DATE.test(text) ? Date.parse(text) || null : null;

/** The engine, as far as the settlement works on it. */
export interface SettlementHost extends Pick<Queue, "entries" | "totals"> {
  readonly flushes: Flushes;
  readonly pacing: Pacing;
  /** Takes events out for good: they are settled. */
  remove(isMeant: (entry: Entry) => boolean): readonly Entry[];
  /** Gives events up. */
  drop(isMeant: (entry: Entry) => boolean, reason: DropReason, detail: string): void;
  /** What waits now is wanted on the wire. */
  wantAll(): void;
}

/** Puts every batch where its outcome wants it. */
export class Settlement {
  /** Most bytes of events per request: as designed, or as learned from a refusal. */
  maxBatchBytes: number = MAX_BATCH_BYTES;
  /** A search went on for as long as it may: the next request must be another batch. */
  needsProof = false;
  readonly #engine: SettlementHost;
  readonly #context: ClientContext;
  /** The last request that succeeded. */
  #lastSuccess = 0;
  /** The server refused all that was tried: nothing is searched for until it takes something. */
  #isRefusingAll = false;
  #failingSince: number | undefined;

  constructor(engine: SettlementHost, context: ClientContext) {
    this.#engine = engine;
    this.#context = context;
  }

  /** Does what the answer to the last request asks for. Hooks are told last. */
  settle(batch: Batch, events: readonly Entry[], answer: Answer): void {
    const engine = this.#engine;
    const text = describe(answer);
    const { kind, retryAfterMs } = decideOutcome(
      answer,
      this.#context.clock.epochNow(),
      parseDate,
    );
    const tell = (kind: ProblemKind, retryInMs?: number, message = text): void =>
      this.#context.reporter.problem({
        kind,
        attempt: batch.attempts,
        message,
        ...answer.kind === "answer" && { status: answer.status },
        ...retryInMs !== undefined && { retryInMs },
      });
    const giveUp = (reason: "too_large" | "rejected"): void => {
      this.#works();
      engine.drop((entry) => entry.batch === batch, reason, text);
      tell(reason);
    };
    if (kind === "delivered") {
      this.#delivered(batch);
      const accepted = acceptedCount(answer);
      if (accepted < events.length) {
        tell("accepted_fewer", undefined, `${accepted} of ${events.length} events accepted`);
      }
    } else if (kind === "retry") {
      const cause = answer.kind === "none" ? answer.cause : "status";
      const waitMs = this.#retry(batch, cause, text);
      tell(cause === "status" ? "server_error" : cause, waitMs);
    } else if (kind === "pause") {
      const waitMs = engine.pacing.paused(retryAfterMs);
      putBackUntried(batch);
      // It stays the first to leave: what waits behind it is given back too.
      engine.flushes.tire(batch, 1 / (this.#context.retryCount + 1), true);
      tell("throttled", waitMs);
    } else if (kind === "halve" && events.length > 1) {
      const bytes = events.reduce((sum, event) => sum + event.bytes, 0);
      this.maxBatchBytes = Math.min(this.maxBatchBytes, Math.ceil(bytes / 2));
      regroup(halveByBytes(events), batch, batch.search);
      this.#works();
    } else if (kind === "halve") giveUp("too_large");
    else if (kind === "drop") giveUp("rejected");
    else if (kind === "isolate" && !this.#isRefusingAll && !this.needsProof) {
      if (this.#isolate(batch, events, text)) tell("rejected");
      else giveUp("rejected");
    } else {
      putBackUntried(batch);
      if (kind === "isolate") {
        batch.demerits += DEMERITS_OF_REFUSAL;
        this.refuseAll(text);
      } else this.#hold(text);
      tell("refused", engine.pacing.waitMs);
    }
  }

  /** The server counts as refusing us, whatever it is sent. */
  refuseAll(text = ""): void {
    this.#isRefusingAll = true;
    this.#hold(text);
  }

  #delivered(batch: Batch): void {
    const engine = this.#engine;
    engine.totals.delivered += engine.remove((entry) => entry.batch === batch).length;
    this.#lastSuccess = engine.totals.requests;
    this.#isRefusingAll = this.needsProof = false;
    this.#failingSince = undefined;
    this.#works();
    // The server takes something: what it refused alone it refused for good.
    for (const { batch: other } of engine.entries) {
      if (other === undefined) continue;
      other.isBarred = false;
      if (other.verdict !== undefined) {
        engine.drop((entry) => entry.batch === other, "rejected", other.verdict);
      }
    }
  }

  /** Returns how long until the next attempt, as far as is known. */
  #retry(batch: Batch, cause: "status" | "network" | "timeout", text: string): number {
    const { pacing } = this.#engine;
    const { clock, flushIntervalMs, reporter, retryCount } = this.#context;
    const now = clock.now();
    const waitMs = pacing.backoffMs(batch.attempts);
    const wasUp = pacing.mode === "up";
    batch.dueAt = now + waitMs;
    if (batch.attempts <= retryCount) pacing.failed(cause, waitMs);
    else {
      const isServerAlive = this.#lastSuccess > batch.firstRequest;
      batch.attempts = 0;
      batch.dueAt = isServerAlive ? now + probeDelayMs(++batch.rounds) : 0;
      pacing.failed(cause, 0);
      if (wasUp && !isServerAlive) {
        pacing.block("down", waitMs);
        // The documented next cycle at the latest.
        pacing.beginProbing(now + Math.max(MIN_PROBE_WAIT_MS, flushIntervalMs || Infinity));
      }
      if (pacing.mode === "up") this.#engine.flushes.tire(batch, batch.rounds / ROUNDS_WHILE_ALIVE);
      else this.#engine.flushes.giveBack();
    }
    if (!wasUp) {
      batch.demerits++;
      this.#engine.flushes.giveBack(true);
    }
    this.#failingSince ??= now;
    if (now - this.#failingSince >= UNREACHABLE_AFTER_MS) {
      reporter.warn(BROWSER_WARNINGS.unreachable, text);
    }
    return Math.max(batch.dueAt - now, pacing.waitMs);
  }

  /** Looks for the bad event of a batch. False: it was found, and the server takes others. */
  #isolate(batch: Batch, events: readonly Entry[], text: string): boolean {
    const { entries, pacing, totals } = this.#engine;
    const isAlone = events.length === 1;
    const isProven = this.#lastSuccess > (batch.search?.startedAt ?? Infinity);
    if (isAlone && (isProven || batch.search === undefined)) return false;
    // What finding one bad event takes at most: the batch itself, and two halves on each level.
    const left = 2 * Math.ceil(Math.log2(events.length)) + 1;
    const search = batch.search ?? { startedAt: totals.requests, left };
    batch.demerits += DEMERITS_OF_REFUSAL;
    if (isAlone) {
      batch.verdict = text;
      batch.isBarred = true;
    } else regroup(halveByCount(events), batch, search);
    this.#works();
    if (--search.left <= 0 && !isProven) {
      this.needsProof = true;
      for (const { batch: other } of entries) if (other?.search === search) other.isBarred = true;
      pacing.rest();
    }
    return true;
  }

  /** The server refuses us, not the events: nobody is suspected any more. */
  #hold(text: string): void {
    const engine = this.#engine;
    const isNew = engine.pacing.refused();
    this.needsProof = false;
    for (const { batch } of engine.entries) {
      if (batch !== undefined) batch.verdict = batch.isBarred = undefined;
    }
    engine.flushes.giveBack();
    if (isNew) this.#context.reporter.warn(BROWSER_WARNINGS.refused, text);
  }

  #works(): void {
    if (this.#engine.pacing.works()) this.#engine.wantAll();
  }
}

/** The attempt does not count: it said something of the server, nothing of the batch. */
function putBackUntried(batch: Batch): void {
  batch.attempts--;
  batch.dueAt = 0;
}

/** Makes a batch of each half. */
function regroup(
  halves: readonly (readonly Entry[])[],
  { demerits }: Batch,
  search: Search | undefined,
): void {
  for (const half of halves) {
    const batch = { ...createBatch(search), demerits };
    for (const entry of half) entry.batch = batch;
  }
}

function describe(answer: Answer): string {
  if (answer.kind === "answer") return `HTTP ${answer.status} ${answer.text}`.trim();
  return answer.cause === "timeout" ? "no answer in time" : `no connection: ${answer.message}`;
}

/** What a JSON answer says of how many events it took; `NaN` if it does not say so. */
function acceptedCount(answer: Answer): number {
  const accepted: unknown = readable(() =>
    answer.kind === "answer" && JSON.parse(answer.text).accepted
  );
  return typeof accepted === "number" ? accepted : NaN;
}
