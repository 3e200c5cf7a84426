/**
 * Writes down the requests that leave, and which events leave in them a second time.
 *
 * @module
 */
import type { FetchLike } from "@tidings/sdk";
import { MESSAGE_ID_KEY } from "./agreement.ts";
import type { WriteEntry } from "./ledger.ts";

/** Passes requests on, and writes each down. */
export function recordRequests(send: FetchLike, write: WriteEntry): FetchLike {
  const sent = new Set<string>();
  return (url, init) => {
    const ids = idsOf(init.body);
    const again = ids.filter((id) => sent.has(id));
    write({ kind: "request", again });
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
