/**
 * Requests as a client hands them to its `fetch`, and what becomes of them.
 *
 * @module
 */
import { assertRejects } from "@std/assert";
import type { FetchInit, FetchLike, FetchResponse } from "@tidings/sdk";
import { listenOnWire, type WireServer } from "./wire_server.ts";

/** What stands in the headers of every request here, and must stand nowhere else. */
export const SECRET = "secret-key-1234567890";

/** A request with a signal that nobody aborts. */
export function post(init: Partial<FetchInit> = {}): FetchInit {
  return {
    method: "POST",
    headers: { "Authorization": `Bearer ${SECRET}`, "Content-Type": "application/json" },
    body: '{"events":[]}',
    redirect: "manual",
    signal: new AbortController().signal,
    ...init,
  };
}

/** Reads a body to its end. */
export async function readAll(response: FetchResponse): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  const bytes: number[] = [];
  while (true) {
    const { done, value } = await reader?.read() ?? { done: true };
    if (done || value === undefined) return Uint8Array.from(bytes);
    bytes.push(...value);
  }
}

/** Sends, and reads the answer to its end. */
export async function exchange(
  fetch: FetchLike,
  url: string,
  init: FetchInit = post(),
): Promise<string> {
  const response = await fetch(url, init);
  return `${response.status} ${new TextDecoder().decode(await readAll(response))}`;
}

/** What a rejection says. Holds the process, as a client that waits does: the request does not. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & { code?: unknown }> {
  const timer = setInterval(() => {}, 1_000);
  try {
    return await assertRejects(() => promise, Error) as Error & { code?: unknown };
  } finally {
    clearInterval(timer);
  }
}

/** A signal that counts its listeners. */
export function countingSignal(): {
  signal: AbortSignal;
  listeners: () => number;
  abort: () => void;
} {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners.add(args[1]);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners.delete(args[1]);
    removeEventListener.apply(signal, args);
  };
  return { signal, listeners: () => listeners.size, abort: () => controller.abort() };
}

/** A server that writes bodies without end, as fast as it is taken, and says how much was taken. */
export async function listenWithBomb(): Promise<{ wire: WireServer; written: () => number }> {
  let written = 0;
  const chunk = "x".repeat(65_536);
  const wire = await listenOnWire({
    onRequest: (socket) => {
      socket.write("HTTP/1.1 202 X\r\n\r\n");
      const writeOn = (): void => {
        if (socket.destroyed) return;
        socket.write(chunk, () => {
          written += chunk.length;
          writeOn();
        });
      };
      writeOn();
    },
  });
  return { wire, written: () => written };
}

/** Resolves when a count has not grown for a while. */
export async function untilStill(count: () => number): Promise<void> {
  for (let last = -1; last !== count();) {
    last = count();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
