/**
 * The application: tracks events in bursts and lulls, flushes now and then, and looks at the books at
 * every step.
 *
 * @module
 */
import type { InslyticNode } from "@tidings/sdk";
import type { FlushTime, TrackedEvent } from "./evidence.ts";
import { isBalanced } from "./oracle_books.ts";
import type { ScaledClock } from "./scaled_clock.ts";
import { createSeededRandom, type SeededRandom } from "./seeded_random.ts";
import type { PlannedEvent, Workload } from "./workload.ts";

/** What the application works with. */
export interface FeederParts {
  readonly client: InslyticNode;
  readonly clock: ScaledClock;
  readonly workload: Workload;
  readonly seed: number;
  /** How many events to track. */
  readonly events: number;
  /** Called at every step. */
  readonly onStep: () => void;
}

/** Largest burst. */
const MAX_BURST = 300;
/** With so many events pending it waits: these runs are not about overflow. */
const HIGH_WATER = 3_000;
/** A step in so many begins a lull: the queue runs empty, and then the flush timer is alone. */
const LULL_ONE_IN = 40;
/** A step in so many flushes. */
const FLUSH_ONE_IN = 15;
/** So many flushes are under way at most. */
const MAX_OPEN_FLUSHES = 3;
/** Longer than the flush interval. */
const LULL_MS = 15_000;
/** Longest time, by the client's clock, in which nothing of what waits is settled: three hours. */
const STUCK_MS = 3 * 3_600_000;
/** How long the application rests between two looks at the end. */
const REST_MS = 60_000;

/** An application that tracks events. */
export class Feeder {
  /** What it tracked, in order. */
  readonly tracked: TrackedEvent[] = [];
  /** How long its flushes took. */
  readonly flushes: FlushTime[] = [];
  readonly #parts: FeederParts;
  readonly #random: SeededRandom;
  #openFlushes = 0;
  #imbalances = 0;
  /** Events settled, and when that was last seen to grow. */
  #settled = 0;
  #settledAt = 0;

  constructor(parts: FeederParts) {
    this.#parts = parts;
    this.#random = createSeededRandom(parts.seed, 3);
  }

  /** How often the books did not balance. */
  get imbalances(): number {
    return this.#imbalances;
  }

  /** Flushes that have not settled. */
  get openFlushes(): number {
    return this.#openFlushes;
  }

  /** Tracks everything, then goes on until nothing is pending, or nothing moves for hours. */
  async run(): Promise<void> {
    const { client, clock, workload, events } = this.#parts;
    while (this.tracked.length < events && !this.#isStuck) {
      const burst = Math.min(1 + this.#random.below(MAX_BURST), events - this.tracked.length);
      for (let i = 0; i < burst; i++) this.#track(workload.next());
      if (this.#random.below(FLUSH_ONE_IN) === 0) this.#flush();
      await this.#step();
      await this.#until(() => client.pending < HIGH_WATER);
      if (this.#random.below(LULL_ONE_IN) === 0) {
        await this.#until(() => client.pending < 200);
        await clock.pass(LULL_MS);
      }
    }
    await this.#finish();
  }

  async #finish(): Promise<void> {
    const { client, clock, workload } = this.#parts;
    while (client.pending > 0 && !this.#isStuck) {
      this.#flush();
      await clock.pass(REST_MS);
      await this.#step();
      // A suspect waits until the server has taken something: applications do not fall silent.
      if (client.pending > 0) this.#track(workload.nextGood());
    }
    await this.#until(() => this.#openFlushes === 0);
  }

  #track({ event, fate }: PlannedEvent): void {
    this.tracked.push({ id: this.#parts.client.track(event), fate });
  }

  #flush(): void {
    if (this.#openFlushes >= MAX_OPEN_FLUSHES) return;
    const { client, clock } = this.#parts;
    const [scaled, real] = [clock.now(), performance.now()];
    this.#openFlushes++;
    client.flush().then(() => {
      this.#openFlushes--;
      this.flushes.push({ scaledMs: clock.now() - scaled, realMs: performance.now() - real });
    });
  }

  async #step(): Promise<void> {
    const { client, clock, onStep } = this.#parts;
    await clock.turn();
    const stats = client.stats();
    if (!isBalanced(stats)) this.#imbalances++;
    const settled = stats.tracked - stats.queued - stats.inFlight;
    const isIdle = client.pending === 0 && this.#openFlushes === 0;
    if (settled !== this.#settled || isIdle) this.#settledAt = clock.now();
    this.#settled = settled;
    onStep();
  }

  /** Waits; not for ever: what is stuck ends the run, and the oracle shows what is missing. */
  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo() && !this.#isStuck) await this.#step();
  }

  get #isStuck(): boolean {
    return this.#parts.clock.now() - this.#settledAt > STUCK_MS;
  }
}
