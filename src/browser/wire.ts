/**
 * What leaves a page: requests while it lives, beacons when it goes. Browsers let only 64 KiB of both be
 * on the wire at once, so they are counted together.
 *
 * @module
 */
import type { QueuedEvent } from "../core/event.ts";
import type { FetchLike } from "../core/fetch_like.ts";
import type { Attempt, OutgoingRequest } from "../core/ports.ts";
import { readable } from "../core/readable.ts";
import { utf8Length } from "../core/utf8.ts";
import type { ClientContext } from "./client_context.ts";
import { post } from "./post.ts";

/** A page's wire. */
export interface Wire {
  /** Puts events on the wire by `fetch`. */
  send(events: readonly QueuedEvent[]): Attempt;
  /**
   * Hands events over by beacon, the oldest first.
   *
   * @param offer Called for each beacon with its events; gives it by `give()`, and returns whether it was
   * taken.
   */
  handOver<Event extends QueuedEvent>(
    events: readonly Event[],
    offer: (some: readonly Event[], give: () => boolean) => boolean,
  ): void;
}

/** Bodies of beacons together; browsers take 65,536 bytes of these and of requests on the wire. */
const MAX_BEACON_BYTES = 60_000;
const MAX_KEEPALIVE_BYTES = 65_536;

/** Chromium takes a burst of a thousand and sends a third of it; of 200 it sends all. */
const MAX_BEACONS = 50;

/** `{"events":[]}` and nothing in it. */
const FRAME_BYTES = 13;

/** Makes the wire of a page. */
export function createWire(context: ClientContext): Wire {
  const { clock, maxBatchSize, page, requestTimeoutMs: timeoutMs, toBeacon, toRequest } = context;
  // Nobody says when a beacon is answered: it counts for as long as an answer may take.
  let onWire: { readonly untilMs: number; readonly bytes: number }[] = [];
  const count = (body: string): () => void => {
    const one = { untilMs: clock.now() + timeoutMs, bytes: utf8Length(body) };
    onWire.push(one);
    return () => onWire = onWire.filter((other) => other !== one);
  };
  const bytesOnWire = (): number => {
    onWire = onWire.filter(({ untilMs }) => untilMs > clock.now());
    return onWire.reduce((sum, { bytes }) => sum + bytes, 0);
  };
  const put = (request: OutgoingRequest): Attempt => {
    const release = count(request.body);
    // What does not fit would be refused.
    const keepalive = bytesOnWire() <= MAX_KEEPALIVE_BYTES;
    const fetch: FetchLike = (url, init) => (context.fetch ?? page.fetch)(url, init);
    const attempt = post(request, { fetch, clock, timeoutMs, keepalive });
    void attempt.answer.then(release);
    return attempt;
  };
  const give = (events: readonly QueuedEvent[]): boolean => {
    const { url, body } = toBeacon(events);
    const isTaken = readable(() => page.sendBeacon(url, body) ?? put({ url, body, headers: {} }));
    if (isTaken === true) count(body);
    return Boolean(isTaken);
  };
  return {
    send: (events) => put(toRequest(events)),
    handOver: (events, offer) => {
      let from = 0;
      const pass = (to: number): boolean => {
        const some = events.slice(from, to);
        return offer(some, () => give(some));
      };
      for (let i = 0; i < MAX_BEACONS && from < events.length; i++) {
        let to = from;
        // A comma before each event but the first.
        let room = MAX_BEACON_BYTES - bytesOnWire() - FRAME_BYTES + 1;
        for (; to < Math.min(events.length, from + maxBatchSize); to++) {
          room -= (events[to]?.bytes ?? 0) + 1;
          if (room < 0) break;
        }
        const half = (from + to) >> 1;
        if (to === from) break;
        if (!pass(to)) return void (half > from && pass(half));
        from = to;
      }
    },
  };
}
