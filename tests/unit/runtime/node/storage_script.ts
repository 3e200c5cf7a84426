/**
 * What a storage is told in tests that let one operation of the disk after the other fail.
 *
 * @module
 */
import type { StorageLike } from "../../../../src/core/ports.ts";
import { type DiskOperation, FakeDisk } from "./fake_disk.ts";
import { openFake } from "./fake_world.ts";

/** What a storage is told. */
export type Step = readonly ["set", string, string] | readonly ["remove", string];

/** What a storage should hold. */
export type Model = ReadonlyMap<string, string>;

/** Heavy enough that a few of them are worth a rewrite. */
const HEAVY = "x".repeat(400_000);

/** Fills, replaces, removes: through two rewrites and an empty storage. */
export const STEPS: readonly Step[] = [
  ["set", "a", "1"],
  ["set", "b", "2"],
  ["remove", "a"],
  ["set", "b", "3"],
  ...Array.from({ length: 5 }, (_, i): Step => ["set", "heavy", HEAVY + i]),
  ["set", "c", "4"],
  ["remove", "heavy"],
  ...Array.from({ length: 3 }, (_, i): Step => ["set", `heavy-${i % 2}`, HEAVY + i]),
  ...["b", "c", "heavy-0", "heavy-1"].map((key): Step => ["remove", key]),
  ["set", "d", "5"],
];

/** What a storage should hold after a step. */
export function toModel(model: Model, step: Step): Model {
  const next = new Map(model);
  if (step[0] === "set") next.set(step[1], step[2]);
  else next.delete(step[1]);
  return next;
}

/** Tells a storage to do a step. */
export function tell(storage: StorageLike, step: Step): void {
  if (step[0] === "set") storage.setItem(step[1], step[2]);
  else storage.removeItem(step[1]);
}

/** The operations that the script comes to on a healthy disk, from opening to closing. */
export function recordOperations(isPowerSafe: boolean): readonly DiskOperation[] {
  const operations: DiskOperation[] = [];
  const disk = new FakeDisk();
  disk.onOperation = (operation) => operations.push(operation);
  const storage = openFake(disk, { isPowerSafe });
  for (const step of STEPS) tell(storage, step);
  storage.close();
  return operations;
}
