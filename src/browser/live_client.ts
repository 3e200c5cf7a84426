/**
 * A client on a page: says whose event it is, in which session, with what metadata, and whether it is
 * allowed. It decides nothing about delivery.
 *
 * @module
 */
import type { Stats } from "../core/books.ts";
import { type FieldReader, fieldReader } from "../core/encoded_event.ts";
import { createEventIds } from "../core/event_id.ts";
import type { FlushResult } from "../core/flush_watch.ts";
import { messageOf } from "../core/hooks.ts";
import { type Encode, type EventSink, Intake } from "../core/intake.ts";
import { type JsonMembers, jsonMembers, mergeMembers, NO_MEMBERS } from "../core/json_members.ts";
import type { Random } from "../core/ports.ts";
import type { Reporter } from "../core/reporter.ts";
import { readable } from "../core/serialize.ts";
import {
  createCollectBeacon,
  createCollectRequest,
  encodeCollectEvent,
  reviveCollectEvent,
} from "../protocols/harshit_collect.ts";
import type { Page } from "../runtime/page.ts";
import type { PageContext } from "../runtime/page_context.ts";
import { ConsentState } from "./consent_state.ts";
import { createDelivery, type Delivery } from "./delivery.ts";
import { describePage, describeVisit } from "./describe_visit.ts";
import { GlobalMetadata } from "./global_metadata.ts";
import type { Consent } from "./metrics_client_options.ts";
import type { BrowserOptions } from "./resolve_browser_options.ts";
import { type EndedSession, Sessions } from "./sessions.ts";
import { Visitor } from "./visitor.ts";

/** Group, user and context get a quarter of an event each: a quarter is left for the event's own. */
const LAYERS = 4;

/** What a client on a page works with. */
export interface LiveParts {
  readonly options: BrowserOptions;
  readonly random: Random;
  readonly reporter: Reporter;
  readonly page: Page;
  readonly context: PageContext;
  /** Called when the client was shut down. */
  readonly onShutdown: () => void;
}

/** What a method adds to the metadata of its event. */
export interface AddedMetadata {
  /** The caller's own wins over it. */
  readonly under?: (() => JsonMembers) | undefined;
  /** Wins over the caller's own. */
  readonly over?: (() => JsonMembers) | undefined;
}

/** Works on a page. */
export class LiveClient {
  /** What every event carries. */
  readonly metadata: GlobalMetadata;
  readonly #parts: LiveParts;
  readonly #delivery: Delivery;
  readonly #intake: Intake;
  readonly #sessions: Sessions;
  readonly #visitor: Visitor;
  readonly #consent: ConsentState;
  readonly #offs: (() => void)[];
  #isShutDown = false;

  constructor(parts: LiveParts) {
    const { options, random, reporter, page, context } = parts;
    const { apiKey, clock, endpoint, maxEventBytes, storageKey } = options;
    const nextId = createEventIds(clock, random);
    const { storage } = page;
    const visitorKey = `${storageKey}:visitor-id`;
    const consentKey = `${storageKey}:consent`;
    this.#parts = parts;
    this.metadata = new GlobalMetadata(
      describeVisit(context, options, (url) => this.#sanitize(url)),
      maxEventBytes / LAYERS,
    );
    this.#visitor = new Visitor(storage, visitorKey, nextId);
    this.#consent = new ConsentState({
      consent: options.consent,
      isRefusedByBrowser: options.respectGpc && context.hasGpc(),
      storage,
      key: consentKey,
    });
    this.#sessions = new Sessions({
      ...options,
      nextId,
      onEnd: (ended) => this.#endSession(ended),
    });
    this.#delivery = createDelivery({
      options,
      clock,
      random,
      reporter,
      page,
      consent: this.#consent.now,
      toRequest: createCollectRequest(endpoint, apiKey),
      toBeacon: createCollectBeacon(endpoint, apiKey),
      revive: (stored) => reviveCollectEvent(stored, { maxEventBytes, epochMs: clock.epochNow() }),
      onPageHide: () => this.#sessions.end(),
    });
    this.#intake = new Intake({
      sink: this.#createSink(),
      clock,
      reporter,
      nextId,
      nameField: "name",
      encode: this.#encoder((own) => own),
      beforeSend: options.beforeSend,
    });
    this.#offs = [
      context.onActivity(() => this.#sessions.touch()),
      page.onStorage((key) => {
        if (key === visitorKey || key === consentKey) this.#reread();
      }),
      // Nobody told a page that was in the back/forward cache.
      page.onPageShow(() => this.#reread()),
    ];
    if (this.#consent.now === "denied") this.#visitor.forget();
  }

  /** Events in the queue now. */
  get pending(): number {
    return this.#delivery.pending;
  }

  /** The books. */
  stats(): Stats {
    return this.#delivery.stats();
  }

  /**
   * Takes one event.
   *
   * @param name Its name, whatever the caller passed.
   * @param event Its further fields, whatever the caller passed.
   * @param added What the method adds to its metadata.
   */
  take(name: unknown, event: unknown, added: AddedMetadata = {}): string | null {
    if (this.#consent.now === "denied") {
      const shown = typeof name === "string" ? name : null;
      this.#delivery.refuse({ reason: "consent", messageId: null, name: shown }, true);
      return null;
    }
    let sessionId = "";
    const own = fieldReader(event ?? {});
    const id = this.#take((field) => {
      if (field === "name") return name;
      if (field === "sessionId") return sessionId = this.#sessions.current();
      // Asked first: what is no event at all is refused when its other fields are read.
      return field === "messageId" ? readable(() => own(field)) : own(field);
    }, added);
    if (id !== null) this.#sessions.confirm(sessionId);
    return id;
  }

  /** Title and size of the page. */
  describePage(): object {
    return describePage(this.#parts.context);
  }

  /** Changes the metadata; a value that cannot be part of it changes nothing. */
  change(method: string, change: (metadata: GlobalMetadata) => void): void {
    try {
      change(this.metadata);
    } catch (error) {
      this.warn(`${method}() changed nothing: ${messageOf(error) || "too much to carry"}`);
    }
  }

  /** Prints a warning. */
  warn(message: string): void {
    this.#parts.reporter.warn("notice", message);
  }

  /** Somebody else uses the page. */
  reset(): void {
    this.#sessions.end();
    this.#visitor.forget();
    // At once: another tab, which still has the last one, would store that again.
    if (this.#consent.now === "granted") this.#visitor.id(true);
    this.metadata.forgetPerson();
    this.metadata.clearContext();
  }

  /** Sends what waits. */
  flush(isByBeacon: boolean): Promise<FlushResult> {
    const delivery = this.#delivery;
    if (!isByBeacon) return delivery.flush();
    delivery.drain();
    return Promise.resolve({ delivered: 0, dropped: 0, pending: delivery.pending });
  }

  /** Ends everything, in the documented order. */
  shutdown(): Promise<FlushResult> {
    for (const off of this.#offs.splice(0)) off();
    this.#delivery.stopTimer();
    this.#sessions.end();
    this.#isShutDown = true;
    this.#parts.onShutdown();
    return this.#delivery.shutdown(this.#parts.options.shutdownTimeoutMs);
  }

  /** The visitor decided. */
  setConsent(state: Consent): void {
    this.#consent.decide(state);
    if (!this.#isShutDown) this.#applyConsent();
  }

  /** Other tabs may have stored another decision, or another visitor. */
  #reread(): void {
    const before = this.#consent.now;
    this.#consent.reread();
    this.#visitor.reread();
    if (this.#consent.now !== before) this.#applyConsent();
  }

  #createSink(): EventSink {
    const delivery = this.#delivery;
    const isClosed = (): boolean => this.#isShutDown || delivery.isClosed;
    return {
      get isClosed() {
        return isClosed();
      },
      add: (event) => delivery.add(event),
      refuse: (drop, isOnPurpose) => delivery.refuse(drop, isOnPurpose),
    };
  }

  #applyConsent(): void {
    const { now } = this.#consent;
    if (now === "denied") {
      this.#sessions.forget();
      this.#visitor.forget();
      this.metadata.forgetPerson();
    } else if (now === "pending") this.#visitor.unkeep();
    this.#delivery.setConsent(now);
    if (now === "granted") this.#visitor.id(true);
  }

  #endSession({ id, durationMs, endedAtMs }: EndedSession): void {
    const event: Readonly<Record<string, unknown>> = {
      name: "session_end",
      sessionId: id,
      occurredAt: new Date(endedAtMs),
    };
    this.#take((field) => event[field], {
      over: () => jsonMembers({ durationMs, sessionId: id }, "metadata", Infinity),
    });
  }

  /** Takes an event that is allowed. */
  #take(own: FieldReader, { under, over }: AddedMetadata): string | null {
    const { context } = this.#parts;
    const read: FieldReader = (field) => {
      if (field === "visitorId") return this.#visitor.id(this.#consent.now === "granted");
      const given = own(field);
      if (field !== "url" && field !== "path" && field !== "referrer") return given;
      const url = given ?? context[field]();
      // What is no text is refused by the protocol.
      return typeof url === "string" ? this.#sanitize(url) : url;
    };
    return this.#intake.take(
      read,
      this.#encoder((members) => {
        // Before the layers are looked at: it may change them.
        const last = over?.() ?? NO_MEMBERS;
        const { layers } = this.metadata;
        return mergeMembers([...layers, under?.() ?? NO_MEMBERS, members, last]);
      }),
    );
  }

  /** Encodes an event with metadata of the client's, and its id where that is wanted. */
  #encoder(merge: (own: JsonMembers) => JsonMembers): Encode {
    const { maxEventBytes, messageIdKey } = this.#parts.options;
    return (read, epochMs, id) =>
      encodeCollectEvent(read, {
        maxEventBytes,
        epochMs,
        merge: (own) => {
          const members = merge(own);
          if (messageIdKey === undefined || id === undefined) return members;
          return mergeMembers([members, new Map([[messageIdKey, JSON.stringify(id)]])]);
        },
      });
  }

  #sanitize(url: string): string {
    const { sanitizeUrl } = this.#parts.options;
    const sanitized: unknown = url === "" ? "" : readable(() => sanitizeUrl(url));
    return typeof sanitized === "string" ? sanitized : "";
  }
}
