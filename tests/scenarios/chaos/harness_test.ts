/** The whole harness in small: a sound client passes, a client with one fault does not. */
import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import type { FetchLike } from "@tidings/sdk";
import { runHistory, type RunPlan } from "./run_history.ts";

const SMALL: RunPlan = { seed: 1, events: 2_000, batch: 5, faulty: 0.3, inFlight: 1, kinds: 20 };

/** What is found when this stands between the client and the wire. */
async function violationsWith(fetch: FetchLike): Promise<string> {
  const { verdict } = await runHistory({ ...SMALL, events: 1_000, kinds: 0, fetch });
  return verdict.violations.join("\n");
}

Deno.test("chaos in small: nothing is missing, and every copy is accounted for", async () => {
  const { verdict, evidence } = await runHistory(SMALL);
  assertEquals(verdict.violations, []);
  assertEquals([verdict.missing, verdict.duplicatesAfterDedupe], [0, 0]);
  assertGreater(verdict.duplicates, 0, "answers were lost, so there must be copies");
  assertGreater(evidence.stats.dropped.rejected ?? 0, 0, "there was poison");
});

Deno.test("chaos finds the events of a request that never left", async () => {
  let count = 0;
  const swallowing: FetchLike = (url, init) =>
    ++count === 100 ? Promise.resolve(new Response(null, { status: 202 })) : fetch(url, init);
  assertMatch(await violationsWith(swallowing), /missing: returned by track\(\)/);
});

Deno.test("chaos finds a request that is sent twice", async () => {
  let count = 0;
  const stuttering: FetchLike = async (url, init) => {
    const response = await fetch(url, init);
    if (response.status !== 202 || ++count % 50 !== 0) return response;
    await response.body?.cancel();
    return await fetch(url, init);
  };
  assertMatch(await violationsWith(stuttering), /came again without a lost answer/);
});

Deno.test("chaos finds a client that follows redirects", async () => {
  const following: FetchLike = (url, init) => fetch(url, { ...init, redirect: "follow" });
  assertMatch(await violationsWith(following), /where a redirect led|GET \/|POST \/elsewhere/);
});

Deno.test("chaos finds bytes that change on the way", async () => {
  let count = 0;
  const changing: FetchLike = (url, init) =>
    fetch(url, { ...init, body: init.body.replace('"n":"', `"attempt":"${++count}","n":"`) });
  assertMatch(await violationsWith(changing), /Idempotency-Key and another body/);
});
