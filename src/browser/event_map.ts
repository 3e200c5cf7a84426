/**
 * Types of what callers track: free, or by a map from event names to their metadata.
 *
 * @module
 */

/** Free data of an event: anything that JSON can hold, nested or not. */
export type Metadata = Readonly<Record<string, unknown>>;

/** A map from event names to their metadata: `{ signup_clicked: { plan: string } }`. */
export type EventMap<Events> = { readonly [Name in keyof Events]: object };

/** The map of a client without one: any name, any metadata. */
export type AnyEvents = Readonly<Record<string, Metadata>>;

/** What an event may carry besides its name and metadata. */
export interface EventEnvelope {
  /** The path of the page. The current one unless given; cut to 2 048 characters. */
  readonly path?: string | undefined;
  /** The URL of the page. The current one unless given; cut to 4 096 characters. */
  readonly url?: string | undefined;
  /** Where the visitor came from. The page's own unless given; cut to 4 096 characters. */
  readonly referrer?: string | undefined;
  /** When it happened: ISO 8601, or a `Date`. The time of the call unless given, or if unusable. */
  readonly occurredAt?: string | Date | undefined;
  /** The event's id, at most 200 characters. A new UUID v7 unless given. */
  readonly messageId?: string | undefined;
}

/** What `track()` takes beside the name. */
export type TrackEvent<EventMetadata = Metadata> = EventEnvelope & {
  /** Free data. It wins over context, user, group, campaign and device. */
  readonly metadata?: EventMetadata | undefined;
};

/** The event may be left out only if none of its metadata is required. */
export type TrackArguments<EventMetadata> = Partial<EventMetadata> extends EventMetadata
  ? [event?: TrackEvent<EventMetadata>]
  : [event: EventEnvelope & { readonly metadata: EventMetadata }];

/** A user, as `identify()` takes them. */
export interface Identity {
  /** Who: a non-empty string. */
  readonly userId: string;
  /** What is known of them. */
  readonly traits?: Metadata | undefined;
}

/** A group, as `group()` takes it. */
export interface Group {
  /** Which: a non-empty string. */
  readonly groupId: string;
  /** What is known of it. */
  readonly traits?: Metadata | undefined;
}

/** What was earned, as `trackRevenue()` takes it. */
export interface Revenue {
  /** How much: a finite number. Negative for a refund. */
  readonly amount: number;
  /** An ISO 4217 code of three letters. */
  readonly currency: string;
  /** The order. */
  readonly orderId?: string | undefined;
  /** The product. */
  readonly productId?: string | undefined;
  /** Free data. */
  readonly metadata?: Metadata | undefined;
}
