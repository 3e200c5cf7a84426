/**
 * `--serve`: shop and collector stay up for a browser and for anyone's own app.
 *
 * @module
 */
import { COLLECT_PATH, DEMO_KEY, MESSAGE_ID_KEY } from "./agreement.ts";
import { countByName } from "./arrival.ts";
import { compare } from "./compare.ts";
import { readStoredEvents, type StoredEvent } from "./event_store.ts";
import { formatCount, formatCounts, formatNumberOf, formatTable } from "./format.ts";
import { parseLedger } from "./ledger.ts";
import { LiveView } from "./live_view.ts";
import type { News } from "./messages.ts";
import type { Progress } from "./progress.ts";
import type { Stage } from "./stage.ts";
import { within } from "./within.ts";

/** The SDK gives up its events after five. */
const END_SECONDS = 20;

/** What is up, and where. */
interface Open {
  readonly shop: string;
  readonly collector: string;
  readonly live: string;
  /** The database, where it is to be told. */
  readonly database: string | null;
  /** Why the shop's pages have no client, if they have none. */
  readonly trouble: string | null;
}

/** Serves until told to end, then sums up. */
export async function serve(
  stage: Stage,
  progress: Progress,
  untilInterrupted: Promise<void>,
): Promise<void> {
  let batches = 0;
  await using live = await LiveView.open();
  const onNews = (news: News): void => {
    if (news.kind === "refusal") return live.refuse(news.text);
    batches++;
    live.add(news.source, news.events);
    const time = new Date().toTimeString().slice(0, 8);
    const where = news.source === "browser" ? " (browser)" : "";
    progress.say(`${time}  accepted ${formatCounts(countByName(news.events))}${where}`);
  };
  const [collector, trouble] = await Promise.all([
    stage.startCollector(0, onNews),
    stage.bundle(),
  ]);
  const shop = await stage.startShop(collector, { hasScript: trouble === null, hasLedger: false });
  live.showBooksOf(shop.url);
  const database = stage.keepsFiles ? stage.database : null;
  const { url } = collector;
  progress.say(
    formatWelcome({ shop: shop.url, collector: url, live: live.url, database, trouble }),
  );

  await untilInterrupted;
  progress.say("\nEnding: the shop delivers what waits, then the collector stops.");
  shop.child.signal("SIGTERM");
  await within(shop.child.ended, END_SECONDS, "the shop to end");
  await collector.child.tell({ kind: "stop" });
  const stored = readStoredEvents(stage.database, "server");
  progress.say(formatSummary([...stored, ...readStoredEvents(stage.database, "browser")], batches));
  const { total } = compare(parseLedger(await Deno.readTextFile(stage.ledger)), stored);
  const { tracked, delivered, dropped, missing } = total;
  progress.say(
    `The shop itself tracked ${formatCount(tracked)}: ${formatCount(delivered)} arrived, ` +
      `${formatCount(dropped)} dropped, ${formatCount(missing)} missing.`,
  );
}

function formatWelcome({ shop, collector, live, database, trouble }: Open): string {
  return `
A web shop      ${shop}   (open it, click around: its events appear below)
A live view     ${live}   (the same events as they arrive, counts, books, errors)
A collector     ${collector}   (accepts the key "${DEMO_KEY}", from this machine only)
${database === null ? "" : `Its database    ${database}\n`}${
    trouble === null ? "" : `\nLeft out: the browser client, as ${trouble}\n`
  }
Point your own app at it:

    import { InslyticNode } from "@tidings/sdk";

    const inslytic = new InslyticNode({
      apiKey: "${DEMO_KEY}",
      endpoint: "${collector}",
      flushInterval: 1_000,
      messageIdKey: "${MESSAGE_ID_KEY}",
    });
    inslytic.track({ eventName: "hello", anonymousId: "anon-1" });

or your own page:

    import { createMetricsClient } from "@tidings/sdk/browser";

    const metrics = createMetricsClient("${DEMO_KEY}", {
      endpoint: "${collector}${COLLECT_PATH}",
      messageIdKey: "${MESSAGE_ID_KEY}",
    });
    metrics.track("hello");

or, without any code:

    curl ${collector}/v1/ingest -H 'Authorization: Bearer ${DEMO_KEY}' \\
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
