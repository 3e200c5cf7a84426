/**
 * What leaves a page: requests while it lives, beacons when it goes. Browsers let only 64 KiB of both be
 * on the wire at once, so they are counted together.
 *
 * @module
 */
import type { QueuedEvent } from "../core/event.ts";
import type { Clock, FetchInit, FetchLike, Send } from "../core/ports.ts";
import { utf8Length } from "../core/utf8.ts";
import { createSend } from "../runtime/http.ts";
import type { Page } from "../runtime/page.ts";

/** What goes over the wire, and how. */
export interface WireParts {
  readonly page: Page;
  readonly clock: Clock;
  readonly fetch: FetchLike | undefined;
  readonly requestTimeoutMs: number;
  /** Most events in a body. */
  readonly maxBatchSize: number;
  /** A beacon's text, and where it goes. */
  readonly toBeacon: (events: readonly QueuedEvent[]) => { url: string; body: string };
}

/** A page's wire. */
export interface Wire {
  readonly send: Send;
  /** Hands events over by beacon, the oldest first. Returns those that were taken. */
  handOver(events: readonly QueuedEvent[]): readonly QueuedEvent[];
}

/** Bodies of beacons together; browsers take 65,536 bytes of these and of requests on the wire. */
const MAX_BEACON_BYTES = 60_000;
const MAX_KEEPALIVE_BYTES = 65_536;

/** Chromium takes a burst of a thousand and sends a third of it; of 200 it sends all. */
const MAX_BEACONS = 50;

const INIT = { credentials: "omit", referrerPolicy: "origin" } as const;

/** Makes the wire of a page. */
export function createWire(parts: WireParts): Wire {
  const { clock, page, maxBatchSize, requestTimeoutMs, toBeacon } = parts;
  let fetching = 0;
  let beacons: { readonly untilMs: number; readonly bytes: number }[] = [];
  // When a beacon is answered nobody says: it counts for as long as an answer may take.
  const onWire = (): number => {
    beacons = beacons.filter(({ untilMs }) => untilMs > clock.now());
    return beacons.reduce((sum, { bytes }) => sum + bytes, fetching);
  };
  const fetch = (url: string, init: FetchInit): ReturnType<FetchLike> =>
    (parts.fetch ?? page.fetch)(url, {
      ...init,
      ...INIT,
      // What does not fit would be refused.
      keepalive: onWire() <= MAX_KEEPALIVE_BYTES,
    });
  const send = createSend({ fetch, requestTimeoutMs, clock });
  const give = (events: readonly QueuedEvent[]): boolean => {
    const { url, body } = toBeacon(events);
    const bytes = utf8Length(body);
    try {
      if (!(page.sendBeacon(url, body) ?? post(fetch, url, body))) return false;
    } catch {
      return false;
    }
    beacons.push({ untilMs: clock.now() + requestTimeoutMs, bytes });
    return true;
  };
  return {
    send: (request, mayResend) => {
      const bytes = utf8Length(request.body);
      fetching += bytes;
      const attempt = send(request, mayResend);
      void attempt.answer.then(() => fetching -= bytes);
      return attempt;
    },
    handOver: (events) => {
      const frame = utf8Length(toBeacon([]).body);
      let at = 0;
      for (let i = 0; i < MAX_BEACONS && at < events.length; i++) {
        const room = MAX_BEACON_BYTES - onWire() - frame;
        const end = endOfBody(events.slice(0, at + maxBatchSize), at, room);
        if (end === at) break;
        if (give(events.slice(at, end))) at = end;
        else {
          const half = (at + end) >> 1;
          if (half > at && give(events.slice(at, half))) at = half;
          break;
        }
      }
      return events.slice(0, at);
    },
  };
}

/** In place of a beacon: what becomes of it is not looked at either. */
function post(fetch: FetchLike, url: string, body: string): boolean {
  const { signal } = new AbortController();
  fetch(url, { method: "POST", headers: {}, body, redirect: "manual", signal }).catch(() => {});
  return true;
}

/** How far a body goes that begins at `at` and has room for so many bytes. */
function endOfBody(events: readonly QueuedEvent[], at: number, room: number): number {
  let end = at;
  // A comma before each but the first.
  for (let left = room + 1; end < events.length; end++) {
    left -= (events[end]?.bytes ?? 0) + 1;
    if (left < 0) break;
  }
  return end;
}
