/**
 * What a collector has to show afterwards: the events it accepted and the requests it saw.
 *
 * @module
 */

/**
 * An event as it came over the wire. Fields that the contract does not know are kept.
 *
 * @example Sum up what arrived
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { type CollectedEvent, createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const revenue = (events: readonly CollectedEvent[]): number =>
 *   events.filter(({ eventName }) => eventName === "invoice_paid")
 *     .reduce((sum, { properties }) => sum + Number(properties?.amount), 0);
 *
 * const collector = createCollector();
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * client.track({ eventName: "invoice_paid", anonymousId: "a", properties: { amount: 12.5 } });
 * client.track({ eventName: "invoice_paid", anonymousId: "b", properties: { amount: 7.5 } });
 * client.track({ eventName: "invoice_seen", anonymousId: "b" });
 * await client.flush();
 * assertEquals(revenue(collector.events), 20);
 * ```
 */
export interface CollectedEvent {
  /** What happened. Never empty. */
  readonly eventName: string;
  /** When: ISO 8601, UTC. */
  readonly timestamp: string;
  /** Who, before anyone is known. */
  readonly anonymousId: string;
  /** In which session; may be empty. */
  readonly sessionId: string;
  /** Whether the person agreed. */
  readonly consentGiven: boolean;
  /** Who, once known. */
  readonly userId?: string | null;
  /** Further facts, all text. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Where, as a full URL. */
  readonly pageUrl?: string;
  /** The page's title. */
  readonly pageTitle?: string;
  /** The page before. */
  readonly referrer?: string;
  /** What kind of device. */
  readonly deviceType?: string;
  /** The campaign's source. */
  readonly utmSource?: string | null;
  /** The campaign's medium. */
  readonly utmMedium?: string | null;
  /** The campaign's name. */
  readonly utmCampaign?: string | null;
  /** Whatever else was sent. */
  readonly [field: string]: unknown;
}

/**
 * A request that reached the collector. It fills in while the request is being handled.
 *
 * @example A retry sends the same bytes under the same key
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { type CollectedRequest, createCollector, FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const identityOf = ({ body, headers }: CollectedRequest): string =>
 *   `${headers["idempotency-key"]} ${body}`;
 *
 * const clock = new FakeClock();
 * const collector = createCollector({ clock });
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
 * collector.script({ status: 503 });
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const flushed = client.flush();
 * await clock.advance(1_000);
 * await flushed;
 * assertEquals(collector.requests.map(({ status }) => status), [503, 202]);
 * assertEquals(new Set(collector.requests.map(identityOf)).size, 1);
 * ```
 */
export interface CollectedRequest {
  /** When it arrived, by the collector's `clock.now()`. */
  readonly atMs: number;
  /** The HTTP method. */
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  /** The path of it. */
  readonly path: string;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's text. */
  readonly body: string;
  /** What the body holds under `events`, valid or not; `undefined` if that is no array. */
  readonly events: readonly unknown[] | undefined;
  /** How many of them were stored: all or none. */
  readonly accepted: number;
  /** The status answered, or `undefined` while or if there is no answer. */
  readonly status: number | undefined;
  /**
   * What went wrong on the way, or `undefined`. Faults by their kind; `abort` is a sender that gave up,
   * `error` a fault rule that threw.
   */
  readonly failure: CollectedFailure | undefined;
}

/**
 * How a request failed without, or beside, an honest answer.
 *
 * @example Which attempts got no honest answer
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { type CollectedFailure, createCollector, FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = new FakeClock();
 * const collector = createCollector({ clock });
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
 * collector.script({ kind: "reset" }, { kind: "hang" });
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const flushed = client.flush();
 * await clock.advance(20_000); // the client gives the hanging attempt up after 10 s
 * await flushed;
 * const failures: (CollectedFailure | undefined)[] = collector.requests.map((r) => r.failure);
 * assertEquals(failures, ["reset", "hang", undefined]);
 * ```
 */
export type CollectedFailure =
  | "reset"
  | "hang"
  | "truncate"
  | "stall"
  | "endless"
  | "abort"
  | "error";

/** {@linkcode CollectedRequest} while it is being written. */
export type RequestRecord = {
  -readonly [Field in keyof CollectedRequest]: CollectedRequest[Field];
};
