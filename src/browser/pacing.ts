/**
 * Decides when the next request may begin. It learns from every answer whether the server is up, down,
 * refusing us (*hold*) or asking for a pause; it keeps no timer and never sees an event.
 *
 * @module
 */
import { backoffDelayMs, MAX_PROBE_WAIT_MS, MIN_PROBE_WAIT_MS } from "../core/backoff.ts";
import type { Clock } from "../core/ports.ts";

/** What pacing must know of the client. */
export interface PacingContext {
  readonly clock: Clock;
  readonly retryBackoffMs: number;
  readonly retryJitter: number;
}

/** So many failures in a row are an outage, not bad luck: at 30 % failures one run in 170,000. */
const FAILURES_UNTIL_DOWN = 10;

/** First wait between two requests to a server that refuses us; each later one doubles. */
const FIRST_HOLD_WAIT_MS = 30_000;

/** More is not worth waiting for in a `flush()`. No backoff is longer, only a `Retry-After`. */
const LONG_PAUSE_MS = 30_000;

/** Opens and shuts the way to the wire. All its times are the clock's. */
export class Pacing {
  /** `up`: requests flow. `down`: nothing gets through. `hold`: the server refuses us, not the events. */
  mode: "up" | "down" | "hold" = "up";
  /** Whether since the last success no attempt failed, and the server asked for no pause. */
  isHealthy = true;
  /** Requests run into their timeout: no event leaves that was never tried, each blocks for so long. */
  isStalled = false;
  readonly #context: PacingContext;
  /** The server asked for a pause until then. */
  #pausedUntil = 0;
  /** Nothing begins until then of ourselves. */
  #blockedUntil = 0;
  /** The next probe by schedule, and the wait that led there. */
  #probeAt = 0;
  #probeWaitMs = 0;
  #beganAt = -Infinity;
  #failures = 0;
  #pauses = 0;

  constructor(context: PacingContext) {
    this.#context = context;
  }

  /** How long until the next request may begin; not above 0 for now. */
  get waitMs(): number {
    return Math.max(this.#pausedUntil, this.#blockedUntil) - this.#now;
  }

  /** Whether the server asked for a pause that nobody should wait for. */
  get isPausedForLong(): boolean {
    return this.#pausedUntil - this.#now > LONG_PAUSE_MS;
  }

  /** How long a batch waits after so many attempts. */
  backoffMs(attempts: number): number {
    const { retryBackoffMs: baseBackoffMs, retryJitter } = this.#context;
    return backoffDelayMs(attempts, { baseBackoffMs, retryJitter }, Math.random());
  }

  /** A request has begun. */
  began(): void {
    this.#beganAt = this.#now;
  }

  /** The server took, or gave up, events. Returns whether that ended an outage or a hold. */
  works(): boolean {
    const isNew = this.mode !== "up";
    this.#answered("up");
    this.isHealthy = true;
    this.#pauses = 0;
    return isNew;
  }

  /**
   * An attempt failed.
   *
   * @param batchWaitMs How long its batch waits for the next one.
   */
  failed(cause: "status" | "network" | "timeout", batchWaitMs: number): void {
    this.isHealthy = false;
    this.isStalled = cause === "timeout";
    const isUp = this.mode === "up";
    if (!isUp || ++this.#failures >= FAILURES_UNTIL_DOWN) {
      this.block(this.mode === "hold" ? "hold" : "down", 0, batchWaitMs);
    } else if (cause !== "status") this.rest();
  }

  /**
   * Only probes leave, twice as long apart each time, until one succeeds.
   *
   * @param waitMs Where the doubling begins.
   * @param leastMs The next one leaves no sooner.
   */
  block(mode: "down" | "hold", waitMs: number, leastMs = 0): void {
    const isNew = mode !== this.mode;
    // A probe that somebody asked for leaves the schedule as it was.
    if (isNew || this.#now >= this.#probeAt) {
      this.#probeWaitMs = isNew
        ? Math.max(MIN_PROBE_WAIT_MS, waitMs)
        : Math.min(MAX_PROBE_WAIT_MS, 2 * this.#probeWaitMs);
      this.#probeAt = this.#now + this.#probeWaitMs;
    }
    this.mode = mode;
    this.#blockedUntil = Math.max(this.#probeAt, this.#now + leastMs);
  }

  /** The server asked for a pause: so long, or as the backoff says. Returns how long it is. */
  paused(retryAfterMs: number | null): number {
    const waitMs = retryAfterMs ?? Math.max(MIN_PROBE_WAIT_MS, this.backoffMs(++this.#pauses));
    this.#answered("up");
    this.#pausedUntil = this.#now + waitMs;
    return waitMs;
  }

  /** The server refuses us, whatever we send. Returns whether it did not before. */
  refused(): boolean {
    const isNew = this.mode !== "hold";
    this.#answered(this.mode);
    this.block("hold", FIRST_HOLD_WAIT_MS);
    return isNew;
  }

  /** Nothing begins for a second: a dead connection fails at once. */
  rest(): void {
    this.#blockedUntil = this.#now + MIN_PROBE_WAIT_MS;
  }

  /** Lets the next request leave a second after the last one, if it were to leave later. */
  askForProbe(): void {
    this.hurry(this.#beganAt + MIN_PROBE_WAIT_MS);
  }

  /** Ends all waits at this time, but not a pause: the server asked for that. */
  hurry(atMs: number): void {
    this.#blockedUntil = Math.min(this.#blockedUntil, atMs);
  }

  /** As {@linkcode hurry}, for the first probe of an outage: it is the schedule. */
  beginProbing(atMs: number): void {
    this.hurry(atMs);
    this.#probeAt = this.#blockedUntil;
  }

  get #now(): number {
    return this.#context.clock.now();
  }

  #answered(mode: Pacing["mode"]): void {
    this.isHealthy = this.isStalled = false;
    if (mode === "up") this.#blockedUntil = 0;
    this.mode = mode;
    this.#failures = 0;
  }
}
