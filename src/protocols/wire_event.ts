/**
 * The fields of an event of the Inslytic ingestion API: as a caller may pass them, and as they go on the
 * wire.
 *
 * @module
 */

/** A property's value. On the wire it is a string, as the API demands. */
export type PropertyValue = string | number | bigint | boolean | Date | null | undefined;

/** Free data of an event. */
export type Properties = Readonly<Record<string, PropertyValue>>;

/** What an event may carry besides its name, ids and properties. */
export interface EventEnvelope {
  /** The session it belongs to. `""` unless given. */
  readonly sessionId?: string | undefined;
  /** When it happened: ISO 8601, or a `Date`. The time of the call unless given, or if unusable. */
  readonly timestamp?: string | Date | undefined;
  /** Whether the person consented. `true` unless given; sent as given. */
  readonly consentGiven?: boolean | undefined;
  /** The event's id, at most 200 characters. A new UUID v7 unless given. */
  readonly messageId?: string | undefined;
  /** The full URL of the page. */
  readonly pageUrl?: string | undefined;
  /** The title of the page. */
  readonly pageTitle?: string | undefined;
  /** Where the visitor came from. */
  readonly referrer?: string | undefined;
  /** The campaign's source. */
  readonly utmSource?: string | null | undefined;
  /** The campaign's medium. */
  readonly utmMedium?: string | null | undefined;
  /** The campaign's name. */
  readonly utmCampaign?: string | null | undefined;
  /** The kind of device. */
  readonly deviceType?: string | undefined;
}

/** An event as it goes on the wire, and as `beforeSend` sees it: all values plain strings. */
export interface WireEvent {
  /** The event's id. Not a field of the API: see the option `messageIdKey`. Changing it does nothing. */
  messageId: string;
  /** The name. */
  eventName: string;
  /** ISO 8601, UTC. */
  timestamp: string;
  /** Who, before they are known. */
  anonymousId: string;
  /** The session, or `""`. */
  sessionId: string;
  /** Whether the person consented. */
  consentGiven: boolean;
  /** Who, once they are known; `null` for explicitly nobody. */
  userId?: string | null;
  /** Free data. */
  properties: Record<string, string>;
  /** The full URL of the page. */
  pageUrl?: string;
  /** The title of the page. */
  pageTitle?: string;
  /** Where the visitor came from. */
  referrer?: string;
  /** The campaign's source. */
  utmSource?: string | null;
  /** The campaign's medium. */
  utmMedium?: string | null;
  /** The campaign's name. */
  utmCampaign?: string | null;
  /** The kind of device. */
  deviceType?: string;
}
