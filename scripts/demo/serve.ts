/**
 * `--serve`: shop and collector stay up for a browser and for anyone's own app.
 *
 * @module
 */
import { DEMO_KEY } from "./agreement.ts";
import { compare } from "./compare.ts";
import { readStoredEvents, type StoredEvent } from "./event_store.ts";
import { formatCount, formatCounts, formatNumberOf, formatTable } from "./format.ts";
import { parseLedger } from "./ledger.ts";
import type { Progress } from "./progress.ts";
import type { Stage } from "./stage.ts";
import { within } from "./within.ts";

/** The SDK gives up its events after five. */
const END_SECONDS = 20;

/** Serves until told to end, then sums up. */
export async function serve(
  stage: Stage,
  progress: Progress,
  untilInterrupted: Promise<void>,
): Promise<void> {
  let batches = 0;
  const collector = await stage.startCollector(0, (counts) => {
    batches++;
    const time = new Date().toTimeString().slice(0, 8);
    progress.say(`${time}  accepted ${formatCounts(counts)}`);
  });
  const shop = await stage.startShop(collector);
  progress.say(formatWelcome(shop.url, collector.url));

  await untilInterrupted;
  progress.say("\nEnding: the shop delivers what waits, then the collector stops.");
  shop.child.signal("SIGTERM");
  await within(shop.child.ended, END_SECONDS, "the shop to end");
  await collector.child.tell({ kind: "stop" });
  const stored = readStoredEvents(stage.database);
  progress.say(formatSummary(stored, batches));
  const { total } = compare(parseLedger(await Deno.readTextFile(stage.ledger)), stored);
  const { tracked, delivered, dropped, missing } = total;
  progress.say(
    `The shop itself tracked ${formatCount(tracked)}: ${formatCount(delivered)} arrived, ` +
      `${formatCount(dropped)} dropped, ${formatCount(missing)} missing.`,
  );
}

function formatWelcome(shopUrl: string, collectorUrl: string): string {
  return `
A web shop      ${shopUrl}   (open it, click around: its events appear below)
A collector     ${collectorUrl}   (accepts the key "${DEMO_KEY}", from this machine only)

Point your own app at it:

    import { InslyticNode } from "@tidings/sdk";

    const inslytic = new InslyticNode({
      apiKey: "${DEMO_KEY}",
      endpoint: "${collectorUrl}",
      flushInterval: 1_000,
      messageIdKey: "messageId",
    });
    inslytic.track({ eventName: "hello", anonymousId: "anon-1" });

or, without any code:

    curl ${collectorUrl}/v1/ingest -H 'Authorization: Bearer ${DEMO_KEY}' \\
      -H 'Content-Type: application/json' -d '{"events":[{"eventName":"hello",
      "timestamp":"2026-01-01T00:00:00Z","anonymousId":"anon-1","sessionId":"","consentGiven":true}]}'

Accepted batches follow. Ctrl-C ends it.
`;
}

function formatSummary(stored: readonly StoredEvent[], batches: number): string {
  const total = `${formatNumberOf(stored.length, "event")} in ` +
    `${formatNumberOf(batches, "batch", "batches")}`;
  if (stored.length === 0) return `\nAccepted ${total}.`;
  const counts = new Map<string, { copies: number; ids: Set<string>; withId: number }>();
  for (const { id, name } of stored) {
    const count = counts.get(name) ?? { copies: 0, ids: new Set(), withId: 0 };
    counts.set(name, count);
    count.copies++;
    if (id === null) continue;
    count.withId++;
    count.ids.add(id);
  }
  const rows = [...counts].map((
    [name, { copies, ids, withId }],
  ) => [name, copies, withId - ids.size]);
  const repeats = rows.reduce((sum, [, , repeated]) => sum + Number(repeated), 0);
  const table = [["event", "accepted", "duplicates"], ...rows, [
    "all events",
    stored.length,
    repeats,
  ]];
  return `\n${formatTable(table.map((row) => row.map(String)))}\n\nAccepted ${total}.`;
}
