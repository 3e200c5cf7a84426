/**
 * 50,000 events over real sockets to a collector of which 30 % of answers fail, in more than twenty
 * ways. One seed is one plan of faults; `deno task chaos` runs the same for longer.
 */
import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { closingLine } from "./chaos/report.ts";
import { runHistory } from "./chaos/run_history.ts";

const EVENTS = 50_000;
const BATCH = 20;
const FAULTY = 0.3;
const KINDS = 20;

/** The documented default, and what those use who track more. */
const HISTORIES = [
  { seed: 1, inFlight: 1 },
  { seed: 2, inFlight: 1 },
  { seed: 3, inFlight: 4 },
];

for (const { seed, inFlight } of HISTORIES) {
  Deno.test(`chaos, seed ${seed}, ${inFlight} on the wire: every event arrives or is accounted for`, async () => {
    const result = await runHistory({
      seed,
      events: EVENTS,
      batch: BATCH,
      faulty: FAULTY,
      inFlight,
      kinds: KINDS,
    });
    console.log(closingLine(result));
    const { verdict, evidence } = result;
    assertEquals(verdict.violations, []);
    assertEquals(verdict.missing, 0);
    assertEquals(verdict.duplicatesAfterDedupe, 0);
    assertEquals(evidence.exceptions, []);
    assertEquals(evidence.redirectVisits, 0);
    assertGreaterOrEqual(evidence.tracked.length, EVENTS);
    assertGreaterOrEqual(evidence.journal.faults.size, KINDS);
    assertGreaterOrEqual(evidence.journal.requests, (EVENTS / BATCH) * (1 + FAULTY));
  });
}
