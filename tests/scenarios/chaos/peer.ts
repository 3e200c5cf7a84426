/**
 * The collector's end of one connection. Writing to somebody who has gone is no error here.
 *
 * @module
 */
import type { Socket } from "node:net";
import type { ScaledClock } from "./scaled_clock.ts";

/** One connection. */
export class Peer {
  /** Settles when the connection is over, whoever ended it. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  #isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on("close", () => {
        this.#isClosed = true;
        resolve();
      });
    });
    socket.on("error", () => {});
    socket.setNoDelay(true);
  }

  /** Whether the connection is over. */
  get isClosed(): boolean {
    return this.#isClosed || this.#socket.destroyed;
  }

  /** Sends a text; settles when more would be welcome. */
  async write(text: string): Promise<void> {
    if (this.isClosed || this.#socket.write(text)) return;
    await Promise.race([
      this.closed,
      new Promise<void>((resolve) => this.#socket.once("drain", () => resolve())),
    ]);
  }

  /** Sends what was written, then closes. */
  end(): void {
    if (!this.isClosed) this.#socket.end(() => this.#socket.destroy());
  }

  /** Closes at once. */
  close(): void {
    this.#socket.destroy();
  }

  /** Resets: whatever is on its way is lost. */
  reset(): void {
    if (!this.isClosed) this.#socket.resetAndDestroy();
  }

  /** Settles when `delayMs` have passed by the clock, or the connection is over. */
  async pass(clock: ScaledClock, delayMs: number): Promise<void> {
    let stop = (): void => {};
    const passed = new Promise<void>((resolve) => stop = clock.setTimer(resolve, delayMs));
    await Promise.race([passed, this.closed]);
    stop();
  }
}
