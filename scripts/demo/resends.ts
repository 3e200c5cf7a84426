/**
 * Notices which events leave a second time.
 *
 * @module
 */
import type { FetchLike } from "@tidings/sdk";
import { MESSAGE_ID_KEY } from "./agreement.ts";
import type { WriteEntry } from "./ledger.ts";

/** Passes requests on, and writes down the events that an earlier request had carried already. */
export function recordResends(send: FetchLike, write: WriteEntry): FetchLike {
  const sent = new Set<string>();
  return (url, init) => {
    const ids = idsOf(init.body);
    const again = ids.filter((id) => sent.has(id));
    if (again.length > 0) write({ kind: "resend", ids: again });
    for (const id of ids) sent.add(id);
    return send(url, init);
  };
}

function idsOf(body: string): string[] {
  const { events } = JSON.parse(body) as {
    events: { properties: Record<string, string> }[];
  };
  return events.flatMap(({ properties }) => properties[MESSAGE_ID_KEY] ?? []);
}
