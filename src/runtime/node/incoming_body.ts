/**
 * The body of an answer, as it comes in: read piece by piece, and never more of it in memory than a
 * reader may be behind.
 *
 * @module
 */
import type { IncomingMessage } from "node:http";
import { requestFailure } from "./request_failure.ts";
import type { BodyChunk, BodyReader } from "../../core/fetch_like.ts";
import type { Clock } from "../../core/ports.ts";

/** A body that comes in. */
export interface IncomingBody {
  /** Reads it. */
  readonly reader: BodyReader;
  /** Nothing more of it comes. What came can still be read, then reading rejects with this. */
  fail(error: Error): void;
}

/**
 * So much is taken in before anybody reads: all of any honest answer, whose connection is then free for
 * the next request. Beyond it the connection waits for the reader.
 */
const MAX_BUFFERED_BYTES = 64 * 1024;

/** No attempt of a client takes longer: a body that is not over by then has no reader any more. */
const MAX_BODY_MS = 300_000;

/** Somebody who waits for the next chunk. */
interface Waiting {
  readonly resolve: (chunk: BodyChunk) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Begins to take a body in.
 *
 * @param incoming The answer. It is destroyed when its body is given up.
 * @param clock Measures how long it may take.
 * @param onOver Called once, when nothing more comes, for whatever reason.
 */
export function takeBody(
  incoming: IncomingMessage,
  clock: Pick<Clock, "setTimer">,
  onOver: () => void,
): IncomingBody {
  const chunks: Uint8Array[] = [];
  const waiting: Waiting[] = [];
  let bufferedBytes = 0;
  let end: { readonly error: Error | undefined } | undefined;

  const over = (error?: Error): void => {
    if (end !== undefined) return;
    end = { error };
    stopTimer();
    onOver();
    for (const reader of waiting.splice(0)) settleEnd(reader, error);
  };
  const fail = (error: Error): void => {
    over(error);
    incoming.destroy();
  };
  const stopTimer = clock.setTimer(
    () => fail(new Error("the answer's body took too long")),
    MAX_BODY_MS,
  );
  incoming.on("data", (chunk: Uint8Array) => {
    if (end !== undefined) return;
    const reader = waiting.shift();
    if (reader !== undefined) return reader.resolve({ done: false, value: chunk });
    chunks.push(chunk);
    bufferedBytes += chunk.byteLength;
    if (bufferedBytes >= MAX_BUFFERED_BYTES) incoming.pause();
  });
  incoming.on("end", () => over());
  incoming.on("error", (error) => over(requestFailure(error)));
  incoming.on("close", () => {
    if (end === undefined) over(requestFailure(new Error("the answer was cut off")));
  });

  const read = (): Promise<BodyChunk> =>
    new Promise((resolve, reject) => {
      const value = chunks.shift();
      if (value === undefined) {
        const reader = { resolve, reject };
        return end === undefined ? void waiting.push(reader) : settleEnd(reader, end.error);
      }
      bufferedBytes -= value.byteLength;
      if (bufferedBytes < MAX_BUFFERED_BYTES) incoming.resume();
      resolve({ done: false, value });
    });
  const cancel = (): Promise<void> => {
    chunks.length = 0;
    over();
    // Leaves the connection of a body that has come alone.
    incoming.destroy();
    return Promise.resolve();
  };
  return { reader: { read, cancel }, fail };
}

function settleEnd({ resolve, reject }: Waiting, error: Error | undefined): void {
  if (error === undefined) resolve({ done: true });
  else reject(error);
}
