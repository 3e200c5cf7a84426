/**
 * Which requests meet a fault, and which: by the seed and the request's number alone.
 *
 * @module
 */
import type { Fault } from "./fault.ts";
import { FAULT_KINDS, type FaultKind } from "./fault_kinds.ts";
import { createSeededRandom, type SeededRandom } from "./seeded_random.ts";

/** What the plan must know. */
export interface FaultPlanOptions {
  /** Which history. */
  readonly seed: number;
  /** The share of requests that meet a fault, 0 to 1. */
  readonly share: number;
  /** Where redirects lead. */
  readonly redirect: string;
}

/** A plan for all requests of a run. */
export class FaultPlan {
  readonly #share: number;
  readonly #redirect: string;
  readonly #random: SeededRandom;
  #deck: FaultKind[] = [];
  #episode: { readonly kind: FaultKind; left: number } | undefined;
  /** Faults that an episode was ahead of its share. */
  #ahead = 0;

  constructor({ seed, share, redirect }: FaultPlanOptions) {
    this.#share = share;
    this.#redirect = redirect;
    this.#random = createSeededRandom(seed, 1);
  }

  /** What the next request meets; `undefined` for nothing. */
  next(): Fault | undefined {
    const kind = this.#episodeKind() ?? this.#drawnKind();
    if (kind === undefined) return undefined;
    return { kind: kind.kind, ...kind.make(this.#random, this.#redirect) };
  }

  #episodeKind(): FaultKind | undefined {
    if (this.#episode === undefined) return undefined;
    const { kind } = this.#episode;
    if (--this.#episode.left === 0) this.#episode = undefined;
    this.#ahead++;
    return kind;
  }

  #drawnKind(): FaultKind | undefined {
    if (this.#random.fraction() >= this.#share) return undefined;
    if (this.#ahead > 0) {
      this.#ahead--;
      return undefined;
    }
    const kind = this.#draw();
    const length = kind.lasts?.(this.#random) ?? 1;
    if (length > 1) this.#episode = { kind, left: length - 1 };
    return kind;
  }

  /** Dealt like cards, so that each kind comes as often as it should, and early. */
  #draw(): FaultKind {
    if (this.#deck.length === 0) {
      const cards = FAULT_KINDS.flatMap((kind) => new Array<FaultKind>(kind.weight).fill(kind));
      this.#deck = this.#random.shuffled(cards);
    }
    const kind = this.#deck.pop();
    if (kind === undefined) throw new Error("there are no kinds of faults");
    return kind;
  }
}
