/**
 * What all parts of one client share.
 *
 * @module
 */
import type { QueuedEvent } from "../core/event.ts";
import type { Clock, OutgoingRequest } from "../core/ports.ts";
import type { Page } from "../runtime/page.ts";
import type { PageStore } from "./page_store.ts";
import type { Reporter } from "./reporter.ts";
import type { BrowserOptions } from "./resolve_browser_options.ts";

/** An event's text, and what the queue must know of it. */
export type EncodedEvent = Omit<QueuedEvent, "id" | "seq">;

/** The options, checked and complete, and the world of one client. */
export interface ClientContext extends BrowserOptions {
  readonly clock: Clock;
  readonly page: Page;
  readonly reporter: Reporter;
  /** What is kept in the page's storage. */
  readonly store: PageStore;
  /** Makes an id: a UUID, the second half of which is random. */
  readonly nextId: () => string;
  /** Events as a request over `fetch`. */
  readonly toRequest: (events: readonly QueuedEvent[]) => OutgoingRequest;
  /** Events as a beacon: its text, and where it goes. */
  readonly toBeacon: (events: readonly QueuedEvent[]) => { url: string; body: string };
  /** Makes an event of what was stored, or `undefined` if it is none. */
  readonly revive: (event: unknown) => EncodedEvent | undefined;
}
