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
 *
 * @example Stop a transport of your own when an attempt is given up
 * ```ts
 * import { type AbortSignalLike, InslyticNode } from "@tidings/sdk";
 * import { assertEquals } from "@std/assert";
 *
 * let stopped = 0;
 * const untilAborted = (signal: AbortSignalLike): Promise<never> =>
 *   new Promise((_, reject) =>
 *     signal.addEventListener("abort", () => {
 *       stopped++; // close the connection here
 *       reject(new Error("given up"));
 *     })
 *   );
 *
 * const inslytic = new InslyticNode({
 *   apiKey: "test-key",
 *   fetch: (_url, { signal }) => untilAborted(signal), // never answers
 * });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * inslytic.flush();
 * await inslytic.shutdown({ timeoutMs: 0 });
 * assertEquals(stopped, 1);
 * ```
 */
export type AbortSignalLike = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : {
    readonly aborted: boolean;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
  };

/**
 * The second argument that the SDK gives to `fetch`.
 *
 * @example Add a header
 * ```ts
 * import { type FetchInit, InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const traced = (init: FetchInit): FetchInit => ({
 *   ...init,
 *   headers: { ...init.headers, "X-Trace": "trace-1" },
 * });
 *
 * const collector = createCollector(); // stands in for the API, and its fetch for the global one
 * await using inslytic = new InslyticNode({
 *   apiKey: "test-key",
 *   fetch: (url, init) => collector.fetch(url, traced(init)),
 * });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * await inslytic.flush();
 * assertEquals(collector.requests[0]?.headers["x-trace"], "trace-1");
 * ```
 */
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

/**
 * A chunk, or the end, of a response's body.
 *
 * @example Read a body to its end
 * ```ts
 * import type { BodyChunk, FetchResponse } from "@tidings/sdk";
 * import { assertEquals } from "@std/assert";
 *
 * async function textOf({ body }: FetchResponse): Promise<string> {
 *   const reader = body?.getReader();
 *   const decoder = new TextDecoder();
 *   let text = "";
 *   let chunk: BodyChunk | undefined = await reader?.read();
 *   for (; chunk !== undefined && !chunk.done; chunk = await reader?.read()) {
 *     text += decoder.decode(chunk.value, { stream: true });
 *   }
 *   return text;
 * }
 *
 * assertEquals(await textOf(new Response("taken")), "taken");
 * assertEquals(await textOf(new Response(null)), "");
 * ```
 */
export interface BodyChunk {
  /** True when there is nothing more. */
  readonly done: boolean;
  /** The bytes, unless `done`. */
  readonly value?: Uint8Array | undefined;
}

/**
 * Reads a response's body piece by piece.
 *
 * @example Answer with a text: the words of a refusal reach `onDrop`
 * ```ts
 * import { type BodyReader, InslyticNode } from "@tidings/sdk";
 * import { assertEquals } from "@std/assert";
 *
 * function readerOf(text: string): BodyReader {
 *   const chunks = [{ done: false, value: new TextEncoder().encode(text) }];
 *   return {
 *     read: () => Promise.resolve(chunks.shift() ?? { done: true }),
 *     cancel: () => Promise.resolve(),
 *   };
 * }
 *
 * const words: (string | undefined)[] = [];
 * await using inslytic = new InslyticNode({
 *   apiKey: "test-key",
 *   fetch: () =>
 *     Promise.resolve({
 *       status: 410,
 *       headers: new Headers(),
 *       body: { getReader: () => readerOf("this project was closed") },
 *     }),
 *   onDrop: ({ detail }) => words.push(detail),
 * });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * await inslytic.flush();
 * assertEquals(words, ["HTTP 410: this project was closed"]);
 * ```
 */
export interface BodyReader {
  /** The next chunk. */
  read(): Promise<BodyChunk>;
  /** Stops reading and lets the connection go. */
  cancel(): Promise<void>;
}

/**
 * The part of `Response` that the SDK reads.
 *
 * @example Switch sending off: every request is answered here
 * ```ts
 * import { type FetchResponse, InslyticNode } from "@tidings/sdk";
 * import { assertEquals } from "@std/assert";
 *
 * const taken: FetchResponse = { status: 202, headers: new Headers(), body: null };
 * await using inslytic = new InslyticNode({
 *   apiKey: "test-key",
 *   fetch: () => Promise.resolve(taken),
 * });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * assertEquals(await inslytic.flush(), { delivered: 1, dropped: 0, pending: 0 });
 * ```
 */
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
 *
 * @example Count answers by their status
 * ```ts
 * import { type FetchLike, InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const counts = new Map<number, number>();
 * const counted = (fetch: FetchLike): FetchLike => async (url, init) => {
 *   const response = await fetch(url, init);
 *   counts.set(response.status, (counts.get(response.status) ?? 0) + 1);
 *   return response;
 * };
 *
 * const collector = createCollector(); // stands in for the API, and its fetch for the global one
 * const fetch = counted(collector.fetch);
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * await inslytic.flush();
 * assertEquals([...counts], [[202, 1]]);
 * ```
 */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchResponse>;
