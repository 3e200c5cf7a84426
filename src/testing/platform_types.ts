/**
 * The platform's own request and answer where the library in use declares them. Written this way because
 * this package's types must compile without the DOM library, yet servers and callers of `fetch` must accept
 * them.
 *
 * @module
 */

import type { FetchResponse } from "../core/fetch_like.ts";

/**
 * The platform's `Response`, or the part of it that the SDK reads where no library declares one.
 *
 * @example Read an answer
 * ```ts
 * import { createCollector, type PlatformResponse } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * async function statusOf(answer: Promise<PlatformResponse>): Promise<number> {
 *   return (await answer).status;
 * }
 *
 * const { fetch } = createCollector();
 * assertEquals(await statusOf(fetch("http://localhost/health")), 200);
 * assertEquals(await statusOf(fetch("http://localhost/nowhere")), 404);
 * ```
 */
export type PlatformResponse = typeof globalThis extends { Response: { prototype: infer Answer } }
  ? Answer
  : FetchResponse;

/**
 * The platform's `Request`, or the part of it that a collector reads where no library declares one.
 *
 * @example A collector behind a path of your own server
 * ```ts
 * import { createCollector, type PlatformRequest } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const collector = createCollector();
 * const isMine = ({ url }: PlatformRequest): boolean => new URL(url).pathname.startsWith("/events/");
 * const handler = (request: Request): Promise<Response> =>
 *   isMine(request) ? collector.fetch(request) : Promise.resolve(new Response("the shop"));
 *
 * await handler(new Request("http://localhost/cart"));
 * await handler(new Request("http://localhost/events/health"));
 * assertEquals(collector.requests.map(({ path }) => path), ["/events/health"]);
 * ```
 */
export type PlatformRequest = typeof globalThis extends { Request: { prototype: infer Asked } }
  ? Asked
  : {
    readonly method: string;
    readonly url: string;
    readonly headers: { forEach(visit: (value: string, name: string) => void): void };
    text(): Promise<string>;
  };
