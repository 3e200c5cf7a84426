/**
 * A bounded line of waiting events. It knows how many and how heavy all events are that the client
 * holds, and which to give up when there are too many. It does not know when to flush
 * (`flush_policy.ts`) or where events go (`dispatch.ts`).
 *
 * @module
 */
import type { QueuedEvent } from "./event.ts";

/** The bounds of a client's memory. */
export interface QueueLimits {
  /** Most events held at once. */
  readonly maxQueueSize: number;
  /** Most UTF-8 bytes of JSON held at once. */
  readonly maxQueueBytes: number;
}

/** So many places of events that are gone are cleared away at once. */
const MAX_GONE = 1_024;

/**
 * A list, O(1) at both ends. An event taken from the line still counts against the bounds until it is
 * released: that is why putting it back can never overflow.
 */
export class EventQueue {
  readonly #limits: QueueLimits;
  readonly #onRelease: (events: readonly QueuedEvent[]) => void;
  #list: (QueuedEvent | undefined)[] = [];
  /** Where the line begins: what was before is gone. */
  #head = 0;
  /** Older than all in the line. */
  #aside: QueuedEvent[] = [];
  #held = 0;
  #heldBytes = 0;
  #droppedThrough = 0;

  /**
   * @param limits The bounds; they hold for waiting and taken events together.
   * @param onRelease Told of events that are settled, for whatever reason.
   */
  constructor(
    limits: QueueLimits,
    onRelease: (events: readonly QueuedEvent[]) => void = () => {},
  ) {
    this.#limits = limits;
    this.#onRelease = onRelease;
  }

  /** Events in the line, without those set aside. */
  get waiting(): number {
    return this.#list.length - this.#head;
  }

  /** Events in the line or taken from it and not yet released. */
  get held(): number {
    return this.#held;
  }

  /** The event that waits longest. */
  get first(): QueuedEvent | undefined {
    return this.#list[this.#head];
  }

  /** Whether a bound is exceeded now, so that {@linkcode dropOldest} must be called. */
  get isOverfull(): boolean {
    return this.#held > this.#limits.maxQueueSize || this.#heldBytes > this.#limits.maxQueueBytes;
  }

  /** The place in `track()` order up to which waiting events were given up. */
  get droppedThrough(): number {
    return this.#droppedThrough;
  }

  /** The events in the line, without those set aside, oldest first. */
  get line(): QueuedEvent[] {
    return this.#list.slice(this.#head) as QueuedEvent[];
  }

  /** Puts an event at the end of the line. */
  push(event: QueuedEvent): void {
    this.#list.push(event);
    this.#held++;
    this.#heldBytes += event.bytes;
  }

  /** Puts older events, in order, before all others. */
  putFirst(events: readonly QueuedEvent[]): void {
    this.#held += events.length;
    for (const event of events) this.#heldBytes += event.bytes;
    this.#restart([...events, ...this.#aside, ...this.line]);
    this.#aside = [];
  }

  /** Sets all that wait aside, until {@linkcode endAside}: they are not taken, but may be given up. */
  setAside(): void {
    this.#aside.push(...this.line);
    this.#restart([]);
  }

  /**
   * What was set aside waits again.
   *
   * @returns Whether there was something.
   */
  endAside(): boolean {
    const hadSome = this.#aside.length > 0;
    this.putFirst([]);
    return hadSome;
  }

  /** Takes the events that are meant out of the line, those set aside included. */
  remove(isMeant: (event: QueuedEvent) => boolean): QueuedEvent[] {
    const removed: QueuedEvent[] = [];
    const isKept = (event: QueuedEvent): boolean => {
      if (isMeant(event)) removed.push(event);
      return removed.at(-1) !== event;
    };
    this.#aside = this.#aside.filter(isKept);
    this.#restart(this.line.filter(isKept));
    return removed;
  }

  /** Gives up the event that waits longest. Events taken from the line are never given up. */
  dropOldest(): QueuedEvent | undefined {
    const event = this.#aside.shift() ?? this.#shift();
    if (event === undefined) return undefined;
    this.#droppedThrough = event.seq;
    this.release([event]);
    return event;
  }

  /**
   * Takes events from the front of the line, in order: at most `maxCount`, and at most `maxBytes` but
   * never none.
   */
  take(maxCount: number, maxBytes: number): QueuedEvent[] {
    const taken: QueuedEvent[] = [];
    let bytes = 0;
    while (taken.length < maxCount) {
      const next = this.first;
      if (next === undefined || (taken.length > 0 && bytes + next.bytes > maxBytes)) break;
      this.#shift();
      taken.push(next);
      bytes += next.bytes;
    }
    return taken;
  }

  /** Events that were taken are settled: they no longer count against the bounds. */
  release(events: readonly QueuedEvent[]): void {
    this.#held -= events.length;
    for (const event of events) this.#heldBytes -= event.bytes;
    this.#onRelease(events);
  }

  #shift(): QueuedEvent | undefined {
    const event = this.first;
    if (event === undefined) return undefined;
    this.#list[this.#head++] = undefined;
    if (this.#head > MAX_GONE && this.#head * 2 > this.#list.length) this.#restart(this.line);
    return event;
  }

  #restart(list: QueuedEvent[]): void {
    this.#list = list;
    this.#head = 0;
  }
}
