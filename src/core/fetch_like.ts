/**
 * The part of `fetch` that the engine uses, in small types that the standard objects of the same names
 * already fit.
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
