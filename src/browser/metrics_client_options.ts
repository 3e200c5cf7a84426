/**
 * The options of the browser client: what they mean and their defaults.
 *
 * @module
 */
import type { Drop } from "../core/event.ts";
import type { FetchLike } from "../core/fetch_like.ts";
import type { Clock, LoggerLike } from "../core/ports.ts";
import type { Problem } from "../core/reporter.ts";
import type { CollectEvent } from "../protocols/harshit_collect.ts";

/**
 * What the visitor allows. `granted`: events are stored and sent. `pending`: they wait in memory, nothing
 * is stored or sent. `denied`: nothing is kept.
 *
 * @example From the answer of a banner
 * ```ts
 * import { type Consent, createMetricsClient } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * function consentOf(answer: "yes" | "no" | undefined): Consent {
 *   if (answer === undefined) return "pending"; // not asked yet
 *   return answer === "yes" ? "granted" : "denied";
 * }
 *
 * Object.assign(globalThis, { document: {} }); // leave this out in a page
 * await using metrics = createMetricsClient("mtr_example", {
 *   consent: consentOf(undefined),
 *   fetch: () => Promise.resolve(new Response()), // stands in for the API
 * });
 * metrics.track("landed");
 * assertEquals((await metrics.flush()).delivered, 0); // it waits in memory
 * metrics.setConsent(consentOf("yes"));
 * assertEquals((await metrics.flush()).pending, 0);
 * ```
 */
export type Consent = "granted" | "pending" | "denied";

/**
 * How a `MetricsClient` behaves. None is required.
 *
 * @example Options of your own over common ones
 * ```ts
 * import { createMetricsClient, type MetricsClientOptions } from "@tidings/sdk/browser";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const common: MetricsClientOptions = {
 *   endpoint: "https://metrics.example.com/api/collect",
 *   autoTrackPageviews: true,
 *   autoTrackRouteChanges: true,
 * };
 * const metrics = createMetricsClient("mtr_example", { ...common, flushIntervalMs: 1_000 });
 * assertEquals(metrics.pending, 0);
 *
 * // A mistake is told at once, by the option's name, and where there is no page, too.
 * const create = () => createMetricsClient("mtr_example", { ...common, flushIntervalMs: 5 });
 * assertThrows(create, RangeError, "flushIntervalMs");
 * ```
 */
export interface MetricsClientOptions {
  /**
   * Where events go: the full URL, absolute, https, or http to this machine; without credentials and
   * fragment.
   *
   * @default {"https://metrics.harshit.page/api/collect"}
   */
  readonly endpoint?: string | undefined;
  /**
   * Longest time an event waits before a flush starts, in milliseconds: 10 to 3 600 000, or 0 for no
   * timer.
   *
   * @default {3000}
   */
  readonly flushIntervalMs?: number | undefined;
  /**
   * Events per request, 1 to 100. So many waiting events start a flush.
   *
   * @default {20}
   */
  readonly maxBatchSize?: number | undefined;
  /**
   * Further attempts after the first, 0 to 20.
   *
   * @default {3}
   */
  readonly retryCount?: number | undefined;
  /**
   * Wait before the second attempt, in milliseconds: 10 to 30 000. Each later wait doubles, up to 30 s.
   *
   * @default {500}
   */
  readonly retryBackoffMs?: number | undefined;
  /**
   * Share of each wait that is added at random, 0 to 1.
   *
   * @default {0}
   */
  readonly retryJitter?: number | undefined;
  /**
   * Whether waiting events lie in `localStorage`, so that they survive the page.
   *
   * @default {true}
   */
  readonly persistQueue?: boolean | undefined;
  /**
   * What all keys in `localStorage` begin with: `<storageKey>:visitor-id` and so on.
   *
   * @default {"metrics-sdk:queue"}
   */
  readonly storageKey?: string | undefined;
  /**
   * Most events held, 1 to 10 000. Beyond it the oldest waiting event is dropped as `overflow`.
   *
   * @default {500}
   */
  readonly maxQueueSize?: number | undefined;
  /**
   * Most room taken in `localStorage`, 4 KiB (4 096) to 2 MiB (2 097 152), in UTF-16 units. Beyond it
   * only the oldest stored copy goes, the event stays in memory.
   *
   * @default {524288}
   */
  readonly maxStorageBytes?: number | undefined;
  /**
   * Most bytes of one event, 1 KiB (1 024) to 1 MiB (1 048 576), as UTF-8 JSON. A heavier one is
   * dropped as `too_large`.
   *
   * @default {32768}
   */
  readonly maxEventBytes?: number | undefined;
  /**
   * Idle time after which the next event opens a new session, in milliseconds: 1 s (1 000) to 24 h
   * (86 400 000).
   *
   * @default {1800000}
   */
  readonly sessionTimeoutMs?: number | undefined;
  /**
   * What the visitor allows until `setConsent()` says otherwise. A decision that was kept wins over it,
   * except over `denied`.
   *
   * @default {"granted"}
   */
  readonly consent?: Consent | undefined;
  /**
   * Whether a browser's Global Privacy Control counts as `denied`, whatever else is said.
   *
   * @default {true}
   */
  readonly respectGpc?: boolean | undefined;
  /**
   * Whether every event carries `browser`, `os`, `deviceType` and `language`.
   *
   * @default {true}
   */
  readonly enrichDeviceInfo?: boolean | undefined;
  /**
   * Whether every event carries the page's campaign: `utmSource`, `utmMedium`, `utmCampaign`, `utmTerm`,
   * `utmContent`, as far as `sanitizeUrl` leaves them in the URL.
   *
   * @default {true}
   */
  readonly captureUtmParams?: boolean | undefined;
  /**
   * Changes every `url`, `path` and `referrer` before it is used; a throw, or anything but a string,
   * makes it empty. Unless given: strips fragment, user-info and every query key but `utm_*`; path
   * segments and `utm_*` values that hold `@` or are 20 and more characters with a digit become `*`.
   */
  readonly sanitizeUrl?: ((url: string) => string) | undefined;
  /**
   * Tracks `pageview` once, as soon as the page has its title. At most 60 in a minute.
   *
   * @default {false}
   */
  readonly autoTrackPageviews?: boolean | undefined;
  /**
   * Tracks `pageview` when an application changes path or query without a load; not for a hash. At most 60 in a minute.
   *
   * @default {false}
   */
  readonly autoTrackRouteChanges?: boolean | undefined;
  /**
   * Tracks `click` with `tag`, `role`, `id` and, of buttons and links, at most 100 characters of `text`. At most 60 in a minute.
   *
   * @default {false}
   */
  readonly autoTrackClicks?: boolean | undefined;
  /**
   * Tracks `scroll_depth` with `percent`, once for each of `scrollThresholds` and page. At most 60 in a minute.
   *
   * @default {false}
   */
  readonly autoTrackScrollDepth?: boolean | undefined;
  /**
   * Tracks `error` and `unhandled_rejection`, the same one once a minute, without queries in URLs. At most 60 in a minute.
   *
   * @default {false}
   */
  readonly autoTrackErrors?: boolean | undefined;
  /**
   * Tracks `outbound_click` with `href`, for links to other hosts. At most 60 in a minute.
   *
   * @default {false}
   */
  readonly autoTrackOutbound?: boolean | undefined;
  /**
   * Tracks `form_submit` with `formId` and `formName`, and nothing of what is in it. At most 60 in a minute.
   *
   * @default {false}
   */
  readonly autoTrackForms?: boolean | undefined;
  /**
   * Tracks `web_vital` with `metric`, `value`, `rating` and `id`, as `webVitals` measures them. At most 60 in a minute.
   *
   * @default {false}
   */
  readonly autoTrackWebVitals?: boolean | undefined;
  /** Loads `web-vitals` for `autoTrackWebVitals`: `() => import("web-vitals")`. */
  readonly webVitals?: (() => Promise<unknown>) | undefined;
  /**
   * At which depths `autoTrackScrollDepth` tracks, in per cent of the page: each 1 to 100.
   *
   * @default {[25, 50, 75, 90]}
   */
  readonly scrollThresholds?: readonly number[] | undefined;
  /**
   * Longest time of one attempt, its answer's body included, in milliseconds: 100 to 300 000.
   *
   * @default {10000}
   */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * Longest time that `shutdown()` waits for delivery, in milliseconds: 0 to 300 000.
   *
   * @default {5000}
   */
  readonly shutdownTimeoutMs?: number | undefined;
  /**
   * Writes each event's id into `metadata` under this name, for a server that deduplicates. Off unless
   * given.
   */
  readonly messageIdKey?: string | undefined;
  /**
   * Runs on every event, within `track()`: returns the event, a changed one, or `null` to drop it. If it
   * throws or returns anything else, the event is dropped as `before_send`.
   */
  readonly beforeSend?: ((event: CollectEvent) => CollectEvent | null) | undefined;
  /** Told of every lost event, once. */
  readonly onDrop?: ((drop: Drop) => unknown) | undefined;
  /** Told of problems: at most one per kind and second, with a count of what was left out. */
  readonly onError?: ((problem: Problem) => unknown) | undefined;
  /** Sends the requests. The global `fetch`, looked up at each request, unless given. */
  readonly fetch?: FetchLike | undefined;
  /** Gets warnings. The global `console` unless given. */
  readonly logger?: LoggerLike | undefined;
  /**
   * Whether the logger gets a line per request.
   *
   * @default {false}
   */
  readonly debug?: boolean | undefined;
  /** Time, for tests. The platform's unless given. */
  readonly clock?: Clock | undefined;
}
