/**
 * Makes browser clients, one for each project and storage of a page.
 *
 * @module
 */
import { Reporter } from "../core/reporter.ts";
import { createPage } from "../runtime/page.ts";
import { createPageContext, hasDocument } from "../runtime/page_context.ts";
import { createSystemRandom } from "../runtime/system_random.ts";
import { BrowserClient } from "./browser_client.ts";
import type { AnyEvents, EventMap } from "./event_map.ts";
import { createKeyRedactor } from "./key_redactor.ts";
import { LiveClient } from "./live_client.ts";
import type { MetricsClient } from "./metrics_client.ts";
import type { MetricsClientOptions } from "./metrics_client_options.ts";
import { resolveBrowserOptions } from "./resolve_browser_options.ts";
import { BROWSER_WARNINGS } from "./warnings.ts";

/** The clients that live: two of a kind would fight for one session and one storage. */
const clients = new Map<string, { readonly client: BrowserClient; readonly live: LiveClient }>();

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
  const resolved = resolveBrowserOptions(apiKey, options);
  const { clock, endpoint, storageKey, unknownOptions } = resolved;
  const key = [apiKey, endpoint, storageKey].join("\n");
  const known = clients.get(key);
  if (known !== undefined) {
    known.live.warn("createMetricsClient() returns the client that is there: call it once");
    return toTyped(known.client);
  }
  const reporter = new Reporter(resolved, clock, createKeyRedactor(apiKey), BROWSER_WARNINGS);
  if (unknownOptions.length > 0) reporter.warn("unknown_option", unknownOptions.join("; "));
  const offsetMs = clock.epochNow() - clock.now();
  const now = (): number => offsetMs + clock.now();
  if (!hasDocument()) return toTyped(new BrowserClient(undefined, now));
  const live = new LiveClient({
    options: resolved,
    random: createSystemRandom(),
    reporter,
    page: createPage(),
    context: createPageContext(),
    onShutdown: () => clients.delete(key),
  });
  const client = new BrowserClient(live, now);
  clients.set(key, { client, live });
  return toTyped(client);
}

/** Its methods take more than the map allows. */
function toTyped<Events extends EventMap<Events>>(client: MetricsClient): MetricsClient<Events> {
  return client as unknown as MetricsClient<Events>;
}
