/**
 * Who keeps events where, in this process: two clients that write the same keys would lose events.
 *
 * @module
 */
import type { StorageLike } from "../core/ports.ts";
import { sharedRegistry } from "./shared_registry.ts";

/** Two copies of the package share what lies here. */
const REGISTRY_KEY = Symbol.for("@tidings/sdk storage owners 1");

/**
 * Claims a storage and the beginning of its keys.
 *
 * @returns Gives it back; `undefined` if somebody else has it.
 */
export function claimStorage(storage: StorageLike, storageKey: string): (() => void) | undefined {
  const owners = sharedRegistry(REGISTRY_KEY, isOwners, () => new WeakMap());
  const claimed = owners.get(storage) ?? new Set();
  if (claimed.has(storageKey)) return undefined;
  owners.set(storage, claimed.add(storageKey));
  return () => void claimed.delete(storageKey);
}

function isOwners(value: unknown): value is WeakMap<StorageLike, Set<string>> {
  return value instanceof WeakMap;
}
