/**
 * What can go wrong on purpose: the closed list of faults that a collector plays. This file names
 * them; `require_fault.ts` checks them, `fault_plan.ts` decides when, `play_fault.ts` how.
 *
 * @module
 */

/**
 * What every fault may add.
 *
 * @example An answer that comes too late: the event arrives twice
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, FakeClock, type FaultTiming } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const late: FaultTiming = { afterAccept: true, delayMs: 30_000 };
 * const clock = new FakeClock();
 * const collector = createCollector({ clock });
 * const { fetch } = collector;
 * await using client = new InslyticNode({ apiKey: "test-key", fetch, clock, messageIdKey: "id" });
 * collector.script({ status: 500, ...late });
 * const id = client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const flushed = client.flush();
 * await clock.advance(11_000); // the client waits for 10 s, then for one more before its retry
 * await flushed;
 * assertEquals(collector.duplicates("id"), [id]);
 * ```
 */
export interface FaultTiming {
  /**
   * Waits this long first, in milliseconds on the collector's clock. With `afterAccept` the events are
   * stored before the wait, otherwise after it or not at all.
   *
   * @default {0}
   */
  readonly delayMs?: number;
  /**
   * Stores the request's events first and plays the fault then, so that the sender cannot know that
   * they arrived. A request that breaks the contract is refused as always and the fault is not played.
   *
   * @default {false}
   */
  readonly afterAccept?: boolean;
}

/**
 * Answers with a status and stores nothing, unless `afterAccept`.
 *
 * @example A server that is busy, and says for how long
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, FakeClock, type StatusFault } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const busy: StatusFault = { status: 429, retryAfter: 20 };
 * const clock = new FakeClock();
 * const collector = createCollector({ clock });
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
 * collector.script(busy);
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const flushed = client.flush();
 * await clock.advance(60_000);
 * assertEquals((await flushed).delivered, 1);
 * assertEquals(collector.requests.map(({ atMs }) => atMs), [0, 20_000]);
 * ```
 */
export interface StatusFault extends FaultTiming {
  /** May be left out. */
  readonly kind?: "status";
  /** The HTTP status, 200 to 599. */
  readonly status: number;
  /** The body's text. Default: a JSON object with an `error`, or none where the status forbids one. */
  readonly body?: string;
  /** Further headers. They win over the default content type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The `Retry-After` header: seconds, a date to be written as HTTP demands, or raw text. */
  readonly retryAfter?: number | Date | string;
}

/**
 * Waits, then goes on as if nothing had been scripted.
 *
 * @example A server that is slow, but not too slow
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, type DelayFault, FakeClock } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const slow: DelayFault = { delayMs: 9_000 };
 * const clock = new FakeClock();
 * const collector = createCollector({ clock });
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
 * collector.script(slow);
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const flushed = client.flush();
 * await clock.advance(8_999);
 * assertEquals(client.stats().inFlight, 1);
 * await clock.advance(1);
 * assertEquals((await flushed).delivered, 1);
 * ```
 */
export interface DelayFault {
  /** May be left out. */
  readonly kind?: "delay";
  /** Absent: this is what tells a delay from a status. */
  readonly status?: undefined;
  /** How long, in milliseconds on the collector's clock. */
  readonly delayMs: number;
  /**
   * Stores the events before the wait instead of after it.
   *
   * @default {false}
   */
  readonly afterAccept?: boolean;
}

/**
 * No answer at all. `reset` is a failed connection: a rejected `TypeError`, as from `fetch` (a server
 * that cannot break its connection turns it into a 500). `hang` never answers: only the abort signal
 * ends it.
 *
 * @example A connection that breaks, and one that hangs
 * ```ts
 * import { type ConnectionFault, createCollector } from "@tidings/sdk/testing";
 * import { assertRejects } from "@std/assert";
 *
 * const broken: ConnectionFault = { kind: "reset" };
 * const silent: ConnectionFault = { kind: "hang" };
 * const collector = createCollector();
 * collector.script(broken, silent);
 * const send = (signal?: AbortSignal) =>
 *   collector.fetch("http://localhost/v1/ingest", { method: "POST", signal });
 *
 * await assertRejects(() => send(), TypeError);
 * const controller = new AbortController();
 * const hanging = assertRejects(() => send(controller.signal), DOMException);
 * controller.abort(); // nothing else would ever end it
 * await hanging;
 * ```
 */
export interface ConnectionFault extends FaultTiming {
  /** How the connection fails. */
  readonly kind: "reset" | "hang";
}

/**
 * A good answer whose body goes wrong. `truncate` breaks the connection within the body, `stall` falls
 * silent there, `endless` never stops sending. Without `status` the contract decides the answer, so the
 * events of a valid request **are** stored.
 *
 * @example Events arrive, the answer does not: they are not sent again
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { type BodyFault, createCollector } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const cut: BodyFault = { kind: "truncate" };
 * const collector = createCollector();
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * collector.script(cut);
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * assertEquals((await client.flush()).delivered, 1); // its status says enough
 * assertEquals(collector.requests.map(({ status, failure }) => [status, failure]), [[202, "truncate"]]);
 * ```
 */
export interface BodyFault extends FaultTiming {
  /** What happens to the body. */
  readonly kind: "truncate" | "stall" | "endless";
  /** Answers with this status, 200 to 599, instead of the contract's, and stores nothing. */
  readonly status?: number;
}

/**
 * A page of HTML with status 200, as from a captive portal. Stores nothing, unless `afterAccept`.
 *
 * @example A captive portal
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, type HtmlFault } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const portal: HtmlFault = { kind: "html", body: "<h1>Welcome to our hotel</h1>" };
 * const collector = createCollector();
 * await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * collector.script(portal);
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * await client.flush();
 * assertEquals(client.stats().delivered, 1); // a 2xx is believed, whoever gave it …
 * assertEquals(collector.events, []); // … and nothing arrived
 * ```
 */
export interface HtmlFault extends FaultTiming {
  /** The answer is a web page. */
  readonly kind: "html";
  /** The page. Default: a short one. */
  readonly body?: string;
}

/**
 * A redirect. The collector does not follow it. Stores nothing, unless `afterAccept`.
 *
 * @example A redirect is not followed
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, type RedirectFault } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const moved: RedirectFault = { kind: "redirect", location: "https://elsewhere.example/" };
 * const collector = createCollector();
 * const inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * collector.script(moved);
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * assertEquals((await inslytic.flush()).pending, 1);
 * assertEquals(collector.requests.map(({ status }) => status), [302]);
 * await inslytic.shutdown();
 * ```
 */
export interface RedirectFault extends FaultTiming {
  /** The answer is a redirect. */
  readonly kind: "redirect";
  /** The `Location` header. */
  readonly location: string;
  /**
   * Which redirect.
   *
   * @default {302}
   */
  readonly status?: 301 | 302 | 303 | 307 | 308;
}

/**
 * Something that goes wrong on purpose with one ingest request.
 *
 * @example Your code holds under each of some faults
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, FakeClock, type Fault } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const faults: readonly Fault[] = [{ status: 500 }, { kind: "reset" }, { kind: "stall" }];
 * for (const fault of faults) {
 *   const clock = new FakeClock();
 *   const collector = createCollector({ clock });
 *   await using client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
 *   collector.script(fault);
 *   client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 *   const flushed = client.flush();
 *   await clock.advance(20_000);
 *   assertEquals((await flushed).delivered, 1);
 *   assertEquals(collector.eventNames(), ["invoice_paid"]);
 * }
 * ```
 */
export type Fault =
  | StatusFault
  | DelayFault
  | ConnectionFault
  | BodyFault
  | HtmlFault
  | RedirectFault;

/** Answers that must not have a body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Whether an answer with this status has no body. */
export function isBodiless(status: number): boolean {
  return BODILESS.has(status);
}

/** Whether the fault leaves the request without an answer. */
export function isConnectionFault(fault: Fault): fault is ConnectionFault {
  return fault.kind === "reset" || fault.kind === "hang";
}

/** Whether the fault spoils how an answer's body arrives. */
export function isBodyFault(fault: Fault): fault is BodyFault {
  return fault.kind === "truncate" || fault.kind === "stall" || fault.kind === "endless";
}

/** Whether the fault lets the contract answer and spoils only how that answer arrives. */
export function isSpoiler(fault: Fault): boolean {
  return isBodyFault(fault) && fault.status === undefined;
}
