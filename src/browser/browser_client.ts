/**
 * The client as its user sees it: turns each method's arguments into an event, or a change.
 *
 * @module
 */
import { Books, type Stats } from "../core/books.ts";
import { InvalidField, requireText } from "../core/encoded_event.ts";
import type { FlushResult } from "../core/flush_watch.ts";
import { type JsonMembers, jsonMembers } from "../core/json_members.ts";
import { readable } from "../core/serialize.ts";
import type { Group, Identity, Metadata, Revenue, TrackEvent } from "./event_map.ts";
import type { LiveClient } from "./live_client.ts";
import type { MetricsClient } from "./metrics_client.ts";
import type { Consent } from "./metrics_client_options.ts";
import { isConsent } from "./resolve_browser_options.ts";

const NO_RESULT: FlushResult = { delivered: 0, dropped: 0, pending: 0 };

/** An ISO 4217 code. */
const CURRENCY = /^[a-z]{3}$/i;

/** A client; one without a page does nothing. */
export class BrowserClient implements MetricsClient {
  readonly #live: LiveClient | undefined;
  readonly #now: () => number;

  /**
   * @param live What works on a page; absent where there is none.
   * @param now Milliseconds since 1970 on a clock that never runs backwards.
   */
  constructor(live: LiveClient | undefined, now: () => number) {
    this.#live = live;
    this.#now = now;
    // Makes methods usable by themselves.
    for (const name of Object.getOwnPropertyNames(BrowserClient.prototype)) {
      const method: unknown = Reflect.get(this, name);
      if (typeof method !== "function" || name === "constructor") continue;
      const value: unknown = method.bind(this);
      Object.defineProperty(this, name, { value, configurable: true, writable: true });
    }
  }

  get pending(): number {
    return this.#live?.pending ?? 0;
  }

  track(name: string, event?: TrackEvent): string | null {
    return this.#take(name, event);
  }

  untyped(name: string, event?: TrackEvent): string | null {
    return this.#take(name, event);
  }

  trackPageview(event?: TrackEvent): string | null {
    const live = this.#live;
    return live?.take("pageview", event, { under: () => toMembers(live.describePage()) }) ?? null;
  }

  identify(identity: Identity): string | null {
    const live = this.#live;
    return live?.take("identify", {}, { over: () => live.metadata.setIdentity(identity) }) ?? null;
  }

  group(group: Group): string | null {
    const live = this.#live;
    return live?.take("group", {}, { over: () => live.metadata.setGroup(group) }) ?? null;
  }

  setContext(context: Metadata): void {
    this.#live?.change("setContext", (metadata) => metadata.addContext(context));
  }

  clearContext(): void {
    this.#live?.metadata.clearContext();
  }

  setUserProperties(properties: Metadata): void {
    this.#live?.change("setUserProperties", (metadata) => metadata.addUser(properties));
  }

  clearUserProperties(): void {
    this.#live?.metadata.clearUser();
  }

  reset(): void {
    this.#live?.reset();
  }

  trackRevenue(revenue: Revenue): string | null {
    const event = { metadata: readable(() => revenue.metadata) };
    return this.#take("revenue", event, () => readRevenue(revenue));
  }

  trackFeatureFlag(
    flagName: string,
    variant: string | number | boolean | null,
    metadata?: Metadata,
  ): string | null {
    return this.#take("feature_flag", { metadata }, () => {
      requireText(flagName, "flagName");
      return toMembers({ flagName, variant });
    });
  }

  startTimer(): number {
    return this.#now();
  }

  trackTiming(name: string, startedAt: number, event?: TrackEvent): string | null {
    const now = this.#now();
    return this.#take(name, event, () => {
      if (!Number.isFinite(startedAt)) throw new InvalidField("'startedAt' must be a number");
      return toMembers({ durationMs: Math.max(0, Math.round(now - startedAt)) });
    });
  }

  flush(options?: { readonly useBeacon?: boolean | undefined }): Promise<FlushResult> {
    const isByBeacon = readable(() => options?.useBeacon) === true;
    return this.#live?.flush(isByBeacon) ?? Promise.resolve(NO_RESULT);
  }

  shutdown(): Promise<FlushResult> {
    return this.#live?.shutdown() ?? Promise.resolve(NO_RESULT);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  setConsent(consent: Consent): void {
    if (isConsent(consent)) this.#live?.setConsent(consent);
    else this.#live?.warn("setConsent() takes 'granted', 'pending' or 'denied'");
  }

  stats(): Stats {
    return this.#live?.stats() ?? new Books().snapshot();
  }

  /** The books: a client in a log shows no key. */
  toJSON(): Stats {
    return this.stats();
  }

  #take(name: unknown, event: unknown, over?: () => JsonMembers): string | null {
    return this.#live?.take(name, event, { over }) ?? null;
  }
}

/** Members of our own making are small. */
function toMembers(value: object): JsonMembers {
  return jsonMembers(value, "metadata", Infinity);
}

function readRevenue(revenue: Revenue): JsonMembers {
  const { amount, currency, orderId, productId } = Object(revenue) as Revenue;
  if (!Number.isFinite(amount)) throw new InvalidField("'amount' must be a finite number");
  if (typeof currency !== "string" || !CURRENCY.test(currency)) {
    throw new InvalidField("'currency' must be a code of three letters");
  }
  for (const id of [orderId, productId]) {
    if (id !== undefined) requireText(id, "orderId' and 'productId");
  }
  return toMembers({ amount, currency: currency.toUpperCase(), orderId, productId });
}
