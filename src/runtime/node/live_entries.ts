/**
 * The entries of a storage in memory, with the bytes that each takes in the file.
 *
 * @module
 */
import { encodeOperation } from "./file_record.ts";

/** What lies under a key. */
interface Entry {
  readonly value: string;
  /** Bytes of its line. */
  readonly size: number;
}

/** Entries in the order in which their keys came. */
export class LiveEntries {
  readonly #entries = new Map<string, Entry>();
  #keys: readonly string[] | undefined;
  #size = 0;

  /** How many there are. */
  get count(): number {
    return this.#entries.size;
  }

  /** Bytes that their lines take. */
  get size(): number {
    return this.#size;
  }

  /** The value under a key. */
  get(key: string): string | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Puts a value under a key; its line takes `size` bytes. */
  set(key: string, value: string, size: number): void {
    const old = this.#entries.get(key);
    if (old === undefined) this.#keys = undefined;
    this.#entries.set(key, { value, size });
    this.#size += size - (old?.size ?? 0);
  }

  /** Removes a key, and says whether it was there. */
  remove(key: string): boolean {
    const old = this.#entries.get(key);
    if (old === undefined) return false;
    this.#keys = undefined;
    this.#entries.delete(key);
    this.#size -= old.size;
    return true;
  }

  /** The key at an index. The list is made when it is asked for and kept until keys come or go. */
  keyAt(index: number): string | undefined {
    this.#keys ??= [...this.#entries.keys()];
    return this.#keys[index];
  }

  /** The line of each entry, made when it is asked for. */
  *lines(): Generator<Uint8Array> {
    for (const [key, { value }] of this.#entries) yield encodeOperation({ key, value });
  }
}
