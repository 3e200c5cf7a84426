/**
 * Says who visits: a random id, kept in the page's storage as far as that is allowed.
 *
 * @module
 */
import type { StorageLike } from "../core/ports.ts";
import { readable } from "../core/serialize.ts";

/** Anybody may have written to the storage; ids of other SDKs have this form, too. */
const VISITOR_ID = /^v_[\w-]{1,198}$/;

/** Keeps one visitor's id. */
export class Visitor {
  readonly #storage: StorageLike | undefined;
  readonly #key: string;
  readonly #nextId: () => string;
  #id: string | undefined;
  #isKept = false;

  constructor(storage: StorageLike | undefined, key: string, nextId: () => string) {
    this.#storage = storage;
    this.#key = key;
    this.#nextId = nextId;
  }

  /**
   * The visitor's id: the stored one, if that may be looked at.
   *
   * @param mayKeep Whether it may be kept beyond the page.
   */
  id(mayKeep: boolean): string {
    if (!mayKeep || this.#isKept) return this.#id ??= this.#newId();
    this.#isKept = true;
    const stored = readable(() => this.#storage?.getItem(this.#key));
    if (typeof stored === "string" && VISITOR_ID.test(stored)) return this.#id = stored;
    const id = this.#id ??= this.#newId();
    readable(() => this.#storage?.setItem(this.#key, id));
    return id;
  }

  /** Another tab may have stored another: looks again. */
  reread(): void {
    this.#isKept = false;
  }

  /** Takes the id out of the storage; it lives on with the page. */
  unkeep(): void {
    this.#isKept = false;
    readable(() => this.#storage?.removeItem(this.#key));
  }

  /** Forgets the id, here and in the storage. */
  forget(): void {
    this.#id = undefined;
    this.unkeep();
  }

  #newId(): string {
    return `v_${this.#nextId()}`;
  }
}
