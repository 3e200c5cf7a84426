/**
 * The events of a run: mostly good ones of all sizes, some that are refused for what they are, alone and
 * in rows longer than a batch.
 *
 * @module
 */
import type { TrackEvent } from "@tidings/sdk";
import { MAX_BODY_BYTES, NUMBER_PROPERTY } from "./content_rules.ts";
import { createSeededRandom, type SeededRandom } from "./seeded_random.ts";

/** What must become of an event. */
export type Fate = "delivered" | "rejected" | "too_large";

/** An event, and what must become of it. */
export interface PlannedEvent {
  readonly event: TrackEvent;
  readonly fate: Fate;
}

/** One event in so many is poisoned. */
const POISON_ONE_IN = 500;
/** One event in so many begins a row of poisoned ones. */
const POISON_ROW_ONE_IN = 8_000;
/** Longest such row: more than a batch. */
const POISON_ROW_LENGTH = 45;
/** One event in so many is too large even alone. */
const GIANT_ONE_IN = 1_000;
/** One event in so many fills a good part of a request. */
const LARGE_ONE_IN = 60;

/** What a text may hold that a careless writer or reader breaks on. */
const PIECES = ["a", "bc ", "é", "漢", "😀", '"', "\\", "\n", "\u2028", "0123456789"];

/** Makes the events of a run, one after the other. */
export class Workload {
  readonly #random: SeededRandom;
  readonly #filler: string;
  #count = 0;
  #poisonLeft = 0;

  /** @param seed Which history. */
  constructor(seed: number) {
    this.#random = createSeededRandom(seed, 2);
    const pieces = Array.from({ length: 4_000 }, () => PIECES[this.#random.below(PIECES.length)]);
    this.#filler = pieces.join("");
  }

  /** The next event. */
  next(): PlannedEvent {
    const { fate, bytes, poison } = this.#draw();
    return { fate, event: this.#event(bytes, poison) };
  }

  /** A good event, whatever the plan says next. */
  nextGood(): PlannedEvent {
    return { fate: "delivered", event: this.#event(0, undefined) };
  }

  #draw(): { fate: Fate; bytes: number; poison: string | undefined } {
    const random = this.#random;
    if (this.#poisonLeft === 0) {
      if (random.below(POISON_ROW_ONE_IN) === 0) {
        this.#poisonLeft = 1 + random.below(POISON_ROW_LENGTH);
      } else if (random.below(POISON_ONE_IN) === 0) this.#poisonLeft = 1;
    }
    if (this.#poisonLeft > 0) {
      this.#poisonLeft--;
      return { fate: "rejected", bytes: 0, poison: `poisoned_${random.pick([400, 422])}` };
    }
    if (random.below(GIANT_ONE_IN) === 0) {
      return { fate: "too_large", bytes: MAX_BODY_BYTES + random.below(6_000), poison: undefined };
    }
    const bytes = random.below(LARGE_ONE_IN) === 0 ? 3_000 + random.below(4_000) : 0;
    return { fate: "delivered", bytes, poison: undefined };
  }

  #event(bytes: number, poison: string | undefined): TrackEvent {
    const number = ++this.#count;
    const isPoisonedById = poison !== undefined && this.#random.fraction() < 0.5;
    return {
      eventName: poison === undefined || isPoisonedById ? "page_viewed" : poison,
      anonymousId: `visitor-${number % 1_000}`,
      ...(isPoisonedById ? { messageId: `${poison}_${number}` } : {}),
      properties: { [NUMBER_PROPERTY]: number, text: this.#text(bytes) },
    };
  }

  /** A text of at least so many bytes on the wire; a short one for 0. */
  #text(bytes: number): string {
    const from = this.#random.below(200);
    if (bytes > 0) return "x".repeat(bytes);
    // Whole characters only: what becomes of half of one is tested elsewhere.
    return [...this.#filler.slice(2 * from, 2 * from + 80)].filter(isWhole).join("");
  }
}

function isWhole(character: string): boolean {
  return character.length === 2 || !/[\ud800-\udfff]/.test(character);
}
