/**
 * One attempt over `fetch`, whatever that `fetch` is and does: it settles in time, reads a bounded part of
 * the answer, and never throws.
 *
 * @module
 */
import type { FetchLike, FetchResponse } from "../core/fetch_like.ts";
import type { Answer, Attempt, Clock, OutgoingRequest } from "../core/ports.ts";
import { readable } from "../core/readable.ts";
import { textOf } from "./isolate.ts";

/** How an attempt is made. */
export interface PostOptions {
  readonly fetch: FetchLike;
  readonly clock: Clock;
  /** Longest time of the attempt, its answer's body included. */
  readonly timeoutMs: number;
  /** Whether it goes on when the page goes. */
  readonly keepalive: boolean;
}

/** Of an answer's body at most so much is read: what follows says nothing we need. */
const MAX_BODY_BYTES = 65_536;

/** What a chunk counts at least: a body of endless empty chunks must end, too. */
const MIN_CHUNK_BYTES = 64;

/** A redirect that a browser hides counts as one that it shows. */
const OPAQUE_REDIRECT_STATUS = 302;

/** Puts a request on the wire. */
export function post(request: OutgoingRequest, options: PostOptions): Attempt {
  const { fetch, clock, timeoutMs, keepalive } = options;
  const controller = new AbortController();
  // What is known when time runs out: a status that arrived stays an answer.
  let known: Answer = { kind: "none", cause: "timeout", message: "" };
  let settle: (answer: Answer) => void = () => {};
  const answer = new Promise<Answer>((resolve) => settle = resolve);
  const stop = (last: Answer): void => {
    stopTimer();
    settle(last);
    controller.abort();
  };
  const stopTimer = clock.setTimer(() => stop(known), timeoutMs);
  const fail = (message: string): void => stop({ kind: "none", cause: "network", message });
  const exchange = async (): Promise<Answer> => {
    const { url, headers, body } = request;
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers },
      body,
      credentials: "omit",
      keepalive,
      redirect: "manual",
      referrerPolicy: "origin",
      signal: controller.signal,
    });
    const head = readHead(response);
    known = head;
    return { ...head, text: await readText(response) };
  };
  exchange().then(stop, (error) => fail(textOf(error)));
  return { answer, abort: () => fail("given up") };
}

/** A response's status and headers. A `fetch` that somebody replaced may return anything. */
function readHead(response: FetchResponse): Answer & { kind: "answer" } {
  const status = response.type === "opaqueredirect" ? OPAQUE_REDIRECT_STATUS : response.status;
  if (!(status >= 100 && status <= 999)) throw new Error("fetch returned no response");
  const header = (name: string): string | null => {
    const value: unknown = readable(() => response.headers.get(name));
    return typeof value === "string" ? value : null;
  };
  return {
    kind: "answer",
    status,
    retryAfter: header("retry-after"),
    date: header("date"),
    text: "",
  };
}

/** A body that cannot be read, or not to its end, is as long as what came of it: the status stands. */
async function readText(response: FetchResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    const reader = response.body?.getReader();
    for (let left = MAX_BODY_BYTES; left > 0;) {
      const chunk = (await reader?.read())?.value;
      if (chunk === undefined) break;
      text += decoder.decode(chunk.subarray(0, left), { stream: true });
      left -= Math.max(chunk.length, MIN_CHUNK_BYTES);
    }
  } catch {
    // What came stands.
  }
  return text;
}
