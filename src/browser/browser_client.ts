/**
 * A client on a page: turns what it is told into events, with all that belongs to them.
 *
 * @module
 */
import type { Stats } from "../core/books.ts";
import type { FlushResult } from "../core/flush_result.ts";
import { ownMember } from "../core/own_member.ts";
import { readable } from "../core/readable.ts";
import { Refusal } from "../core/refusal.ts";
import type { ClientContext } from "./client_context.ts";
import { ConsentState } from "./consent_state.ts";
import { Delivery } from "./delivery.ts";
import { describeDevice } from "./device_info.ts";
import type { Group, Identity, Metadata, Revenue, TrackEvent } from "./event_map.ts";
import { GlobalMetadata, requireText } from "./global_metadata.ts";
import { type FieldReader, Intake } from "./intake.ts";
import { type JsonMembers, jsonMembers, mergeMembers } from "../core/json_members.ts";
import { isolate, textOf } from "./isolate.ts";
import type { MetricsClient } from "./metrics_client.ts";
import type { Consent } from "./metrics_client_options.ts";
import { isConsent } from "./resolve_browser_options.ts";
import { sanitizeUrl } from "./sanitize_url.ts";
import { Sessions } from "./sessions.ts";
import { readUtmParams } from "./utm_params.ts";
import { startTrackers } from "./trackers/start_trackers.ts";
import { Visitor } from "./visitor.ts";

/** Group, user and context get a quarter of an event each: a quarter is left for the event's own. */
const LAYERS = 4;

/** An ISO 4217 code. */
const CURRENCY = /^[a-z]{3}$/i;

const ACTIVITIES = ["mousedown", "keydown", "scroll", "touchstart"] as const;

/** Adds to the metadata of an event. */
type AddMembers = () => JsonMembers;

const NO_MEMBERS: JsonMembers = new Map();

/** Members of our own making are small. */
const members = (value: unknown): JsonMembers => jsonMembers(value, "metadata", Infinity);

/** A client. Its methods may be used by themselves. */
export class BrowserClient implements MetricsClient {
  readonly #context: ClientContext;
  readonly #onShutdown: () => void;
  readonly #metadata: GlobalMetadata;
  readonly #delivery: Delivery;
  readonly #intake: Intake;
  readonly #sessions: Sessions;
  readonly #visitor: Visitor;
  readonly #consent: ConsentState;
  readonly #offs: (() => void)[];
  /** Milliseconds from 1970 to the beginning of the monotonic clock. */
  readonly #originMs: number;
  #isShutDown = false;

  /** @param onShutdown Called when it was shut down. */
  constructor(context: ClientContext, onShutdown: () => void) {
    const { clock, page, storageKey } = context;
    this.#context = context;
    this.#onShutdown = onShutdown;
    this.#originMs = clock.epochNow() - clock.now();
    this.#metadata = new GlobalMetadata([
      context.enrichDeviceInfo ? describeDevice(...page.device()) : {},
      context.captureUtmParams ? readUtmParams(this.#sanitize(page.url())) : {},
    ], context.maxEventBytes / LAYERS);
    this.#visitor = new Visitor(context);
    const consent = this.#consent = new ConsentState(context);
    this.#sessions = new Sessions(context, ({ messageId, sessionId, durationMs, endedAtMs }) => {
      const event = { name: "session_end", messageId, sessionId, occurredAt: new Date(endedAtMs) };
      if (this.#delivery.engine.entries.some(({ id }) => id === messageId)) return;
      this.#send(
        (field) => ownMember(event, field),
        undefined,
        () => members({ durationMs, sessionId }),
      );
    });
    this.#delivery = new Delivery(context, consent.now, () => this.#sessions.end());
    const { engine } = this.#delivery;
    this.#intake = new Intake(context, engine, () => {
      if (consent.now === "denied") throw new Refusal("consent", "");
      if (this.#isShutDown || engine.isClosed) {
        throw new Refusal("closed", "'shutdown()' was called");
      }
    });
    this.#offs = [
      ...ACTIVITIES.map((type) => page.on(type, () => this.#sessions.touch())),
      page.on("storage", ({ key }) => key?.startsWith(storageKey) && this.#reread()),
      // Nobody told a page that was in the back/forward cache.
      page.on("pageshow", () => this.#reread()),
    ];
    if (consent.now === "denied") this.#visitor.unkeep(true);
    const sanitize = (url: string): string => this.#sanitize(url);
    const trackers = page.isThere
      ? startTrackers(context, sanitize, (name, metadata) => {
        this.#take(name, {}, () => members(metadata));
        // What is noticed while the page goes has missed its drain.
        if (page.isHidden()) this.#delivery.drain();
      })
      : [];
    this.#offs.unshift(...trackers);
  }

  get pending(): number {
    return this.#delivery.engine.entries.length;
  }

  track = (name: string, event?: TrackEvent): string | null => this.#take(name, event);

  untyped = (name: string, event?: TrackEvent): string | null => this.#take(name, event);

  trackPageview = (event?: TrackEvent): string | null =>
    this.#take("pageview", event, () => members(this.#context.page.view()));

  identify = (identity: Identity): string | null =>
    this.#take("identify", {}, undefined, () => this.#metadata.setIdentity(identity));

  group = (group: Group): string | null =>
    this.#take("group", {}, undefined, () => this.#metadata.setGroup(group));

  setContext = (context: Metadata): void =>
    this.#change("setContext", () => this.#metadata.addContext(context));

  clearContext = (): void => this.#metadata.clearContext();

  setUserProperties = (properties: Metadata): void =>
    this.#change("setUserProperties", () => this.#metadata.addUser(properties));

  clearUserProperties = (): void => this.#metadata.clearUser();

  reset = (): void => {
    this.#sessions.end();
    this.#visitor.unkeep(true);
    // At once: another tab, which still has the last one, would store that again.
    if (this.#isGranted) this.#visitor.id(true);
    this.#metadata.forgetPerson();
    this.#metadata.clearContext();
  };

  trackRevenue = (revenue: Revenue): string | null => {
    const read: FieldReader = (field) => readable(() => ownMember(revenue, field));
    return this.#take("revenue", { metadata: read("metadata") }, undefined, () => {
      const [amount, currency, orderId, productId] = ["amount", "currency", "orderId", "productId"]
        .map(read);
      if (!Number.isFinite(amount)) throw new Refusal("invalid", "'amount' must be a number");
      if (!CURRENCY.test(requireText(currency, "currency"))) {
        throw new Refusal("invalid", "'currency' must be a code of three letters");
      }
      for (const id of [orderId, productId]) {
        id === undefined || requireText(id, "orderId' and 'productId");
      }
      return members({ amount, currency: `${currency}`.toUpperCase(), orderId, productId });
    });
  };

  trackFeatureFlag = (
    flagName: string,
    variant: string | number | boolean | null,
    metadata?: Metadata,
  ): string | null =>
    this.#take(
      "feature_flag",
      { metadata },
      undefined,
      () => members({ flagName: requireText(flagName, "flagName"), variant }),
    );

  startTimer = (): number => this.#originMs + this.#context.clock.now();

  trackTiming = (name: string, startedAt: number, event?: TrackEvent): string | null => {
    const now = this.startTimer();
    return this.#take(name, event, undefined, () => {
      if (!Number.isFinite(startedAt)) throw new Refusal("invalid", "'startedAt' must be a number");
      return members({ durationMs: Math.max(0, Math.round(now - startedAt)) });
    });
  };

  flush = (options?: { readonly useBeacon?: boolean | undefined }): Promise<FlushResult> => {
    if (readable(() => options?.useBeacon) !== true) return this.#delivery.flush();
    this.#delivery.drain();
    return Promise.resolve({ delivered: 0, dropped: 0, pending: this.pending });
  };

  shutdown = (): Promise<FlushResult> => {
    for (const off of this.#offs.splice(0)) off();
    this.#delivery.engine.stopTimer();
    this.#sessions.end();
    this.#isShutDown = true;
    this.#onShutdown();
    return this.#delivery.shutdown(this.#context.shutdownTimeoutMs);
  };

  [Symbol.asyncDispose] = async (): Promise<void> => {
    await this.shutdown();
  };

  setConsent = (consent: Consent): void => {
    if (!isConsent(consent)) {
      return this.#warn("setConsent() takes 'granted', 'pending' or 'denied'");
    }
    this.#consent.decide(consent);
    this.#applyConsent();
  };

  stats = (): Stats => this.#delivery.engine.stats();

  /** The books: a client in a log shows no key. */
  toJSON = (): Stats => this.stats();

  /** Prints a warning. */
  #warn(message: string): void {
    this.#context.reporter.warn(message);
  }

  get #isGranted(): boolean {
    return this.#consent.now === "granted";
  }

  /**
   * Takes an event of the caller's.
   *
   * @param under Adds to its metadata; the caller's own wins over it.
   * @param over Adds to its metadata and wins over the caller's own.
   */
  #take(name: unknown, event: unknown = {}, under?: AddMembers, over?: AddMembers): string | null {
    if (!this.#context.page.isThere) return null;
    let sessionId = "";
    const id = this.#send(
      (field) => {
        if (field === "name") return name;
        if (field === "sessionId") return sessionId = this.#sessions.current();
        if (typeof event === "object") return ownMember(event ?? {}, field);
        throw new Refusal("invalid", "an event must be an object");
      },
      under,
      over,
    );
    if (id !== null) this.#sessions.confirm(sessionId);
    return id;
  }

  /** Has an event delivered, with all that is known besides. */
  #send(own: FieldReader, under?: AddMembers, over?: AddMembers): string | null {
    return this.#intake.take((field) => {
      if (field === "visitorId") return this.#visitor.id(this.#isGranted);
      const given = own(field);
      if (field !== "url" && field !== "path" && field !== "referrer") return given;
      const url = given ?? this.#context.page[field]();
      // What is no text is refused by the protocol.
      return typeof url === "string" ? this.#sanitize(url) : url;
    }, (given) => {
      // Before the layers are looked at: it may change them.
      const last = over?.() ?? NO_MEMBERS;
      return mergeMembers([...this.#metadata.layers, under?.() ?? NO_MEMBERS, given, last]);
    });
  }

  /** Changes the metadata; a value that cannot be part of it changes nothing. */
  #change(method: string, change: () => void): void {
    try {
      change();
    } catch (error) {
      this.#warn(`${method}() changed nothing: ${textOf(error)}`);
    }
  }

  /** Other tabs may have stored another decision, or another visitor. */
  #reread(): void {
    const before = this.#consent.now;
    this.#consent.reread();
    this.#visitor.reread();
    if (this.#consent.now !== before) this.#applyConsent();
  }

  #applyConsent(): void {
    const { now } = this.#consent;
    if (this.#isShutDown) return;
    if (now === "denied") {
      this.#sessions.forget();
      this.#metadata.forgetPerson();
    }
    if (now !== "granted") this.#visitor.unkeep(now === "denied");
    this.#delivery.setConsent(now);
    if (now === "granted") this.#visitor.id(true);
  }

  #sanitize(url: string): string {
    const { sanitizeUrl: sanitize = sanitizeUrl } = this.#context;
    const sanitized: unknown = url && readable(() => sanitize(url));
    if (typeof sanitized === "string") return sanitized;
    // A promise, by mistake: its rejection must not be unhandled.
    isolate(() => sanitized, () => {})();
    return "";
  }
}
