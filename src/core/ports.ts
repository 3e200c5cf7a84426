/**
 * What the engine needs from the world outside: a clock, luck, a way to send, a place to keep. Each is a
 * small type that the standard object of the same name already fits, so that one engine runs on every
 * runtime and, with doubles, in a simulator.
 *
 * @module
 */

/**
 * The platform's own `AbortSignal` where the library in use declares one, otherwise the part of it that
 * is used here. Written this way because this package must compile without the DOM library, yet the
 * request it hands to your `fetch` must be accepted by the real one.
 */
export type AbortSignalLike = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : {
    readonly aborted: boolean;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
  };

/** The second argument that the SDK gives to `fetch`. */
export interface FetchInit {
  /** Always `POST`. */
  method: "POST";
  /** The full set of headers, credentials included. */
  headers: Record<string, string>;
  /** The JSON text. */
  body: string;
  /** Always `manual`: a redirect is an answer, never followed. */
  redirect: "manual";
  /** Whether the request goes on when the page goes. In browsers only, as the next two are. */
  keepalive?: boolean;
  /** No cookies. */
  credentials?: "omit";
  /** No path of the page. */
  referrerPolicy?: "origin";
  /** Aborts when the attempt has run out of time or is given up. */
  signal: AbortSignalLike;
  /**
   * Whether a request that was lost on a stale connection may be sent once more, at once. For a `fetch`
   * that notices such a loss itself, as `nodeFetch` does; the global one takes no notice of it.
   */
  mayResend?: () => boolean;
}

/** A chunk, or the end, of a response's body. */
export interface BodyChunk {
  /** True when there is nothing more. */
  readonly done: boolean;
  /** The bytes, unless `done`. */
  readonly value?: Uint8Array | undefined;
}

/** Reads a response's body piece by piece. */
export interface BodyReader {
  /** The next chunk. */
  read(): Promise<BodyChunk>;
  /** Stops reading and lets the connection go. */
  cancel(): Promise<void>;
}

/** The part of `Response` that the SDK reads. */
export interface FetchResponse {
  /** The HTTP status. */
  readonly status: number;
  /** `opaqueredirect` marks a redirect that a browser does not show. */
  readonly type?: string;
  /** The response's headers. */
  readonly headers: { get(name: string): string | null };
  /** The body as a stream of bytes, or `null` for none. */
  readonly body: { getReader(): BodyReader } | null;
}

/**
 * The part of `fetch` that the SDK uses. The global `fetch`, a collector's handler and a scripted fault
 * are all of this type.
 */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** The part of the web's `Storage` that the SDK uses. */
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

/** Time. */
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

/** Where warnings and debug lines go. The global `console` is one. */
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
