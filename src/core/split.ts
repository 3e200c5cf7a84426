/**
 * Cuts a batch in two, for a server that will not take it whole.
 *
 * @module
 */

/** Two runs of events, in order; neither is empty. */
export type Halves<Event> = readonly [readonly Event[], readonly Event[]];

/** Halves of equal count, the first one larger if there is an odd one: that keeps searches short. */
export function halveByCount<Event>(events: readonly Event[]): Halves<Event> {
  const middle = Math.ceil(events.length / 2);
  return [events.slice(0, middle), events.slice(middle)];
}

/** Halves of about equal bytes, at least one event each. */
export function halveByBytes<Event extends { readonly bytes: number }>(
  events: readonly Event[],
): Halves<Event> {
  const total = events.reduce((sum, event) => sum + event.bytes, 0);
  let bytes = 0;
  let middle = 0;
  while (middle < events.length - 1 && bytes + (events[middle]?.bytes ?? 0) <= total / 2) {
    bytes += events[middle]?.bytes ?? 0;
    middle++;
  }
  middle = Math.max(1, middle);
  return [events.slice(0, middle), events.slice(middle)];
}
