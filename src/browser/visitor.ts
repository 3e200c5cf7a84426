/**
 * Says who visits: a random id, kept in the page's storage as far as that is allowed.
 *
 * @module
 */
import type { PageStore } from "./page_store.ts";

const TAIL = ":visitor-id";

/** Anybody may have written to the storage; ids of other SDKs have this form, too. */
const VISITOR_ID = /^v_[\w-]{1,198}$/;

/** What it must know of the client. */
export interface VisitorContext {
  readonly nextId: () => string;
  readonly store: PageStore;
}

/** Keeps one visitor's id. */
export class Visitor {
  readonly #context: VisitorContext;
  #id: string | undefined;
  #isKept = false;

  constructor(context: VisitorContext) {
    this.#context = context;
  }

  /**
   * The visitor's id: the stored one, if that may be looked at.
   *
   * @param mayKeep Whether it may be kept beyond the page.
   */
  id(mayKeep: boolean): string {
    const { nextId, store } = this.#context;
    const isNew = mayKeep && !this.#isKept;
    const stored = isNew ? store.get(TAIL) ?? "" : "";
    const id = this.#id = VISITOR_ID.test(stored) ? stored : this.#id ?? `v_${nextId()}`;
    if (isNew && id !== stored) store.set(TAIL, id);
    this.#isKept ||= mayKeep;
    return id;
  }

  /** Another tab may have stored another: looks again. */
  reread(): void {
    this.#isKept = false;
  }

  /** Takes the id out of the storage; it lives on with the page, unless that is to be forgotten, too. */
  unkeep(isForgotten: boolean): void {
    this.#isKept = false;
    if (isForgotten) this.#id = undefined;
    this.#context.store.remove(TAIL);
  }
}
