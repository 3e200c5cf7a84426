/**
 * Why a file storage cannot be opened, in one sentence that says what to do.
 *
 * @module
 */
import { messageOf } from "../../core/hooks.ts";
import { codeOf } from "./file_access.ts";
import type { Held } from "./file_lock.ts";

/** What a platform's code means to somebody who gave the path. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist: create it first",
  ENOTDIR: "its folder is not a folder",
  EACCES: "this process may not write there: give it the right, or choose another folder",
  EPERM: "this process may not write there: give it the right, or choose another folder",
  EROFS: "the disk is read-only: choose another folder",
  EISDIR: "it is a folder: give the path of a file",
  ENAMETOOLONG: "its name is too long",
};

/** What a sentence about a lock ends with: who knows better may delete it. */
function unlessDead(lock: string): string {
  return `if it does not run any more, delete the folder '${lock}'`;
}

/** Why the lock is not to be had. */
export function explainHeld({ state, owner }: Held, lock: string): string {
  const pid = owner?.pid ?? 0;
  switch (state) {
    case "ours":
      return `this process (${pid}) has it open already: use one storage for all clients, ` +
        "each with its own 'storageKey'";
    case "alive":
      return `process ${pid} has it open: end that one first, or use a file for each process`;
    case "elsewhere":
      return `process ${pid} on '${owner?.host}' has it open, or died there: ${unlessDead(lock)}`;
    case "unknown":
      return `process ${pid} has it open, or died: this one is not allowed to look (Deno needs ` +
        `--allow-run for it); ${unlessDead(lock)}`;
    case "unreadable":
      return `what lies at '${lock}' is no lock of ours: if no process has the file open, delete it`;
  }
}

/** Why the platform refused. */
export function explainRefusal(error: unknown): string {
  if (error instanceof Error && error.name === "NotCapable") {
    return `Deno does not allow it (${error.message}): the folder needs --allow-read and --allow-write`;
  }
  const meaning = MEANINGS[codeOf(error)];
  return meaning === undefined ? messageOf(error) : `${meaning} (${codeOf(error)})`;
}
