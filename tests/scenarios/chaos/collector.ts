/**
 * A collector on a real loopback socket that fails as planned. It writes down what it takes before it
 * answers, so that whatever becomes of the answer, it is known what the server has.
 *
 * @module
 */
import { createServer, type Server, type Socket } from "node:net";
import { MAX_BODY_BYTES, readEvents, refusalOf, type SentEvent } from "./content_rules.ts";
import { type Fault, type FaultAct, told } from "./fault.ts";
import type { FaultPlan } from "./fault_plan.ts";
import { type RequestHead, RequestParser } from "./http_wire.ts";
import type { Journal } from "./journal.ts";
import { Peer } from "./peer.ts";
import { play } from "./play.ts";
import type { ScaledClock } from "./scaled_clock.ts";
import type { WireWatch } from "./wire_watch.ts";

/** The only address that anything here uses. */
export const LOOPBACK = "127.0.0.1";

/** What the collector works with. */
export interface CollectorParts {
  readonly plan: FaultPlan;
  readonly journal: Journal;
  readonly clock: ScaledClock;
  readonly watch: WireWatch;
  readonly requestTimeoutMs: number;
  readonly apiKey: string;
  /** Whether the client has reported this event as dropped: then it must not come any more. */
  readonly isDropped: (id: string) => boolean;
}

/** A running collector. */
export interface ChaosCollector extends AsyncDisposable {
  /** Its address, without a slash at the end. */
  readonly url: string;
}

/** Starts a collector. */
export async function startCollector(parts: CollectorParts): Promise<ChaosCollector> {
  const peers = new Set<Peer>();
  const server = createServer((socket) => {
    const peer = new Peer(socket);
    peers.add(peer);
    void peer.closed.then(() => peers.delete(peer));
    new Connection(parts, peer, socket);
  });
  return {
    url: `http://${LOOPBACK}:${await listen(server)}`,
    [Symbol.asyncDispose]: async () => {
      const all = [...peers];
      for (const peer of all) peer.close();
      await Promise.all(all.map(({ closed }) => closed));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Starts to listen; settles to the port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, () => resolve()));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to listen on");
  return address.port;
}

/** One connection: requests one after the other, each with its fault. */
class Connection {
  readonly #parts: CollectorParts;
  readonly #peer: Peer;
  readonly #parser = new RequestParser();
  /** What the current request meets; drawn when its head is complete. */
  #fault: Fault | undefined;
  #isDrawn = false;
  /** An act is being played: what comes meanwhile waits. */
  #isPlaying = false;

  constructor(parts: CollectorParts, peer: Peer, socket: Socket) {
    this.#parts = parts;
    this.#peer = peer;
    socket.on("data", (chunk) => {
      this.#parser.push(chunk);
      this.#proceed();
    });
  }

  #proceed(): void {
    try {
      while (!this.#isPlaying && !this.#peer.isClosed && this.#step());
    } catch (error) {
      this.#parts.journal.misdeed(String(error));
      this.#peer.reset();
    }
  }

  /** Goes as far as the bytes allow; whether there may be more to do. */
  #step(): boolean {
    const head = this.#parser.head();
    if (head === undefined) return false;
    if (!this.#isDrawn) this.#draw(head);
    if (this.#isEarlyReset(head)) {
      this.#parts.journal.faulted(this.#fault?.kind ?? "");
      this.#peer.reset();
      return false;
    }
    const body = this.#parser.takeBody();
    if (body === undefined) return false;
    this.#isDrawn = false;
    this.#serve(head, body);
    return true;
  }

  #draw(head: RequestHead): void {
    const { plan, journal } = this.#parts;
    this.#isDrawn = true;
    this.#fault = plan.next();
    journal.begun();
    this.#inspect(head);
  }

  #inspect({ method, path, headers }: RequestHead): void {
    const { journal, apiKey } = this.#parts;
    // A redirect to this very server that is followed ends here.
    if (method !== "POST" || path !== "/v1/ingest") journal.misdeed(`${method} ${path}`);
    if (headers.get("authorization") !== `Bearer ${apiKey}`) journal.misdeed("no key");
    if (headers.get("content-type") !== "application/json") journal.misdeed("no JSON");
    if (!headers.has("idempotency-key")) journal.misdeed("no Idempotency-Key");
  }

  #isEarlyReset(head: RequestHead): boolean {
    const act = this.#fault?.act;
    if (act?.does !== "reset" || act.at === "end") return false;
    return act.at === "head" || this.#parser.bodyReceived >= head.bodyBytes / 2;
  }

  #serve(head: RequestHead, body: string): void {
    const { journal, watch, isDropped } = this.#parts;
    const key = head.headers.get("idempotency-key") ?? "";
    const events = readEvents(body);
    journal.seen(key, body);
    for (const { id } of events) if (isDropped(id)) journal.misdeed(`${id} came after its drop`);
    const act = this.#decide(key, events, head.bodyBytes);
    const pauseMs = act.does === "answer" ? act.retryAfter?.pauseMs ?? 0 : 0;
    if (pauseMs > 0) watch.pause(key, pauseMs);
    this.#isPlaying = true;
    const { clock, requestTimeoutMs, apiKey } = this.#parts;
    const stage = {
      peer: this.#peer,
      clock,
      count: events.length,
      requestTimeoutMs,
      apiKey,
      stall: () => watch.stall(key),
      held: () => journal.held(),
    };
    play(act, stage).then(() => {
      this.#isPlaying = false;
      this.#proceed();
    });
  }

  /** What is done to the request; what is taken is in the journal before it is done. */
  #decide(key: string, events: readonly SentEvent[], bodyBytes: number): FaultAct {
    const { journal } = this.#parts;
    const refusal = refusalOf(events, bodyBytes);
    const fault = this.#fault;
    // Poison is refused whenever it is there: a fault that would take it gives way.
    const isPlayed = fault !== undefined && !(fault.takes && refusal !== undefined);
    if (!isPlayed && refusal !== undefined) {
      journal.faulted(refusal === 413 ? `413 above ${MAX_BODY_BYTES} bytes` : `${refusal} poison`);
      return { does: "answer", status: refusal };
    }
    if (!isPlayed) {
      journal.take(key, events, false);
      return { does: "answer", status: 202 };
    }
    journal.faulted(fault.kind);
    if (fault.takes) journal.take(key, events, told(fault.act) !== "success");
    if (fault.act.does === "answer" && fault.act.status === 410) journal.refuse(events);
    return fault.act;
  }
}
