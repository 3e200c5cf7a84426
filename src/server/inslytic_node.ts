/**
 * The server client. It wires the parts together and decides nothing about delivery.
 *
 * @module
 */
import type { Stats } from "../core/books.ts";
import { Engine } from "../core/engine.ts";
import { createEventIds } from "../core/event_id.ts";
import type { FlushResult } from "../core/flush_result.ts";
import { isolateHook } from "../core/hooks.ts";
import { createRedactor } from "../core/redact.ts";
import { Reporter } from "../core/reporter.ts";
import { fieldReader, identifyReader } from "../protocols/inslytic_event.ts";
import type { Properties } from "../protocols/wire_event.ts";
import { createIngestRequest } from "../protocols/inslytic_ingest.ts";
import { createSend } from "../runtime/http.ts";
import { createSystemRandom } from "../runtime/system_random.ts";
import type { AnyEvents, EventMap, IdentifyEnvelope, TrackEvent } from "./event_map.ts";
import { Intake } from "./intake.ts";
import { openJournal } from "./open_journal.ts";
import { processEndOf } from "./process_end_of.ts";
import type { InslyticNodeOptions } from "./inslytic_node_options.ts";
import { resolveServerOptions, type ServerOptions } from "./resolve_server_options.ts";

/**
 * How a shutdown may differ from the client's options.
 *
 * @example Wait for no longer than the platform does
 * ```ts
 * import { InslyticNode, type ShutdownOptions } from "@tidings/sdk";
 * import { createCollector, FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const atMost: ShutdownOptions = { timeoutMs: 2_000 };
 * const clock = new FakeClock();
 * const collector = createCollector({ clock }); // stands in for the API
 * const inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
 * collector.always({ kind: "hang" });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const ended = inslytic.shutdown(atMost);
 * await clock.advance(2_000);
 * assertEquals((await ended).pending, 1);
 * ```
 */
export interface ShutdownOptions {
  /**
   * Longest time to wait for delivery, in milliseconds: 0 to 300 000. More counts as 300 000, what is no
   * such number as not given.
   *
   * @default the client's `shutdownTimeoutMs`
   */
  readonly timeoutMs?: number | undefined;
}

/**
 * Tracks events on a server and gets them to an Inslytic API: in batches, in the background, with
 * retries, within bounds, and with books that say what became of each.
 *
 * After construction no method throws or rejects, whatever it is given.
 *
 * @example Track, and deliver before the program ends
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 *
 * const collector = createCollector(); // stands in for the API
 * const inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * inslytic.track({
 *   eventName: "invoice_paid",
 *   anonymousId: "anon-1",
 *   userId: "u-1",
 *   properties: { amount: "12.50" },
 * });
 * const { delivered, pending } = await inslytic.shutdown();
 * console.assert(delivered === 1 && pending === 0);
 * console.assert(collector.events[0]?.eventName === "invoice_paid");
 * ```
 *
 * @example Name your events once and have every call checked
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 *
 * interface Events {
 *   invoice_paid: { amount: string };
 * }
 * const { fetch } = createCollector();
 * await using inslytic = new InslyticNode<Events>({ apiKey: "test-key", fetch });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "a", properties: { amount: "9.99" } });
 * const misspelt = { eventName: "invoice_payed", anonymousId: "a" } as const;
 * // @ts-expect-error: no event of that name
 * inslytic.track(misspelt);
 * inslytic.untyped({ eventName: "anything_else", anonymousId: "a" });
 * ```
 *
 * @typeParam Events A map from event names to their properties; any name is allowed without one.
 */
export class InslyticNode<Events extends EventMap<Events> = AnyEvents> {
  static {
    // A bundler that makes names short leaves this one, which people see in what they log.
    Object.defineProperty(this, "name", { value: "InslyticNode" });
  }
  readonly #options: ServerOptions;
  readonly #engine: Engine;
  readonly #intake: Intake;
  readonly #leaveProcess: () => void;

  /**
   * Starts a client: it sends nothing until something is tracked, and never keeps a process alive by
   * itself.
   *
   * @param options Only `apiKey` is required.
   * @throws {TypeError} If an option is missing or of the wrong kind; the message names it and what it
   * must be, and never holds the key.
   * @throws {RangeError} If a number is out of range.
   */
  constructor(options: InslyticNodeOptions) {
    const resolved = resolveServerOptions(options);
    const { apiKey, clock, endpoint } = resolved;
    const random = createSystemRandom();
    const reporter = new Reporter(resolved, clock, createRedactor(apiKey));
    const queueCopy = openJournal(resolved, reporter);
    this.#options = resolved;
    this.#engine = new Engine({
      // The API documents no limit for a request's bytes.
      options: { ...resolved, maxBatchBytes: Infinity, baseBackoffMs: 1_000 },
      clock,
      random,
      send: createSend(resolved),
      toRequest: createIngestRequest(endpoint, apiKey),
      reporter,
      journal: queueCopy.journal,
      onClose: queueCopy.release,
      waitUntil: isolateHook(
        resolved.waitUntil,
        (error) => reporter.hookFailed("waitUntil", error),
      ),
    });
    const nextId = createEventIds(clock, random);
    this.#intake = new Intake({ ...resolved, engine: this.#engine, reporter, nextId });
    this.#leaveProcess = processEndOf(this)(
      {
        drain: (isNaturalEnd) => this.#engine.drain(resolved.shutdownTimeoutMs, isNaturalEnd),
        cut: () => this.#engine.cutDrains(),
      },
      resolved.handleSignals,
      (message) => reporter.warn("no_process_end", message),
    );
    this.#engine.restore(queueCopy.revive);
    const { unknownOptions } = resolved;
    if (unknownOptions.length > 0) reporter.warn("unknown_option", unknownOptions.join("; "));
    this.#settleMethods();
  }

  /** Events in the queue now: waiting, between two attempts, or on the wire. */
  get pending(): number {
    return this.#engine.pending;
  }

  /**
   * Puts an event in the queue. It leaves with its batch: when `maxBatchSize` events wait, when
   * `flushInterval` has passed, or at `flush()`.
   *
   * @param event The event. Its values are read now: changing it later changes nothing.
   * @returns The event's id, or `null` if it was refused: see `onDrop` and `stats()` for why.
   */
  track<Name extends keyof Events & string>(event: TrackEvent<Name, Events[Name]>): string | null {
    return this.#intake.take(fieldReader(event));
  }

  /**
   * As {@linkcode track}, for an event that the client's event map does not name.
   *
   * @param event The event.
   * @returns The event's id, or `null` if it was refused.
   */
  untyped(event: TrackEvent): string | null {
    return this.#intake.take(fieldReader(event));
  }

  /**
   * Says who a user is: sends `$identify` with both ids set to `userId` and the traits as properties.
   *
   * @param userId The user: a non-empty string.
   * @param traits What is known of them.
   * @param envelope Further fields of the event; an `anonymousId` here links the two ids.
   * @returns The event's id, or `null` if it was refused.
   */
  identify(userId: string, traits?: Properties, envelope?: IdentifyEnvelope): string | null {
    return this.#intake.take(identifyReader(userId, traits, envelope));
  }

  /**
   * Sends what waits now. Never rejects.
   *
   * @returns Settles when each event tracked before the call is delivered, dropped, or back in the
   * queue because the server cannot be reached: then `pending` is not 0.
   */
  flush(): Promise<FlushResult> {
    return this.#engine.flush();
  }

  /**
   * Sends what waits, for at most `timeoutMs`, and takes all timers and listeners off. From then on
   * events are refused as `closed`. Calling it again changes nothing. Never rejects.
   *
   * @param options How long to wait, if not the client's `shutdownTimeoutMs`.
   * @returns Settles when nothing is left, nothing more can be sent in time, or the time has come;
   * `pending` events were not delivered.
   */
  shutdown(options?: ShutdownOptions): Promise<FlushResult> {
    this.#leaveProcess();
    return this.#engine.shutdown(readTimeoutMs(options) ?? this.#options.shutdownTimeoutMs);
  }

  /** As {@linkcode shutdown}: for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  /**
   * The delivery books. At every moment
   * `tracked + restored = delivered + handedOver + dropped + queued + inFlight`.
   */
  stats(): Stats {
    return this.#engine.stats();
  }

  /** The books: a client in a log shows no key. */
  toJSON(): Stats {
    return this.stats();
  }

  /** Makes methods usable by themselves, as in `setInterval(inslytic.flush, 1_000)`. */
  #settleMethods(): void {
    for (const name of ["track", "untyped", "identify", "flush", "shutdown", "stats"] as const) {
      const value: unknown = this[name].bind(this);
      Object.defineProperty(this, name, { value, configurable: true, writable: true });
    }
    // What `console.log` shows in Node, Bun and Deno.
    const value = (): string => `InslyticNode ${JSON.stringify(this)}`;
    for (const inspect of ["nodejs.util.inspect.custom", "Deno.customInspect"]) {
      Object.defineProperty(this, Symbol.for(inspect), { value });
    }
  }
}

/** A deadline that cannot be one counts as not given: this call must not throw. */
function readTimeoutMs(options: unknown): number | undefined {
  try {
    if (typeof options !== "object" || options === null) return undefined;
    const value: unknown = Reflect.get(options, "timeoutMs");
    if (typeof value !== "number" || Number.isNaN(value) || value < 0) return undefined;
    return Math.min(value, 300_000);
  } catch {
    return undefined;
  }
}
