/**
 * Says what the visitor allows: the option, what an earlier page kept, another tab's decision, and the
 * browser's own Global Privacy Control.
 *
 * @module
 */
import type { StorageLike } from "../core/ports.ts";
import { readable } from "../core/serialize.ts";
import type { Consent } from "./metrics_client_options.ts";

/** What consent works with. */
export interface ConsentParts {
  /** The option. */
  readonly consent: Consent;
  /** Whether Global Privacy Control is on and counts. */
  readonly isRefusedByBrowser: boolean;
  readonly storage: StorageLike | undefined;
  /** Where a decision is kept. */
  readonly key: string;
}

/** Keeps what is allowed. */
export class ConsentState {
  readonly #parts: ConsentParts;
  #state: Consent;
  /** The decision that was last seen in the storage. */
  #kept: string | null;

  constructor(parts: ConsentParts) {
    const { consent } = parts;
    this.#parts = parts;
    const kept = this.#kept = this.#read();
    this.#state = consent !== "denied" && isDecision(kept) ? kept : consent;
  }

  /** What is allowed now. */
  get now(): Consent {
    return this.#parts.isRefusedByBrowser ? "denied" : this.#state;
  }

  /** The visitor decided; the decision is kept for later pages. `pending` takes it back. */
  decide(state: Consent): void {
    const { storage, key, isRefusedByBrowser } = this.#parts;
    this.#state = state;
    if (state === "pending") readable(() => storage?.removeItem(key));
    else if (!isRefusedByBrowser) readable(() => storage?.setItem(key, state));
    this.#kept = this.#read();
  }

  /** Another tab may have decided: looks. */
  reread(): void {
    const kept = this.#read();
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#state = isDecision(kept) ? kept : "pending";
  }

  #read(): string | null {
    const { storage, key } = this.#parts;
    return readable(() => storage?.getItem(key)) ?? null;
  }
}

function isDecision(value: unknown): value is "granted" | "denied" {
  return value === "granted" || value === "denied";
}
