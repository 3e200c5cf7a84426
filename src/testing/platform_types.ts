/**
 * The platform's own request and answer where the library in use declares them. Written this way because
 * this package's types must compile without the DOM library, yet servers and callers of `fetch` must accept
 * them.
 *
 * @module
 */

import type { FetchResponse } from "../core/fetch_like.ts";

/** The platform's `Response`, or the part of it that the SDK reads where no library declares one. */
export type PlatformResponse = typeof globalThis extends { Response: { prototype: infer Answer } }
  ? Answer
  : FetchResponse;

/** The platform's `Request`, or the part of it that a collector reads where no library declares one. */
export type PlatformRequest = typeof globalThis extends { Request: { prototype: infer Asked } }
  ? Asked
  : {
    readonly method: string;
    readonly url: string;
    readonly headers: { forEach(visit: (value: string, name: string) => void): void };
    text(): Promise<string>;
  };
