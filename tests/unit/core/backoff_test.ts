import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  backoffDelayMs,
  doublings,
  MAX_BACKOFF_MS,
  MAX_PROBE_WAIT_MS,
  MIN_PROBE_WAIT_MS,
  probeDelayMs,
} from "../../../src/core/backoff.ts";

const PLAIN = { baseBackoffMs: 1_000, retryJitter: 0 };

[1, 2, 4, 8, 16, 30, 30, 30].forEach((seconds, index) => {
  Deno.test(`backoffDelayMs() waits ${seconds} s after attempt ${index + 1}`, () => {
    for (const random of [0, 0.5, 0.999]) {
      assertEquals(backoffDelayMs(index + 1, PLAIN, random), seconds * 1_000);
    }
  });
});

[500, 1_000, 2_000, 4_000].forEach((ms, index) => {
  Deno.test(`backoffDelayMs() waits ${ms} ms after attempt ${index + 1} from a base of 500`, () => {
    assertEquals(backoffDelayMs(index + 1, { baseBackoffMs: 500, retryJitter: 0 }, 0.5), ms);
  });
});

const JITTERED:
  readonly (readonly [attempt: number, jitter: number, random: number, ms: number])[] = [
    [1, 1, 0, 1_000],
    [1, 1, 0.5, 1_500],
    [1, 0.5, 0.5, 1_250],
    [2, 0.2, 0.5, 2_200],
    [5, 1, 0.5, 24_000],
    [5, 1, 0.999, 30_000],
    [6, 1, 0.5, 30_000],
  ];

for (const [attempt, retryJitter, random, ms] of JITTERED) {
  Deno.test(`backoffDelayMs() waits ${ms} ms after attempt ${attempt} with ${retryJitter}·${random}`, () => {
    assertEquals(backoffDelayMs(attempt, { baseBackoffMs: 1_000, retryJitter }, random), ms);
  });
}

Deno.test("backoffDelayMs() never waits less than the nominal wait nor more than 30 s", () => {
  const attempts = fc.integer({ min: 1, max: 10_000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(attempts, share, share, (attempt, retryJitter, random) => {
      const ms = backoffDelayMs(attempt, { baseBackoffMs: 1_000, retryJitter }, random);
      const nominal = Math.min(30_000, 1_000 * 2 ** (attempt - 1));
      assertEquals(ms >= nominal && ms <= MAX_BACKOFF_MS && Number.isInteger(ms), true, `${ms}`);
    }),
  );
});

[1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].forEach((seconds, index) => {
  Deno.test(`probeDelayMs() waits ${seconds} s before probe ${index + 1}`, () => {
    assertEquals(probeDelayMs(index + 1), seconds * 1_000);
  });
});

Deno.test("probeDelayMs() stays at five minutes after any outage", () => {
  for (const count of [31, 32, 1_000, 1_100, 1e9, Infinity]) {
    assertEquals(probeDelayMs(count), MAX_PROBE_WAIT_MS);
  }
});

Deno.test("probeDelayMs() never waits less than a second", () => {
  for (const count of [1, 0, -5]) assertEquals(probeDelayMs(count), MIN_PROBE_WAIT_MS);
});

Deno.test("doublings() is first, twice first, four times first …, at most max", () => {
  assertEquals([0, 1, 2, 3, 4].map((times) => doublings(30, times, 300)), [30, 60, 120, 240, 300]);
});

Deno.test("doublings() is finite for any count", () => {
  fc.assert(
    fc.property(fc.integer(), (times) => Number.isFinite(doublings(1, times, 2 ** 40))),
  );
  assertEquals(doublings(1, 5_000, 2 ** 40), 2 ** 30);
});
