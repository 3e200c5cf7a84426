/**
 * Says what the visitor allows: the option, what an earlier page kept, another tab's decision, and the
 * browser's own Global Privacy Control.
 *
 * @module
 */
import type { ClientContext } from "./client_context.ts";
import type { Consent } from "./metrics_client_options.ts";
import type { PageStore } from "./page_store.ts";
import { isConsent } from "./resolve_browser_options.ts";

const TAIL = ":consent";

/** Keeps what is allowed. */
export class ConsentState {
  readonly #store: PageStore;
  /** No page, or Global Privacy Control is on and counts. */
  readonly #isDenied: boolean;
  #state: Consent;
  /** The decision that was last seen in the storage. */
  #kept: Consent | undefined;

  constructor({ consent, page, respectGpc, store }: ClientContext) {
    this.#store = store;
    this.#isDenied = !page.isThere || (respectGpc && page.hasGpc());
    this.#kept = this.#read();
    this.#state = consent === "denied" ? consent : this.#kept ?? consent;
  }

  /** What is allowed now. */
  get now(): Consent {
    return this.#isDenied ? "denied" : this.#state;
  }

  /** The visitor decided; the decision is kept for later pages. `pending` takes it back. */
  decide(state: Consent): void {
    this.#state = state;
    if (state === "pending") this.#store.remove(TAIL);
    else if (!this.#isDenied) this.#store.set(TAIL, state);
    this.#kept = this.#read();
  }

  /** Another tab may have decided: looks. */
  reread(): void {
    const kept = this.#read();
    if (kept !== this.#kept) this.#state = kept ?? "pending";
    this.#kept = kept;
  }

  #read(): Consent | undefined {
    const kept = this.#store.get(TAIL);
    return isConsent(kept) && kept !== "pending" ? kept : undefined;
  }
}
