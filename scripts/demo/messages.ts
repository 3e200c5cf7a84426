/**
 * What the conductor and its processes tell each other: one JSON text per line, over stdin and stdout.
 *
 * @module
 */

import type { Source } from "./agreement.ts";
import type { Seen } from "./arrival.ts";

/** What a process says. */
export type Message =
  /** It listens at this port. */
  | { readonly kind: "ready"; readonly port: number }
  /** It did what it was told; the collector adds how many servers' requests it answered with 503 so far. */
  | { readonly kind: "done"; readonly unavailable: number }
  /** It accepted a request with these events. */
  | { readonly kind: "batch"; readonly source: Source; readonly events: readonly Seen[] }
  /** It refused a request. */
  | { readonly kind: "refusal"; readonly text: string };

/** What a process says without having been asked. */
export type News = Extract<Message, { kind: "batch" | "refusal" }>;

/** What the conductor tells the collector to do. Each is answered with `done`. */
export type Command =
  /** Answer one request in `every` with 503. */
  | { readonly kind: "fail"; readonly every: number }
  /** Accept everything, but only after this time. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** Answer what has arrived, take nothing more, end. */
  | { readonly kind: "stop" };

/** One line that names `value`. */
export function toLine(value: Message | Command): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/** Says something to the conductor. */
export function say(message: Message): void {
  const bytes = toLine(message);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

/** The conductor's commands, until it closes the line or is gone. */
export async function* commands(): AsyncGenerator<Command> {
  for await (const line of readLines(Deno.stdin.readable)) yield JSON.parse(line) as Command;
}

/** Whatever a process says, until it ends. */
export async function* messages(stdout: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  for await (const line of readLines(stdout)) yield JSON.parse(line) as Message;
}

async function* readLines(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
