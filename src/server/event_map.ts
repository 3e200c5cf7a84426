/**
 * Types of what callers track: free, or by a map from event names to their properties.
 *
 * @module
 */
import type { EventEnvelope, Properties, PropertyValue } from "../protocols/wire_event.ts";

/**
 * A map from event names to their properties, as an interface or a type:
 * `{ invoice_paid: { amount: string } }`.
 */
export type EventMap<Events> = {
  readonly [Name in keyof Events]: { readonly [Key in keyof Events[Name]]: PropertyValue };
};

/** The map of a client without one: any name, any properties. */
export type AnyEvents = Readonly<Record<string, Properties>>;

/** Who did it. */
export interface EventIds {
  /** Who, before they are known: a non-empty string. */
  readonly anonymousId: string;
  /** Who, once they are known; `null` for explicitly nobody. */
  readonly userId?: string | null | undefined;
}

/** Properties may be left out only if none of them is required. */
export type PropertiesField<EventProperties> = Partial<EventProperties> extends EventProperties
  ? { readonly properties?: EventProperties | undefined }
  : { readonly properties: EventProperties };

/** What `track()` takes. */
export type TrackEvent<Name extends string = string, EventProperties = Properties> =
  & { readonly eventName: Name }
  & EventIds
  & PropertiesField<EventProperties>
  & EventEnvelope;

/** What `identify()` takes besides the user and their traits. */
export interface IdentifyEnvelope extends EventEnvelope {
  /** The id that the user had before; the user's own unless given. */
  readonly anonymousId?: string | undefined;
}
