/**
 * Makes browser clients, one for each project and storage of a page.
 *
 * @module
 */
import {
  createCollectBeacon,
  createCollectRequest,
  reviveCollectEvent,
} from "../protocols/harshit_collect.ts";
import { consoleLogger } from "../runtime/console_logger.ts";
import { createPage } from "../runtime/page.ts";
import { pageClock } from "../runtime/page_clock.ts";
import { BrowserClient } from "./browser_client.ts";
import { createUuid } from "./create_uuid.ts";
import type { AnyEvents, EventMap } from "./event_map.ts";
import { createKeyRedactor } from "./key_redactor.ts";
import type { MetricsClient } from "./metrics_client.ts";
import type { MetricsClientOptions } from "./metrics_client_options.ts";
import { createPageStore } from "./page_store.ts";
import { Reporter } from "./reporter.ts";
import { resolveBrowserOptions } from "./resolve_browser_options.ts";

/** The clients that live: two of a kind would fight for one session and one storage. */
const clients = new Map<string, BrowserClient>();

/**
 * Makes a client that tracks events on this page and gets them to a Harshit Metrics API. Called again
 * for the same key, endpoint and storage key while a client lives, it returns that client.
 *
 * Where there is no `document`, as when a server renders the page, the client is inert: it takes every
 * call and does nothing.
 *
 * @example Track
 * ```ts
 * import { createMetricsClient } from "@tidings/sdk/browser";
 * import { assertEquals } from "@std/assert";
 *
 * const metrics = createMetricsClient("mtr_example", { persistQueue: true });
 * const id = metrics.track("signup_clicked", { metadata: { plan: "pro" } });
 * // This example runs where there is no page: nothing is tracked, and nothing is counted.
 * assertEquals(id, null);
 * assertEquals(metrics.stats().tracked, 0);
 * ```
 *
 * @example Name your events once and have every call checked
 * ```ts
 * import { createMetricsClient } from "@tidings/sdk/browser";
 *
 * const metrics = createMetricsClient<{ signup_clicked: { plan: string } }>("mtr_example");
 * metrics.track("signup_clicked", { metadata: { plan: "pro" } });
 * // @ts-expect-error: no event of that name
 * metrics.track("signup_cliked", { metadata: { plan: "pro" } });
 * metrics.untyped("anything_else");
 * ```
 *
 * @typeParam Events A map from event names to their metadata; any name is allowed without one.
 * @param apiKey The project's key: 1 to 512 visible ASCII characters. It is public in any page.
 * @param options How the client behaves.
 * @throws {TypeError} If the key or an option is missing or of the wrong kind; the message names it and
 * what it must be, and never holds the key.
 * @throws {RangeError} If a number is out of range.
 */
export function createMetricsClient<Events extends EventMap<Events> = AnyEvents>(
  apiKey: string,
  options?: MetricsClientOptions,
): MetricsClient<Events> {
  const given = resolveBrowserOptions(apiKey, options);
  const { clock = pageClock, endpoint, logger = consoleLogger, maxEventBytes } = given;
  const reporter = new Reporter({ ...given, clock, logger, redact: createKeyRedactor(apiKey) });
  const page = createPage();
  const key = [apiKey, endpoint, given.storageKey].join("\n");
  const known = clients.get(key);
  if (given.unknownOptions !== "") reporter.warn(given.unknownOptions);
  if (known !== undefined) reporter.warn("createMetricsClient() returns the client that is there");
  const client = known ?? new BrowserClient({
    ...given,
    clock,
    page,
    persistQueue: given.persistQueue && page.isThere,
    reporter,
    store: createPageStore(page.storage, given.storageKey),
    nextId: () => createUuid(clock.epochNow(), page.random(10)),
    toRequest: createCollectRequest(endpoint, apiKey),
    toBeacon: createCollectBeacon(endpoint, apiKey),
    revive: (event) => reviveCollectEvent(event, { maxEventBytes, epochMs: clock.epochNow() }),
  }, () => clients.delete(key));
  if (page.isThere) clients.set(key, client);
  // Its methods take more than the map allows.
  return client as unknown as MetricsClient<Events>;
}
