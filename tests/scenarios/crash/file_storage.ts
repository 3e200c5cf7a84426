/**
 * A `Storage` over a folder, a file per key: what `setItem` has written survives a SIGKILL.
 *
 * @module
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { StorageLike } from "@tidings/sdk";

/** Opens the folder as a storage. What it holds is read once; what changes is written through. */
export function openFolder(folder: string): StorageLike {
  const fileOf = (key: string): string => `${folder}/${encodeURIComponent(key)}`;
  const entries = new Map(
    readdirSync(folder).map((file) => [
      decodeURIComponent(file),
      readFileSync(`${folder}/${file}`, "utf8"),
    ]),
  );
  return {
    get length(): number {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => {
      writeFileSync(fileOf(key), value);
      entries.set(key, value);
    },
    removeItem: (key) => {
      rmSync(fileOf(key), { force: true });
      entries.delete(key);
    },
  };
}
