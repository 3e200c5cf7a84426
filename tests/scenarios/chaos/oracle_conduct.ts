/**
 * How the client behaved on the way, and whether the run was hard enough to say so.
 *
 * @module
 */
import type { Evidence } from "./evidence.ts";
import { complain } from "./oracle.ts";

/** A `flush()` that takes longer, by the client's own clock, counts as one that does not end. */
export const MAX_FLUSH_MS = 3_600_000;

/** The kind of fault that `onError` must have told of. */
const FEWER = "fewer accepted than sent";

/** What was wrong with the client's conduct. */
export function checkConduct(evidence: Evidence): string[] {
  const { journal, exceptions, flushes, openFlushes, wire, demands } = evidence;
  const slow = flushes.filter(({ scaledMs }) => scaledMs > MAX_FLUSH_MS);
  const isSilent = journal.faults.has(FEWER) && !evidence.hasToldOfFewer;
  return [
    ...checkHardness(evidence),
    ...complain(exceptions, "errors or rejections that nobody caught"),
    ...complain(journal.misdeeds, "requests that should not have been sent"),
    ...complain(journal.heldConnections, "connections were held long after the client gave up"),
    ...complain(evidence.redirectVisits, "connections to where a redirect led"),
    ...complain(wire.brokenPauses, "requests began although the server had asked for a pause"),
    ...complain(wire.doubled, "requests began while the same batch was on the wire"),
    ...complain(Math.max(0, wire.peak - demands.maxInFlight), "requests too many at once"),
    ...complain(slow.length, `flushes took longer than ${MAX_FLUSH_MS} ms`),
    ...complain(openFlushes, "flushes did not settle"),
    ...complain(evidence.leftovers, "timers or holds were left after shutdown()"),
    ...complain(isSilent ? 1 : 0, "kind of fault was not told: fewer accepted"),
    ...complain(evidence.hasLeakedKey ? 1 : 0, "text held the key"),
  ];
}

/** A run that met too little proves nothing. */
function checkHardness({ journal, demands }: Evidence): string[] {
  const violations: string[] = [];
  const demand = (what: string, is: number, least: number): void => {
    if (is < least) violations.push(`too easy: ${is} ${what}, at least ${least} were planned`);
  };
  demand("requests", journal.requests, demands.faults);
  demand("faults", [...journal.faults.values()].reduce((a, b) => a + b, 0), demands.faults);
  demand("kinds of faults", journal.faults.size, demands.kinds);
  return violations;
}
