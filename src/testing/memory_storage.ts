/**
 * A `Storage` in memory that can run full, fail and die on purpose, and counts what it is asked.
 *
 * @module
 */

import type { StorageLike } from "../core/ports.ts";

/**
 * How a {@linkcode MemoryStorage} starts.
 *
 * @example What a process that crashed left to the next
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, MemoryStorage, type MemoryStorageOptions } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const before = new MemoryStorage();
 * const crashed = new InslyticNode({ apiKey: "test-key", storage: before });
 * crashed.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 *
 * const left: MemoryStorageOptions = { entries: before.snapshot() };
 * const { fetch } = createCollector();
 * const storage = new MemoryStorage(left);
 * await using restarted = new InslyticNode({ apiKey: "test-key", fetch, storage });
 * await restarted.flush();
 * const { restored, delivered } = restarted.stats();
 * assertEquals([restored, delivered], [1, 1]);
 * ```
 */
export interface MemoryStorageOptions {
  /** What it holds at first: another one's `snapshot()`, or pairs of key and value. */
  readonly entries?: Readonly<Record<string, string>> | Iterable<readonly [string, string]>;
  /**
   * The room, in UTF-16 units of all keys and values together.
   *
   * @default {Infinity}
   */
  readonly quotaUnits?: number;
  /**
   * Whether nothing more fits, whatever the quota.
   *
   * @default {false}
   */
  readonly full?: boolean;
}

/**
 * The kinds of operation that are counted.
 *
 * @example How often your code reads and writes
 * ```ts
 * import { MemoryStorage, type StorageOperation } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const storage = new MemoryStorage({ entries: { visits: "1" } });
 * storage.setItem("visits", String(Number(storage.getItem("visits")) + 1));
 *
 * const done: readonly StorageOperation[] = ["getItem", "setItem"];
 * assertEquals(done.map((operation) => storage.operations[operation]), [1, 1]);
 * assertEquals(storage.operations.removeItem, 0);
 * ```
 */
export type StorageOperation = "length" | "key" | "getItem" | "setItem" | "removeItem" | "clear";

/**
 * How a planned failure looks.
 *
 * @example A storage that dies: events are delivered from memory
 * ```ts
 * import { InslyticNode } from "@tidings/sdk";
 * import { createCollector, MemoryStorage, type StorageFailure } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const death: StorageFailure = { operation: "setItem", lasting: true };
 * const storage = new MemoryStorage();
 * storage.failAt(1, death);
 * const warnings: string[] = [];
 * const logger = { warn: (message: string) => warnings.push(message) };
 * const { fetch } = createCollector();
 * await using client = new InslyticNode({ apiKey: "test-key", fetch, storage, logger });
 * client.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * assertEquals((await client.flush()).delivered, 1);
 * assertEquals(warnings.length, 1);
 * ```
 */
export interface StorageFailure {
  /** Counts operations of this kind only. Default: every kind. */
  readonly operation?: StorageOperation;
  /**
   * Whether all later ones fail too, as if the process had died there.
   *
   * @default {false}
   */
  readonly lasting?: boolean;
  /** What is thrown. Default: a `DOMException` named `UnknownError`. */
  readonly error?: unknown;
}

/** A failure that has not happened yet, or goes on. */
interface PlannedFailure extends StorageFailure {
  remaining: number;
}

/**
 * A `Storage` for tests. Keys keep the order in which they were first stored.
 *
 * @example A client's storage that is full
 * ```ts
 * import { MemoryStorage } from "@tidings/sdk/testing";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const storage = new MemoryStorage({ entries: { kept: "1" }, quotaUnits: 10 });
 * assertThrows(() => storage.setItem("too", "heavy for it"), DOMException);
 * assertEquals(storage.snapshot(), { kept: "1" });
 * assertEquals(storage.operations.setItem, 1);
 * ```
 *
 * @example A crash at the third write, and what the next process finds
 * ```ts
 * import { MemoryStorage } from "@tidings/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const storage = new MemoryStorage();
 * storage.failAt(3, { operation: "setItem", lasting: true });
 * try {
 *   for (const key of ["a", "b", "c"]) storage.setItem(key, "1");
 * } catch {
 *   // The process is gone.
 * }
 * const restarted = new MemoryStorage({ entries: storage.snapshot() });
 * assertEquals(restarted.length, 2);
 * ```
 */
export class MemoryStorage implements StorageLike {
  static {
    // A bundler that makes names short leaves this one, which people see in what they log.
    Object.defineProperty(this, "name", { value: "MemoryStorage" });
  }
  /** The room, in UTF-16 units of all keys and values together. May be changed at any time. */
  quotaUnits: number;
  /** While true, every write that needs more room throws. May be changed at any time. */
  full: boolean;
  readonly #entries: Map<string, string>;
  readonly #counts: Record<StorageOperation, number> = zeroCounts();
  readonly #failures: PlannedFailure[] = [];
  #usedUnits = 0;
  #writtenUnits = 0;

  /** A storage that holds `options.entries`. They are not counted and need no room to be put in. */
  constructor(options: MemoryStorageOptions = {}) {
    const { entries = {}, quotaUnits = Infinity, full = false } = options;
    this.quotaUnits = quotaUnits;
    this.full = full;
    this.#entries = new Map(isIterable(entries) ? entries : Object.entries(entries));
    for (const [key, value] of this.#entries) this.#usedUnits += key.length + value.length;
  }

  /** How many keys there are. */
  get length(): number {
    this.#count("length");
    return this.#entries.size;
  }

  /** The name of the key at `index`, or `null`. */
  key(index: number): string | null {
    this.#count("key");
    return [...this.#entries.keys()][Math.trunc(index)] ?? null;
  }

  /** The value under `key`, or `null`. */
  getItem(key: string): string | null {
    this.#count("getItem");
    return this.#entries.get(String(key)) ?? null;
  }

  /**
   * Stores `value` under `key`. A write that throws changes nothing.
   *
   * @throws {DOMException} Named `QuotaExceededError`, if it needs more room than there is.
   */
  setItem(key: string, value: string): void {
    this.#count("setItem");
    const name = String(key);
    const text = String(value);
    this.#writtenUnits += name.length + text.length;
    const old = this.#entries.get(name);
    const growth = text.length + (old === undefined ? name.length : -old.length);
    // A browser lets a write through that frees room, even when it is over its quota.
    if (this.#hasNoRoomFor(growth, old === undefined)) {
      throw new DOMException(`Cannot store '${name}': the quota is exceeded`, "QuotaExceededError");
    }
    this.#entries.set(name, text);
    this.#usedUnits += growth;
  }

  /** Removes `key`, if it is there. */
  removeItem(key: string): void {
    this.#count("removeItem");
    const name = String(key);
    const old = this.#entries.get(name);
    if (old !== undefined) this.#usedUnits -= name.length + old.length;
    this.#entries.delete(name);
  }

  /** Removes everything. */
  clear(): void {
    this.#count("clear");
    this.#entries.clear();
    this.#usedUnits = 0;
  }

  /** How often each kind of operation was asked for, failed ones included. A copy. */
  get operations(): Readonly<Record<StorageOperation, number>> {
    return { ...this.#counts };
  }

  /** UTF-16 units of all keys and values held now. */
  get usedUnits(): number {
    return this.#usedUnits;
  }

  /** UTF-16 units of the keys and values of all writes so far, failed ones included. */
  get writtenUnits(): number {
    return this.#writtenUnits;
  }

  /** What it holds now, as a copy. Not counted. */
  snapshot(): Record<string, string> {
    return Object.fromEntries(this.#entries);
  }

  /**
   * Lets an operation fail. Several may be planned.
   *
   * @param nth Which one from now on: 1 is the next.
   * @param failure Which kind, with what, and whether for good.
   * @throws {RangeError} If `nth` is not a positive integer.
   */
  failAt(nth: number, failure: StorageFailure = {}): void {
    if (!Number.isInteger(nth) || nth < 1) {
      throw new RangeError(
        `Cannot plan a failure as 'nth' must be a positive integer: current value is ${nth}`,
      );
    }
    this.#failures.push({ ...failure, remaining: nth });
  }

  /** Ends all planned and lasting failures, and a full storage. */
  heal(): void {
    this.#failures.length = 0;
    this.full = false;
  }

  #hasNoRoomFor(growth: number, isNew: boolean): boolean {
    if (growth <= 0 && !isNew) return false;
    return this.full || this.#usedUnits + growth > this.quotaUnits;
  }

  #count(operation: StorageOperation): void {
    this.#counts[operation]++;
    let failed: PlannedFailure | undefined;
    for (const failure of this.#failures) {
      if (failure.operation !== undefined && failure.operation !== operation) continue;
      failure.remaining--;
      if (failure.remaining === 0 || (failure.remaining < 0 && failure.lasting)) failed ??= failure;
    }
    if (failed === undefined) return;
    throw failed.error ?? new DOMException(`A ${operation} failed on purpose`, "UnknownError");
  }
}

function isIterable(
  entries: NonNullable<MemoryStorageOptions["entries"]>,
): entries is Iterable<readonly [string, string]> {
  return Symbol.iterator in entries;
}

function zeroCounts(): Record<StorageOperation, number> {
  return { length: 0, key: 0, getItem: 0, setItem: 0, removeItem: 0, clear: 0 };
}
