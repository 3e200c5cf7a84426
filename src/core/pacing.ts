/**
 * Decides whether a request may begin now. It learns from every answer whether the server is up, down,
 * refusing us (*hold*) or asking for a pause, and never sees an event.
 *
 * @module
 */
import { Alarm } from "./alarm.ts";
import {
  backoffDelayMs,
  type BackoffPolicy,
  doublings,
  MAX_PROBE_WAIT_MS,
  MIN_PROBE_WAIT_MS,
  probeDelayMs,
} from "./backoff.ts";
import type { Clock, Random } from "./ports.ts";

/** `up`: requests flow. `down`: nothing gets through. `hold`: the server refuses us, not the events. */
export type Mode = "up" | "down" | "hold";

/** So many failures in a row are an outage, not bad luck: at 30 % failures one run in 170,000. */
const FAILURES_UNTIL_DOWN = 10;

/** After a request without an answer nothing starts for so long: a dead connection fails at once. */
const QUIET_MS = 1_000;

/** First wait between two requests to a server that refuses us; each later one doubles. */
const FIRST_HOLD_WAIT_MS = 30_000;

/** A `Retry-After` with more than this to run is not worth waiting for in a `flush()`. */
const LONG_PAUSE_MS = 30_000;

/** Opens and shuts the way to the wire. */
export class Pacing {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #policy: BackoffPolicy;
  readonly #onOpen: () => void;
  /** The server asked us to wait. */
  readonly #pause: Alarm;
  /** The last request had no answer. */
  readonly #quiet: Alarm;
  /** Until the next probe, while down or on hold. */
  readonly #probe: Alarm;
  /** Keeps probes apart, however often they are asked for. */
  readonly #spacing: Alarm;
  #mode: Mode = "up";
  #isProbeReady = false;
  #isPausedByHeader = false;
  #isStalled = false;
  #isHealthy = true;
  #lastBeginAt = -Infinity;
  #failuresInRow = 0;
  #pausesInRow = 0;
  #probes = 0;
  #holds = 0;

  /**
   * @param policy How the waits grow.
   * @param clock Measures them.
   * @param random Adds the jitter.
   * @param onOpen Called when a wait is over; `isPause` tells that it was a pause.
   */
  constructor(
    policy: BackoffPolicy,
    clock: Clock,
    random: Random,
    onOpen: (isPause: boolean) => void,
  ) {
    this.#policy = policy;
    this.#clock = clock;
    this.#random = random;
    this.#onOpen = () => onOpen(false);
    this.#pause = new Alarm(clock, () => onOpen(true));
    this.#quiet = new Alarm(clock, this.#onOpen);
    this.#spacing = new Alarm(clock, this.#onOpen);
    this.#probe = new Alarm(clock, () => this.askForProbe());
  }

  /** What the answers so far say of the server. */
  get mode(): Mode {
    return this.#mode;
  }

  /** Whether since the last success no attempt failed, and the server asked for no pause. */
  get isHealthy(): boolean {
    return this.#isHealthy;
  }

  /** Failed answers, or none, since the last other answer. */
  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  /**
   * Whether a batch may leave that was never tried. Not while requests run into their timeout: each
   * blocks the wire for long, and the batch that showed it will show when it is over.
   */
  get allowsFresh(): boolean {
    return !this.#isStalled;
  }

  /** Whether the server asked us to wait, and the wait is not over. */
  get isPaused(): boolean {
    return this.#pause.isSet;
  }

  /** Whether a `Retry-After` has so long to run that nobody should wait for it. */
  get isPausedForLong(): boolean {
    return this.#isPausedByHeader && this.#pause.dueAt - this.#clock.now() > LONG_PAUSE_MS;
  }

  /** When the next request may begin; minus infinity for now. */
  get opensAt(): number {
    const probeAt = this.#mode === "up" || this.#isProbeReady ? -Infinity : this.#probe.dueAt;
    return Math.max(this.#pause.dueAt, this.#quiet.dueAt, this.#spacing.dueAt, probeAt);
  }

  /** How long until a request may begin, in milliseconds; 0 for now. */
  get waitMs(): number {
    return Math.max(0, this.opensAt - this.#clock.now());
  }

  /** Whether a request may begin now, beside those on the wire. */
  mayBegin(inFlight: number, maxInFlight: number): boolean {
    if (this.#pause.isSet || this.#quiet.isSet) return false;
    if (this.#mode === "up") return inFlight < maxInFlight;
    return inFlight === 0 && this.#isProbeReady && !this.#spacing.isSet;
  }

  /** A request has begun. */
  begun(): void {
    this.#lastBeginAt = this.#clock.now();
    this.#isProbeReady = false;
  }

  /**
   * The server took, or gave up, events: it works.
   *
   * @returns Whether that ended an outage or a hold.
   */
  works(): boolean {
    const hasRecovered = this.#mode !== "up";
    this.#isHealthy = true;
    this.#answered();
    this.#goUp();
    this.#pausesInRow = 0;
    this.#holds = 0;
    return hasRecovered;
  }

  /**
   * An attempt failed.
   *
   * @param cause Whether there was an answer, and if not, why not.
   * @param batchWaitMs How long its batch waits for the next attempt by its own schedule.
   */
  failed(cause: "status" | "network" | "timeout", batchWaitMs: number): void {
    this.#failuresInRow++;
    this.#isHealthy = false;
    if (cause === "status") this.#isStalled = false;
    else this.#quiet.set(QUIET_MS);
    if (cause === "timeout") this.#isStalled = true;
    if (this.#mode === "down") this.#waitForNextProbe(batchWaitMs);
    else if (this.#mode === "up" && this.#failuresInRow >= FAILURES_UNTIL_DOWN) {
      this.goDown(1, Math.max(MIN_PROBE_WAIT_MS, batchWaitMs));
    } else if (this.#mode === "hold") this.#waitForNextHoldProbe();
  }

  /**
   * The server is down: only probes leave until one succeeds.
   *
   * @param probes How often it was tried: decides how the waits go on doubling.
   * @param firstWaitMs When the first probe leaves.
   */
  goDown(probes: number, firstWaitMs: number): void {
    this.#mode = "down";
    this.#probes = probes;
    this.#isProbeReady = false;
    this.#probe.set(firstWaitMs);
  }

  /**
   * The server asked for a pause: nothing begins until it is over.
   *
   * @param retryAfterMs What it asked for; `null` if it did not say.
   * @returns How long the pause is, in milliseconds.
   */
  paused(retryAfterMs: number | null): number {
    this.#pausesInRow++;
    this.#isHealthy = false;
    this.#answered();
    this.#goUp();
    const waitMs = retryAfterMs ??
      Math.max(MIN_PROBE_WAIT_MS, this.#backoffMs(this.#pausesInRow));
    const endsLater = this.#clock.now() + waitMs > this.#pause.dueAt;
    if (endsLater) {
      this.#pause.set(waitMs);
      this.#isPausedByHeader = retryAfterMs !== null;
    }
    return waitMs;
  }

  /** The server refuses us, whatever we send: one probe per cool-down until it does not. */
  refused(): void {
    this.#isHealthy = false;
    this.#answered();
    if (this.#mode !== "hold") {
      this.#goUp();
      this.#mode = "hold";
    }
    this.#waitForNextHoldProbe();
  }

  /** Nothing begins for 1 s. */
  rest(): void {
    this.#quiet.set(QUIET_MS);
  }

  /** How long a batch waits after so many attempts. */
  backoffMs(attempts: number): number {
    return this.#backoffMs(attempts);
  }

  /** Lets one request leave while down or on hold, but not sooner than 1 s after the last one. */
  askForProbe(): void {
    this.#isProbeReady = true;
    const restMs = this.#lastBeginAt + MIN_PROBE_WAIT_MS - this.#clock.now();
    if (this.#mode === "up" || restMs <= 0) this.#onOpen();
    else if (!this.#spacing.isSet) this.#spacing.set(restMs);
  }

  /** Ends all waits, but not a pause: the server asked for that. */
  cutWaits(): void {
    this.#quiet.clear();
    this.#spacing.clear();
    this.#isStalled = false;
    if (this.#mode !== "up") {
      this.#probe.clear();
      this.#isProbeReady = true;
    }
  }

  /** Takes all timers off, for good. */
  stop(): void {
    for (const alarm of [this.#pause, this.#quiet, this.#spacing, this.#probe]) alarm.clear();
  }

  #backoffMs(attempts: number): number {
    return backoffDelayMs(attempts, this.#policy, this.#random.fraction());
  }

  #answered(): void {
    this.#failuresInRow = 0;
    this.#isStalled = false;
  }

  #goUp(): void {
    this.#mode = "up";
    this.#isProbeReady = false;
    this.#probe.clear();
    this.#spacing.clear();
  }

  /** A probe that a flush asked for leaves the schedule as it was. */
  #waitForNextProbe(batchWaitMs: number): void {
    if (this.#probe.isSet) return;
    this.#probes++;
    this.#probe.set(Math.max(probeDelayMs(this.#probes), batchWaitMs));
  }

  #waitForNextHoldProbe(): void {
    if (this.#probe.isSet) return;
    this.#holds++;
    this.#probe.set(doublings(FIRST_HOLD_WAIT_MS, this.#holds - 1, MAX_PROBE_WAIT_MS));
  }
}
