import { assertEquals } from "@std/assert";
import { parseHttpDate } from "../../../src/core/http_date.ts";
import {
  decideOutcome as decide,
  type Outcome,
  type OutcomeKind,
  OUTCOMES,
} from "../../../src/core/outcome.ts";
import type { Answer } from "../../../src/core/ports.ts";

const NOW = Date.UTC(2026, 0, 1);

const decideOutcome = (answer: Answer, epochMs: number): Outcome =>
  decide(answer, epochMs, parseHttpDate);

const answer = (status: number, retryAfter: string | null = null): Answer => ({
  kind: "answer",
  status,
  retryAfter,
  date: null,
  text: "",
});

/** The documented table, written down a second time: statuses named one by one win over their hundred. */
const NAMED: Readonly<Record<number, OutcomeKind>> = {
  400: "isolate",
  401: "hold",
  403: "hold",
  404: "hold",
  405: "hold",
  408: "pause",
  413: "halve",
  422: "isolate",
  425: "pause",
  429: "pause",
};
const HUNDREDS: Readonly<Record<number, OutcomeKind>> = {
  1: "hold",
  2: "delivered",
  3: "hold",
  4: "drop",
  5: "retry",
};

for (let status = 100; status <= 599; status++) {
  const expected = NAMED[status] ?? HUNDREDS[Math.floor(status / 100)] ?? "hold";
  Deno.test(`decideOutcome() answers ${status} with ${expected}`, () => {
    assertEquals(decideOutcome(answer(status), NOW), { kind: expected, retryAfterMs: null });
  });
}

for (const status of [600, 700, 999]) {
  Deno.test(`decideOutcome() answers ${status} with hold`, () => {
    assertEquals(decideOutcome(answer(status), NOW).kind, "hold");
  });
}

for (const cause of ["network", "timeout"] as const) {
  Deno.test(`decideOutcome() answers no answer for ${cause} with retry`, () => {
    const none: Answer = { kind: "none", cause, message: "" };
    assertEquals(decideOutcome(none, NOW), { kind: "retry", retryAfterMs: null });
  });
}

for (const status of [408, 425, 429, 500, 502, 503, 504, 599]) {
  Deno.test(`decideOutcome() pauses for the Retry-After of ${status}`, () => {
    assertEquals(decideOutcome(answer(status, "7"), NOW), { kind: "pause", retryAfterMs: 7_000 });
  });

  Deno.test(`decideOutcome() pauses for the backoff after ${status} with an unusable Retry-After`, () => {
    for (const header of ["0", "soon", "-1", ""]) {
      assertEquals(decideOutcome(answer(status, header), NOW), {
        kind: "pause",
        retryAfterMs: null,
      });
    }
  });
}

for (const status of [200, 202, 301, 400, 401, 403, 404, 409, 413, 422]) {
  Deno.test(`decideOutcome() takes no notice of the Retry-After of ${status}`, () => {
    const without = decideOutcome(answer(status), NOW);
    assertEquals(decideOutcome(answer(status, "7"), NOW), without);
  });
}

Deno.test("decideOutcome() counts a date from the answer's own Date", () => {
  const date = new Date(NOW - 1e9).toUTCString();
  const retryAfter = new Date(NOW - 1e9 + 20_000).toUTCString();
  const outcome = decideOutcome({ kind: "answer", status: 429, retryAfter, date, text: "" }, NOW);
  assertEquals(outcome, { kind: "pause", retryAfterMs: 20_000 });
});

for (const status of [0, 2, 40, 99, 100, 199, 600, 1_000, 2_000, 40_000, NaN]) {
  Deno.test(`decideOutcome() answers the impossible ${status} with hold`, () => {
    assertEquals(decideOutcome(answer(status), NOW).kind, "hold");
  });
}

for (const [statuses, outcome] of OUTCOMES) {
  Deno.test(`decideOutcome() does what the row '${statuses}' says`, () => {
    const named = statuses.match(/\d{3}/g)?.map(Number) ?? [];
    for (const status of named) assertEquals(decideOutcome(answer(status), NOW).kind, outcome);
    const hundred = /(\d)xx/.exec(statuses)?.[1];
    if (hundred === undefined) return;
    const every: string[] = OUTCOMES.map(([row]) => row).join().match(/\d{3}/g) ?? [];
    for (let status = Number(hundred) * 100; status % 100 < 99; status++) {
      if (every.includes(String(status))) continue;
      assertEquals(decideOutcome(answer(status), NOW).kind, outcome, `${status}`);
    }
  });
}
