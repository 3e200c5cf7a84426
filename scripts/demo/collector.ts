/**
 * The collector's process: the in-memory collector behind a real server, storing what it accepts before it
 * answers, and failing when the conductor says so.
 *
 * Arguments: the database's path and the port (0 for any).
 *
 * @module
 */
import { type Collector, createCollector, type FaultRule } from "@tidings/sdk/testing";
import { COLLECT_PATH, DEMO_KEY, LOOPBACK, type Source } from "./agreement.ts";
import { type Arrival, arrivalOf, seenOf } from "./arrival.ts";
import { answerCollect, refuse } from "./collect_route.ts";
import { openEventStore } from "./event_store.ts";
import { type Command, commands, say } from "./messages.ts";

/** The collector remembers its requests, for tests; a server that stays up must forget them. */
const MAX_REMEMBERED_REQUESTS = 5_000;

/** What servers ask for. A collector takes any base before it; here that would hide a wrong 'endpoint'. */
const SERVERS_PATHS: readonly string[] = ["/v1/ingest", "/health"];

/** A port that was just let go may be held by the system for a moment. */
const LISTEN_ATTEMPTS = 40;
const LISTEN_PAUSE_MS = 50;

/** Says to whoever looks at a wrong 'endpoint' what the right ones are. */
function wrongPath(url: string): Response {
  const { origin } = new URL(url);
  const error =
    `servers: endpoint ${origin} (which adds /v1/ingest); pages: ${origin}${COLLECT_PATH}`;
  return Response.json({ error }, { status: 404 });
}

async function run(path: string, port: number): Promise<void> {
  const store = openEventStore(path);
  const accept = (source: Source, events: readonly Arrival[]) => {
    store.add(source, events);
    say({ kind: "batch", source, events: events.map((event) => seenOf(event, source)) });
  };
  const collector = createCollector({
    apiKey: DEMO_KEY,
    onAccept: (events) => accept("server", events.map(arrivalOf)),
  });
  const troubles = new Troubles(collector);
  const server = await listen(port, async (request, info) => {
    const { pathname } = new URL(request.url);
    const response = pathname === COLLECT_PATH
      ? await troubles.collect(request, (events) => accept("browser", events))
      : SERVERS_PATHS.includes(pathname)
      ? await troubles.ingest(request, info)
      : wrongPath(request.url);
    // A 503 is the demo's own doing, and who looks around with a browser sends no events.
    if (request.method === "POST" && response.status >= 400 && response.status !== 503) {
      say({ kind: "refusal", text: `${request.method} ${pathname}: ${response.status}` });
    }
    return response;
  });
  say({ kind: "ready", port: server.addr.port });
  for await (const command of commands()) {
    if (command.kind === "stop") {
      // Answers what has arrived: what is stored but never confirmed would rightly come again.
      await server.shutdown();
      store.close();
      say({ kind: "done", unavailable: troubles.unavailable });
      return;
    }
    troubles.obey(command);
    say({ kind: "done", unavailable: troubles.unavailable });
  }
  // The conductor has gone.
  Deno.exit(1);
}

/** What goes wrong, for servers and for browsers. */
class Troubles {
  /** Servers' requests that were answered with 503. */
  unavailable = 0;
  readonly #collector: Collector;
  #isFaulty = false;
  #failsNext: () => boolean = () => false;

  constructor(collector: Collector) {
    this.#collector = collector;
  }

  /** Answers a server. */
  async ingest(request: Request, info: Deno.ServeHandlerInfo): Promise<Response> {
    const collector = this.#collector;
    if (!this.#isFaulty && collector.requests.length > MAX_REMEMBERED_REQUESTS) collector.reset();
    const response = await collector.fetch(request, info);
    if (response.status === 503) this.unavailable++;
    return response;
  }

  /** Answers a browser. */
  async collect(request: Request, accept: (events: readonly Arrival[]) => void): Promise<Response> {
    if (request.method === "POST" && this.#failsNext()) {
      await request.body?.cancel();
      return refuse(503, "Unavailable");
    }
    return await answerCollect(request, accept);
  }

  /** Goes wrong as told. */
  obey(command: Exclude<Command, { kind: "stop" }>): void {
    this.#isFaulty = true;
    if (command.kind === "slow") return this.#collector.always({ delayMs: command.delayMs });
    this.#collector.always(failEvery(command.every));
    let requests = 0;
    this.#failsNext = () => requests++ % command.every === 0;
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

if (import.meta.main) {
  const [path = "", port = "0"] = Deno.args;
  await run(path, Number(port));
}
