/**
 * The search for the events that a server refuses within a batch, and how long it may go on without
 * proof that the server takes anything at all.
 *
 * @module
 */
/** The search in one batch. All parts that the batch was cut into share it. */
export class Isolation {
  /** The serial number of the request that was refused first: a success after it is proof. */
  readonly startedAt: number;
  readonly #maxRefusals: number;
  #refusals = 0;

  /**
   * @param startedAt The serial number of the request that was refused.
   * @param eventCount How many events it held.
   */
  constructor(startedAt: number, eventCount: number) {
    this.startedAt = startedAt;
    // What finding one bad event takes at most: the batch itself, and two halves on each level.
    this.#maxRefusals = 2 * Math.ceil(Math.log2(eventCount)) + 1;
  }

  /** One more request of this search was refused. */
  refused(): void {
    this.#refusals++;
  }

  /** Whether so many requests were refused that, without proof, the server may refuse everything. */
  get isSpent(): boolean {
    return this.#refusals >= this.#maxRefusals;
  }
}
