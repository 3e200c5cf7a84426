/**
 * How long to wait before the next attempt. Pure arithmetic: luck comes in as a number.
 *
 * @module
 */

/** Longest wait between two attempts of a round: the ceiling that the retry schedule documents. */
export const MAX_BACKOFF_MS = 30_000;

/** Longest wait between two probes, or two rounds, of an outage: five minutes. */
export const MAX_PROBE_WAIT_MS = 300_000;

/** First wait between probes, and the least spacing of requests while nothing gets through. */
export const MIN_PROBE_WAIT_MS = 1_000;

/** How the waits of one client grow. */
export interface BackoffPolicy {
  /** The wait after the first attempt, in milliseconds; each later one doubles. */
  readonly baseBackoffMs: number;
  /** Share of each wait, 0 to 1, that is added at random. */
  readonly retryJitter: number;
}

/**
 * How long to wait after attempt number `attempt` has failed.
 *
 * @param attempt The attempt that just failed, from 1.
 * @param policy The base wait and the jitter share.
 * @param random In [0, 1): passed in, so that a test names its own luck.
 * @returns Milliseconds: base, twice that, four times …, plus the jitter share, never above 30 s.
 */
export function backoffDelayMs(attempt: number, policy: BackoffPolicy, random: number): number {
  const nominalMs = doublings(policy.baseBackoffMs, attempt - 1, MAX_BACKOFF_MS);
  return Math.min(MAX_BACKOFF_MS, Math.round(nominalMs * (1 + policy.retryJitter * random)));
}

/**
 * How long to wait before probe, or round, number `count` of an outage.
 *
 * @param count From 1.
 * @returns Milliseconds: 1, 2, 4 … s, never above five minutes.
 */
export function probeDelayMs(count: number): number {
  return doublings(MIN_PROBE_WAIT_MS, count - 1, MAX_PROBE_WAIT_MS);
}

/** `first · 2^times`, at most `max`. The power is capped so that it stays finite after any outage. */
export function doublings(first: number, times: number, max: number): number {
  return Math.min(max, first * 2 ** Math.min(Math.max(times, 0), 30));
}
