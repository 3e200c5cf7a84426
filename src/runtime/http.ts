/**
 * One attempt over `fetch`, whatever that `fetch` is and does: it settles in time, reads a bounded
 * part of the answer, and never throws.
 *
 * @module
 */
import { messageOf } from "../core/hooks.ts";
import type { BodyReader, FetchLike, FetchResponse } from "../core/fetch_like.ts";
import type { Answer, Clock, OutgoingRequest, Send } from "../core/ports.ts";

/** How attempts are made. */
export interface HttpOptions {
  /** The `fetch` to use; the global one, looked up at each request, unless given. */
  readonly fetch: FetchLike | undefined;
  /** Longest time of one attempt, its body included. */
  readonly requestTimeoutMs: number;
  /** Measures that time. */
  readonly clock: Clock;
}

/** Of an answer's body at most so much is read, decoded: what follows says nothing we need. */
const MAX_BODY_BYTES = 64 * 1024;

/** What a chunk counts at least: a body of endless empty chunks must end, too. */
const MIN_CHUNK_BYTES = 64;

/** A redirect that a browser hides counts as one that it shows. */
const OPAQUE_REDIRECT_STATUS = 302;

/** Makes the function that puts a request on the wire. */
export function createSend({ fetch, requestTimeoutMs, clock }: HttpOptions): Send {
  // After an answer the platform keeps the socket, and the server may have closed it meanwhile.
  let mayHaveStaleSocket = false;
  return (request, mayResend) => {
    const controller = new AbortController();
    const { signal } = controller;
    let settle: (answer: Answer) => void = () => {};
    const answer = new Promise<Answer>((resolve) => settle = resolve);
    // What is known when time runs out: a status that arrived stays an answer.
    let known: Answer = { kind: "none", cause: "timeout", message: "" };
    let body: BodyReader | undefined;
    const stop = (last: Answer): void => {
      stopTimer();
      settle(last);
      // Before the abort: after it Deno 2.9 may keep the connection of a body that still comes.
      letGo(body);
      controller.abort();
    };
    const stopTimer = clock.setTimer(() => stop(known), requestTimeoutMs);
    const send = (): Promise<Answer> =>
      exchange(fetch, request, { signal, mayResend }, (head, reader) => {
        mayHaveStaleSocket = true;
        known = head;
        body = reader;
      });
    const resend = (error: unknown): Promise<Answer> => {
      const isInVain = !mayHaveStaleSocket || signal.aborted || isFinal(error);
      if (isInVain || !mayResend()) throw error;
      mayHaveStaleSocket = false;
      return send();
    };
    send().catch(resend).then(
      (last) => {
        stopTimer();
        settle(last);
      },
      (error) => stop(none(messageOf(error))),
    );
    return { answer, abort: () => stop(none("given up")) };
  };
}

async function exchange(
  fetch: FetchLike | undefined,
  { url, headers, body }: OutgoingRequest,
  { signal, mayResend }: { signal: AbortSignal; mayResend: () => boolean },
  learn: (head: Answer, body: BodyReader | undefined) => void,
): Promise<Answer> {
  const response = await (fetch ?? globalFetch())(url, {
    method: "POST",
    headers: { ...headers },
    body,
    redirect: "manual",
    signal,
    mayResend,
  });
  const answer = readHead(response);
  if (answer === undefined) return none("fetch returned something that is not a response");
  const reader = bodyReader(response);
  learn(answer, reader);
  // The answer of a request that was given up meanwhile.
  if (signal.aborted) letGo(reader);
  return { ...answer, text: signal.aborted ? "" : await readText(reader) };
}

/** A `fetch` that knows its connections has sent again itself where that was worthwhile. */
function isFinal(error: unknown): boolean {
  return typeof error === "object" && error !== null && Reflect.get(error, "isFinal") === true;
}

function globalFetch(): FetchLike {
  const { fetch } = globalThis;
  if (typeof fetch !== "function") throw new Error("there is no global fetch: pass one as 'fetch'");
  return fetch;
}

function none(message: string): Answer {
  return { kind: "none", cause: "network", message };
}

/** A response's status and headers, or `undefined` for something that is no response. */
function readHead(response: FetchResponse): (Answer & { kind: "answer" }) | undefined {
  // Types promise an object; a `fetch` that somebody replaced may return anything.
  if (typeof response !== "object" || response === null) return undefined;
  const status = response.type === "opaqueredirect" ? OPAQUE_REDIRECT_STATUS : response.status;
  if (!Number.isInteger(status) || status < 100 || status > 999) return undefined;
  return {
    kind: "answer",
    status,
    retryAfter: readHeader(response, "retry-after"),
    date: readHeader(response, "date"),
    text: "",
  };
}

/** A header that cannot be read is missing: the status has been told. */
function readHeader(response: FetchResponse, name: string): string | null {
  try {
    const value: unknown = response.headers.get(name);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}

/** A body that cannot be read is an empty one: the status has been told. */
function bodyReader(response: FetchResponse): BodyReader | undefined {
  try {
    return response.body?.getReader();
  } catch {
    return undefined;
  }
}

async function readText(reader: BodyReader | undefined): Promise<string> {
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let bytes = 0; bytes < MAX_BODY_BYTES;) {
      const { done, value } = await reader.read();
      if (done || value === undefined) return text + decoder.decode();
      const chunk = value.subarray(0, MAX_BODY_BYTES - bytes);
      bytes += Math.max(chunk.byteLength, MIN_CHUNK_BYTES);
      text += decoder.decode(chunk, { stream: true });
    }
    letGo(reader);
  } catch {
    // The rest of the body was lost; what came stands.
  }
  return text;
}

/** Lets a connection go. Not waited for: a stream may never say that it was cancelled. */
function letGo(body: BodyReader | undefined): void {
  try {
    void body?.cancel().catch(() => {});
  } catch {
    // A reader of somebody's own making.
  }
}
