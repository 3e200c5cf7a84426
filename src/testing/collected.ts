/**
 * What a collector has to show afterwards: the events it accepted and the requests it saw.
 *
 * @module
 */

/** An event as it came over the wire. Fields that the contract does not know are kept. */
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

/** A request that reached the collector. It fills in while the request is being handled. */
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

/** How a request failed without, or beside, an honest answer. */
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
