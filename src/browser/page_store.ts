/**
 * What a client keeps in the page's storage, under keys that begin with its own. Nothing here throws:
 * a storage may be missing, full or forbidden, and anybody may write to it.
 *
 * @module
 */
import type { StorageLike } from "../core/ports.ts";
import { readable } from "../core/readable.ts";
import { textOf } from "./isolate.ts";

/** A part of a storage. A tail is what follows the client's key. */
export interface PageStore {
  /** The value; `null` if there is none, `undefined` if it cannot be read. */
  get(tail: string): string | null | undefined;
  /** Returns why it failed, if it did. */
  set(tail: string, value: string): string | undefined;
  remove(tail: string): void;
  /** Copied: a storage numbers its keys anew after each removal. */
  tails(): string[];
}

/** Makes a store. Without a storage there is nothing in it, and nothing fails. */
export function createPageStore(storage: StorageLike | undefined, storageKey: string): PageStore {
  return {
    get: (tail) => readable(() => storage?.getItem(storageKey + tail)),
    set: (tail, value) => {
      try {
        storage?.setItem(storageKey + tail, value);
      } catch (error) {
        return textOf(error);
      }
    },
    remove: (tail) => readable(() => storage?.removeItem(storageKey + tail)),
    tails: () =>
      readable(() => Array.from({ length: storage?.length ?? 0 }, (_, i) => `${storage?.key(i)}`))
        ?.filter((key) => key.startsWith(storageKey + ":"))
        .map((key) => key.slice(storageKey.length)) ?? [],
  };
}
