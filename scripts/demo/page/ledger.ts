/**
 * What a page of the shop writes down of its events: into the page's own storage at once, so that it is
 * still there when the page is not.
 *
 * @module
 */
import type { BodyReader, FetchLike, FetchResponse } from "@tidings/sdk/browser";
import { LEDGER_PREFIX, MESSAGE_ID_KEY } from "../agreement.ts";

/** One line of it. */
export type PageEntry =
  /** An event is being tracked. */
  | { readonly kind: "call"; readonly id: string; readonly name: string }
  /** The call that tracked it has returned: the client has stored it, or handed it on. */
  | { readonly kind: "return"; readonly id: string }
  /** An event was given up. */
  | { readonly kind: "drop"; readonly id: string | null; readonly reason: string }
  /** The browser took a beacon with these events. */
  | { readonly kind: "beacon"; readonly ids: readonly string[] }
  /** A request with these events left. */
  | { readonly kind: "request"; readonly request: string; readonly ids: readonly string[] }
  /** The client has read the whole answer: with this status, or with 0 for none. */
  | { readonly kind: "answer"; readonly request: string; readonly status: number };

/** Takes lines. */
export type WritePageEntry = (entry: PageEntry) => void;

/** A ledger under keys of this document's own. */
export function openPageLedger(storage: Pick<Storage, "setItem">): WritePageEntry {
  const page = crypto.randomUUID();
  let lines = 0;
  return (entry) => {
    storage.setItem(`${LEDGER_PREFIX}${page}:${lines++}`, JSON.stringify(entry));
  };
}

/** Writes down that an event is being tracked, and then that it has been: `track()` waits for nothing. */
export function recordCall(id: string, name: string, write: WritePageEntry): void {
  write({ kind: "call", id, name });
  queueMicrotask(() => write({ kind: "return", id }));
}

/** Passes requests on, and writes down what left and what was answered. */
export function recordFetch(send: FetchLike, write: WritePageEntry): FetchLike {
  return async (url, init) => {
    const request = crypto.randomUUID();
    write({ kind: "request", request, ids: idsOf(init.body) });
    const answered = (status: number): void => write({ kind: "answer", request, status });
    try {
      const response = await send(url, init);
      return withEnd(response, () => answered(response.status));
    } catch (error) {
      answered(0);
      throw error;
    }
  };
}

/** The same response, and the end of its body told: only then does the client know what became of it. */
function withEnd(response: FetchResponse, onEnd: () => void): FetchResponse {
  const { status, type, headers, body } = response;
  if (body === null) onEnd();
  return {
    status,
    ...(type === undefined ? {} : { type }),
    headers,
    body: body && { getReader: () => withReaderEnd(body.getReader(), onEnd) },
  };
}

function withReaderEnd(reader: BodyReader, onEnd: () => void): BodyReader {
  return {
    read: async () => {
      const chunk = await reader.read();
      if (chunk.done) onEnd();
      return chunk;
    },
    cancel: () => {
      onEnd();
      return reader.cancel();
    },
  };
}

/** The same for beacons: what `sendBeacon()` says is all that is ever known of one. */
export function recordBeacons(
  send: (url: string | URL, body?: BodyInit | null) => boolean,
  write: WritePageEntry,
): (url: string | URL, body?: BodyInit | null) => boolean {
  return (url, body) => {
    const isTaken = send(url, body);
    const ids = typeof body === "string" ? idsOf(body) : [];
    if (isTaken && ids.length > 0) write({ kind: "beacon", ids });
    return isTaken;
  };
}

function idsOf(body: string): string[] {
  const { events = [] } = JSON.parse(body) as {
    events?: { metadata?: Record<string, unknown> }[];
  };
  return events.flatMap(({ metadata }) => {
    const id = metadata?.[MESSAGE_ID_KEY];
    return typeof id === "string" ? [id] : [];
  });
}
