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

/** The ring starts small and doubles: most clients never hold more than a batch or two. */
const INITIAL_CAPACITY = 64;

/**
 * A ring buffer, O(1) at both ends. An event taken from the line still counts against the bounds until
 * it is released: that is why putting it back can never overflow.
 */
export class EventQueue {
  readonly #limits: QueueLimits;
  readonly #onRelease: (events: readonly QueuedEvent[]) => void;
  #ring: (QueuedEvent | undefined)[] = new Array(INITIAL_CAPACITY);
  /** Older than all in the ring. */
  #aside: QueuedEvent[] = [];
  #head = 0;
  #waiting = 0;
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
    return this.#waiting;
  }

  /** Events in the line or taken from it and not yet released. */
  get held(): number {
    return this.#held;
  }

  /** The event that waits longest. */
  get first(): QueuedEvent | undefined {
    return this.#waiting === 0 ? undefined : this.#ring[this.#head];
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
    const { length } = this.#ring;
    return Array.from(
      { length: this.#waiting },
      (_, i) => this.#ring[(this.#head + i) % length] as QueuedEvent,
    );
  }

  /** Puts an event at the end of the line. */
  push(event: QueuedEvent): void {
    this.#append(event);
    this.#held++;
    this.#heldBytes += event.bytes;
  }

  /** Puts older events, in order, before all others. */
  putFirst(events: readonly QueuedEvent[]): void {
    const later = this.#empty();
    for (const event of events) this.push(event);
    for (const event of later) this.#append(event);
  }

  /** Sets all that wait aside, until {@linkcode endAside}: they are not taken, but may be given up. */
  setAside(): void {
    this.#aside = this.#empty();
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

  /** Takes the events that are meant out of the line, wherever they are. */
  remove(isMeant: (event: QueuedEvent) => boolean): QueuedEvent[] {
    const isKept = (event: QueuedEvent): boolean => !isMeant(event) || (removed.push(event), false);
    const removed: QueuedEvent[] = [];
    const aside = this.#aside.filter(isKept);
    this.#aside = [];
    for (const event of this.#empty()) if (isKept(event)) this.#append(event);
    this.#aside = aside;
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

  #append(event: QueuedEvent): void {
    if (this.#waiting === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#waiting) % this.#ring.length] = event;
    this.#waiting++;
  }

  #empty(): QueuedEvent[] {
    const all = [...this.#aside, ...this.line];
    this.#ring = new Array(INITIAL_CAPACITY);
    this.#aside = [];
    this.#head = this.#waiting = 0;
    return all;
  }

  #shift(): QueuedEvent | undefined {
    const event = this.first;
    if (event === undefined) return undefined;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#waiting--;
    return event;
  }

  #grow(): void {
    const ring: (QueuedEvent | undefined)[] = new Array(this.#ring.length * 2);
    for (let i = 0; i < this.#waiting; i++) {
      ring[i] = this.#ring[(this.#head + i) % this.#ring.length];
    }
    this.#ring = ring;
    this.#head = 0;
  }
}
