/**
 * All kinds of faults, how often each is dealt, and how long it lasts.
 *
 * @module
 */
import type { Fault, FaultAct } from "./fault.ts";
import { RETRY_AFTER_FORMS } from "./retry_after_forms.ts";
import type { SeededRandom } from "./seeded_random.ts";

/** A kind of fault. */
export interface FaultKind {
  /** What the report calls it. */
  readonly kind: string;
  /** How many cards of a deck are of this kind. */
  readonly weight: number;
  /** Makes one. `redirect` is an address that must never be asked for anything. */
  readonly make: (random: SeededRandom, redirect: string) => Omit<Fault, "kind">;
  /** For how many requests in a row it holds; one unless given. */
  readonly lasts?: (random: SeededRandom) => number;
}

/** What everyone's balancer says when nobody is behind it. */
const HTML = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Log in.</body></html>";

function refused(act: FaultAct): () => Omit<Fault, "kind"> {
  return () => ({ takes: false, act });
}

function taken(act: FaultAct): () => Omit<Fault, "kind"> {
  return () => ({ takes: true, act });
}

function eitherWay(act: FaultAct): FaultKind["make"] {
  return (random) => ({ takes: random.fraction() < 0.5, act });
}

function status(code: number, weight: number): FaultKind {
  return { kind: `${code}`, weight, make: refused({ does: "answer", status: code }) };
}

function retryAfter(code: number): FaultKind {
  const make: FaultKind["make"] = (random) => ({
    takes: false,
    act: { does: "answer", status: code, retryAfter: random.pick(RETRY_AFTER_FORMS) },
  });
  return { kind: `${code} with Retry-After`, weight: 6, make };
}

function redirect(code: number): FaultKind {
  const make: FaultKind["make"] = (random, target) => {
    const location = random.pick([target, `${target}/v1/ingest`, "/elsewhere", "/v1/ingest"]);
    return {
      takes: false,
      act: { does: "answer", status: code, headers: [["Location", location]] },
    };
  };
  return { kind: `${code} redirect`, weight: 1, make };
}

const STATUSES: readonly FaultKind[] = [
  status(500, 4),
  status(501, 2),
  status(502, 4),
  status(503, 6),
  status(504, 4),
  status(505, 2),
  status(599, 1),
  status(408, 2),
  status(425, 2),
  status(429, 2),
  retryAfter(429),
  retryAfter(503),
  status(404, 1),
  status(405, 1),
  status(410, 1),
  { ...status(401, 1), lasts: (random) => 1 + random.below(4) },
  { ...status(403, 1), lasts: (random) => 1 + random.below(4) },
  ...[301, 302, 303, 307, 308].map(redirect),
];

const CONNECTION: readonly FaultKind[] = [
  { kind: "reset before the body", weight: 3, make: refused({ does: "reset", at: "head" }) },
  { kind: "reset within the body", weight: 3, make: refused({ does: "reset", at: "body" }) },
  { kind: "reset after the body", weight: 3, make: refused({ does: "reset", at: "end" }) },
  { kind: "accepted, then reset", weight: 4, make: taken({ does: "reset", at: "end" }) },
  { kind: "closed without a byte", weight: 3, make: eitherWay({ does: "close" }) },
  { kind: "no answer", weight: 2, make: eitherWay({ does: "hang" }) },
  { kind: "answer too slow", weight: 2, make: eitherWay({ does: "drip" }) },
  { kind: "answer after the timeout", weight: 2, make: taken({ does: "late" }) },
  {
    kind: "kept socket closed",
    weight: 4,
    make: taken({ does: "answer", status: 202, closesAfter: true }),
  },
  {
    kind: "outage",
    weight: 1,
    lasts: (random) => 8 + random.below(16),
    make: (random) => ({
      takes: false,
      act: random.pick<FaultAct>([
        { does: "answer", status: 503 },
        { does: "answer", status: 502, body: HTML, headers: [["Content-Type", "text/html"]] },
        { does: "close" },
        { does: "reset", at: "head" },
        { does: "hang" },
      ]),
    }),
  },
];

const ANSWERS: readonly FaultKind[] = [
  {
    kind: "accepted, then 500",
    weight: 3,
    make: taken({ does: "answer", status: 500 }),
  },
  {
    kind: "200 with HTML",
    weight: 2,
    make: taken({
      does: "answer",
      status: 200,
      body: HTML,
      headers: [["Content-Type", "text/html"]],
    }),
  },
  {
    kind: "502 with HTML",
    weight: 2,
    make: refused({
      does: "answer",
      status: 502,
      body: HTML,
      headers: [["Content-Type", "text/html"]],
    }),
  },
  { kind: "204", weight: 1, make: taken({ does: "answer", status: 204, body: "" }) },
  {
    kind: "answer a byte at a time",
    weight: 2,
    make: taken({ does: "answer", status: 202, isByteByByte: true }),
  },
  {
    kind: "truncated body",
    weight: 3,
    make: taken({ does: "truncate", status: 202, by: "close" }),
  },
  {
    kind: "body cut by a reset",
    weight: 2,
    make: taken({ does: "truncate", status: 202, by: "reset" }),
  },
  {
    kind: "endless body",
    weight: 2,
    make: (random) => {
      const pace = random.pick<"flood" | "drip">(["flood", "drip"]);
      const takes = random.fraction() < 0.7;
      return { takes, act: { does: "endless", status: takes ? 200 : 503, pace } };
    },
  },
  {
    kind: "broken gzip",
    weight: 2,
    make: taken({
      does: "answer",
      status: 202,
      body: "this was never compressed",
      headers: [["Content-Encoding", "gzip"], ["Content-Length", "4096"]],
      closesAfter: true,
    }),
  },
  {
    kind: "fewer accepted than sent",
    weight: 2,
    make: taken({ does: "answer", status: 202, body: '{"accepted":0}' }),
  },
];

/** Every kind. */
export const FAULT_KINDS: readonly FaultKind[] = [...STATUSES, ...CONNECTION, ...ANSWERS];
