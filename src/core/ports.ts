/**
 * What the engine needs from the world outside: a clock, luck, a way to send, a place to keep. Each is a
 * small type that the standard object of the same name already fits, so that one engine runs on every
 * runtime and, with doubles, in a simulator. What it needs of `fetch` is in `fetch_like.ts`.
 *
 * @module
 */

/**
 * The part of the web's `Storage` that the SDK uses. `createFileStorage` makes one on disk; tests give a
 * `MemoryStorage`.
 *
 * @example A storage of your own
 * ```ts
 * import { InslyticNode, type StorageLike } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const kept = new Map<string, string>(); // a table of a database, for instance
 * const storage: StorageLike = {
 *   get length() {
 *     return kept.size;
 *   },
 *   key: (index) => [...kept.keys()][index] ?? null,
 *   getItem: (key) => kept.get(key) ?? null,
 *   setItem: (key, value) => void kept.set(key, value),
 *   removeItem: (key) => void kept.delete(key),
 * };
 *
 * const { fetch } = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch, storage });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * assertEquals(kept.size, 1); // a crash from here on loses nothing
 * await inslytic.flush();
 * assertEquals(kept.size, 0);
 * ```
 */
export interface StorageLike {
  /** How many keys there are. */
  readonly length: number;
  /** The name of the key at `index`, or `null`. */
  key(index: number): string | null;
  /** The value under `key`, or `null`. */
  getItem(key: string): string | null;
  /** Stores `value` under `key`; throws when there is no room. */
  setItem(key: string, value: string): void;
  /** Removes `key`, if it is there. */
  removeItem(key: string): void;
}

/**
 * The time that a client lives in, and its timers. Tests give a `FakeClock`.
 *
 * @example A clock that runs a thousand times as fast
 * ```ts
 * import { type Clock, InslyticNode } from "@tidings/sdk";
 * import { createCollector, FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const faster = (clock: Clock): Clock => ({
 *   now: () => clock.now() * 1_000,
 *   epochNow: () => clock.epochNow(),
 *   setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs / 1_000),
 *   keepAlive: () => clock.keepAlive(),
 * });
 *
 * const slow = new FakeClock();
 * const { fetch } = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch, clock: faster(slow) });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * await slow.advance(10); // the flush interval of 10 s
 * assertEquals(inslytic.stats().delivered, 1);
 * ```
 */
export interface Clock {
  /** Milliseconds on a clock that never runs backwards; only differences mean something. */
  now(): number;
  /** Milliseconds since 1970, by the wall clock, which may jump. */
  epochNow(): number;
  /**
   * Calls `callback` once, `delayMs` from now. The timer never keeps the process alive.
   *
   * @returns Takes the timer off.
   */
  setTimer(callback: () => void, delayMs: number): () => void;
  /**
   * Keeps the process alive, where there is one.
   *
   * @returns Lets it go.
   */
  keepAlive(): () => void;
}

/** Luck. */
export interface Random {
  /** A number in [0, 1), for jitter. */
  fraction(): number;
  /** Fills `bytes` with random bytes, for ids. */
  fill(bytes: Uint8Array): void;
}

/**
 * Where warnings and debug lines go. The global `console` is one.
 *
 * @example Send warnings to a logger of your own
 * ```ts
 * import { InslyticNode, type LoggerLike } from "@tidings/sdk";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const logger: LoggerLike = {
 *   warn: (message) => lines.push(JSON.stringify({ level: "warn", message })),
 * };
 * await using inslytic = new InslyticNode({ apiKey: "test-key", logger });
 * inslytic.track({ eventName: "", anonymousId: "anon-1" });
 * assertEquals(lines, [
 *   `{"level":"warn","message":"Tidings: 1 event dropped: 'eventName' must be a non-empty string. ` +
 *   `Correct the call: 'onDrop' tells each event's name."}`,
 * ]);
 * ```
 */
export interface LoggerLike {
  /** Something that a person should look at. */
  warn(message: string): void;
  /** One line per request, only when `debug` is on. */
  debug?(message: string): void;
}

/** A request ready to be sent. */
export interface OutgoingRequest {
  /** The absolute URL. */
  readonly url: string;
  /** The headers, credentials included. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON text. */
  readonly body: string;
}

/** What came back from one attempt: an HTTP answer, or none. */
export type Answer =
  | {
    readonly kind: "answer";
    /** The HTTP status. */
    readonly status: number;
    /** The `Retry-After` header as sent, or `null`. */
    readonly retryAfter: string | null;
    /** The `Date` header as sent, or `null`. */
    readonly date: string | null;
    /** The body's beginning, as text; empty if it could not be read. */
    readonly text: string;
  }
  | {
    readonly kind: "none";
    /** `timeout`: nothing came in time. `network`: the connection failed or made no sense. */
    readonly cause: "network" | "timeout";
    /** What the platform said. */
    readonly message: string;
  };

/** One request on the wire. */
export interface Attempt {
  /** Settles when the request has; never rejects. */
  readonly answer: Promise<Answer>;
  /** Gives the request up. */
  abort(): void;
}

/**
 * Puts one request on the wire. Never throws.
 *
 * @param request What to send.
 * @param mayResend Whether a request that was lost on a stale connection may be sent once more, at once.
 */
export type Send = (request: OutgoingRequest, mayResend: () => boolean) => Attempt;

/** What a client does when the process ends. */
export interface ProcessEndHandler {
  /**
   * Delivers what it can, within the client's own deadline. Never rejects.
   *
   * @param isNaturalEnd Whether nothing else keeps the process alive, as opposed to a signal.
   */
  drain(isNaturalEnd: boolean): Promise<unknown>;
  /** Ends the drain at once. */
  cut(): void;
}

/**
 * Tells when the process ends.
 *
 * @param handler What to do then.
 * @param handlesSignals Whether SIGTERM and SIGINT count as an end.
 * @param onFailure Told why, if the end cannot be noticed here.
 * @returns Stops telling.
 */
export type OnProcessEnd = (
  handler: ProcessEndHandler,
  handlesSignals: boolean,
  onFailure: (message: string) => void,
) => () => void;
