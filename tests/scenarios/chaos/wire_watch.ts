/**
 * Stands between the client and the real `fetch` and changes nothing: it knows what is on the wire, so
 * that the clock knows when to hurry, and that nobody sends while the server has asked for a pause.
 *
 * @module
 */
import type { BodyReader, FetchLike, FetchResponse } from "@tidings/sdk";

/** The part of the clock that is needed here. */
export interface TurnClock {
  /** Milliseconds since the start. */
  now(): number;
  /** How many turns of the event loop there were. */
  readonly turns: number;
}

interface OpenRequest {
  /** The collector has said that no more will come. */
  isStalled: boolean;
  /** How long a pause its answer asks for. */
  pauseMs: number;
}

/** What is on the wire. A request is known by its `Idempotency-Key`: no batch is sent twice at a time. */
export class WireWatch {
  readonly #fetch: FetchLike;
  readonly #open = new Map<string, OpenRequest>();
  #clock: TurnClock | undefined;
  #pausedUntil = -Infinity;
  #pausedInTurn = 0;
  #peak = 0;
  #brokenPauses = 0;
  #doubled = 0;

  /** @param fetch What sends: the global one, looked up at each request, unless given. */
  constructor(fetch: FetchLike = (url, init) => globalThis.fetch(url, init)) {
    this.#fetch = fetch;
  }

  /** Whether an answer may still come to a request that is on the wire. */
  get isBusy(): boolean {
    for (const { isStalled } of this.#open.values()) if (!isStalled) return true;
    return false;
  }

  /** Most requests that were on the wire at once. */
  get peak(): number {
    return this.#peak;
  }

  /** Requests that began while the server had asked for a pause. */
  get brokenPauses(): number {
    return this.#brokenPauses;
  }

  /** Requests that began while one with the same key was on the wire. */
  get doubled(): number {
    return this.#doubled;
  }

  /** Tells it the time. */
  useClock(clock: TurnClock): void {
    this.#clock = clock;
  }

  /** The collector will say no more to this request. */
  stall(key: string): void {
    const open = this.#open.get(key);
    if (open !== undefined) open.isStalled = true;
  }

  /** The collector's answer to this request asks for a pause. */
  pause(key: string, pauseMs: number): void {
    const open = this.#open.get(key);
    if (open !== undefined) open.pauseMs = pauseMs;
  }

  /** The `fetch` for the client. */
  readonly fetch: FetchLike = async (url, init) => {
    const key = init.headers["Idempotency-Key"] ?? "";
    const open: OpenRequest = { isStalled: false, pauseMs: 0 };
    this.#begin(key, open);
    const end = (): void => this.#end(key, open);
    init.signal.addEventListener("abort", end);
    try {
      return withEnd(await this.#fetch(url, init), end);
    } catch (error) {
      end();
      throw error;
    }
  };

  #begin(key: string, open: OpenRequest): void {
    if (this.#open.has(key)) this.#doubled++;
    this.#open.set(key, open);
    this.#peak = Math.max(this.#peak, this.#open.size);
    if (this.#clock === undefined) return;
    // What begins in the turn in which the pause became known could not know of it.
    const mayKnow = this.#clock.turns > this.#pausedInTurn;
    if (mayKnow && this.#clock.now() < this.#pausedUntil) this.#brokenPauses++;
  }

  #end(key: string, open: OpenRequest): void {
    if (this.#open.get(key) !== open) return;
    this.#open.delete(key);
    if (open.pauseMs === 0 || this.#clock === undefined) return;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + open.pauseMs);
    this.#pausedInTurn = this.#clock.turns;
  }
}

/** The same response; `end` is called when its body is over. */
function withEnd(response: FetchResponse, end: () => void): FetchResponse {
  const { status, headers, body } = response;
  const type = response.type === undefined ? {} : { type: response.type };
  if (body === null) end();
  return {
    status,
    headers,
    ...type,
    body: body === null ? null : { getReader: () => readerWithEnd(body.getReader(), end) },
  };
}

function readerWithEnd(reader: BodyReader, end: () => void): BodyReader {
  return {
    read: async () => {
      try {
        const chunk = await reader.read();
        if (chunk.done) end();
        return chunk;
      } catch (error) {
        end();
        throw error;
      }
    },
    cancel: () => {
      end();
      return reader.cancel();
    },
  };
}
