/**
 * The collector's process: the in-memory collector behind a real server, storing what it accepts before it
 * answers, and failing when the conductor says so.
 *
 * Arguments: the database's path and the port (0 for any).
 *
 * @module
 */
import {
  type CollectedEvent,
  type Collector,
  createCollector,
  type FaultRule,
} from "@tidings/sdk/testing";
import { DEMO_KEY, LOOPBACK } from "./agreement.ts";
import { openEventStore } from "./event_store.ts";
import { type Command, commands, say } from "./messages.ts";

/** The collector remembers its requests, for tests; a server that stays up must forget them. */
const MAX_REMEMBERED_REQUESTS = 5_000;

/** A port that was just let go may be held by the system for a moment. */
const LISTEN_ATTEMPTS = 40;
const LISTEN_PAUSE_MS = 50;

if (import.meta.main) {
  const [path = "", port = "0"] = Deno.args;
  await run(path, Number(port));
}

async function run(path: string, port: number): Promise<void> {
  const store = openEventStore(path);
  const collector = createCollector({
    apiKey: DEMO_KEY,
    onAccept: (events) => {
      store.add(events);
      say({ kind: "batch", counts: countByName(events) });
    },
  });
  let unavailable = 0;
  let isFaulty = false;
  const server = await listen(port, async (request, info) => {
    if (!isFaulty && collector.requests.length > MAX_REMEMBERED_REQUESTS) collector.reset();
    const response = await collector.fetch(request, info);
    if (response.status === 503) unavailable++;
    return response;
  });
  say({ kind: "ready", port: server.addr.port });
  for await (const command of commands()) {
    if (command.kind === "stop") {
      // Answers what has arrived: what is stored but never confirmed would rightly come again.
      await server.shutdown();
      store.close();
      say({ kind: "done", unavailable });
      return;
    }
    isFaulty = true;
    obey(collector, command);
    say({ kind: "done", unavailable });
  }
  // The conductor has gone.
  Deno.exit(1);
}

function obey(collector: Collector, command: Exclude<Command, { kind: "stop" }>): void {
  switch (command.kind) {
    case "slow":
      return collector.always({ delayMs: command.delayMs });
    case "fail":
      return collector.always(failEvery(command.every));
  }
}

/** Fails the first of every so many. */
function failEvery(every: number): FaultRule {
  let requests = 0;
  return () => requests++ % every === 0 ? { status: 503 } : null;
}

async function listen(
  port: number,
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Promise<Deno.HttpServer<Deno.NetAddr>> {
  for (let attempt = 1;; attempt++) {
    try {
      return Deno.serve({ hostname: LOOPBACK, port, onListen: () => {} }, handler);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || attempt === LISTEN_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, LISTEN_PAUSE_MS));
    }
  }
}

function countByName(events: readonly CollectedEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { eventName } of events) counts[eventName] = (counts[eventName] ?? 0) + 1;
  return counts;
}
