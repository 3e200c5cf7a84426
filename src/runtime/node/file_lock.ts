/**
 * One owner per file. Node has no lock that the kernel takes back from a process that dies, so a lock is
 * a folder beside the file that holds one empty folder, whose name says who.
 *
 * - Taking a free lock: a folder with our name in it is made under a name of its own, then renamed. A
 *   folder can take the place of an empty one or of none, never of one that holds a name.
 * - Taking a dead owner's: its name is renamed to ours. A name exists once, so one of many succeeds.
 *
 * Each is one step of the file system. Whatever moment a process dies at leaves a free lock, or one whose
 * owner is dead.
 *
 * @module
 */
import { attempt, codeOf, type FileAccess } from "./file_access.ts";
import {
  judgeOwner,
  type LockOwner,
  nameOwner,
  type OwnerState,
  type ProcessFacts,
  readOwner,
} from "./lock_owner.ts";

/** Why a lock is not to be had. */
export interface Held {
  /** Whose it is, as far as that can be told. */
  readonly state: Exclude<OwnerState, "dead"> | "unreadable";
  /** Who holds it. */
  readonly owner?: LockOwner;
}

/** What a lock works with. */
export interface LockParts {
  /** The folder that the file lies in. */
  readonly directory: string;
  /** The file's name. */
  readonly file: string;
  readonly access: FileAccess;
  readonly processes: ProcessFacts;
  /** 16 hexadecimal digits that nobody else has. */
  readonly token: string;
}

/** Others may take and leave the lock between two looks; so often in a row they do not. */
const MAX_ROUNDS = 1_000;

/** What a rename answers when something is in the way: POSIX, some file systems, Windows. */
const IN_THE_WAY: readonly string[] = ["ENOTEMPTY", "EEXIST", "ENOTDIR", "EPERM", "EACCES"];

/** A lock. */
export class FileLock {
  /** The folder that is the lock. */
  readonly path: string;
  readonly #parts: LockParts;
  readonly #name: string;

  constructor(parts: LockParts) {
    this.#parts = parts;
    this.path = `${parts.directory}/${parts.file}.lock`;
    this.#name = nameOwner({ ...parts.processes.self, token: parts.token });
  }

  /**
   * Takes the lock, if nobody has it.
   *
   * @returns `undefined`, or who has it.
   * @throws What the platform throws if nothing can be made there.
   */
  take(): Held | undefined {
    const { access } = this.#parts;
    const draft = `${this.path}.${this.#name}`;
    try {
      for (let round = 0; round < MAX_ROUNDS; round++) {
        if (this.#place(draft)) return undefined;
        const found = this.#look();
        if (found === "unclear") attempt(() => access.removeDirectory(this.path));
        else if ("state" in found) return found;
        else if (this.#succeed(found)) {
          this.#clearDrafts();
          return undefined;
        }
      }
      return { state: "unreadable" };
    } finally {
      attempt(() => access.removeDirectory(`${draft}/${this.#name}`));
      attempt(() => access.removeDirectory(draft));
    }
  }

  /**
   * Makes sure that the lock is still ours: somebody may have deleted it.
   *
   * @returns `undefined`, or who has it now.
   * @throws What the platform throws if nothing can be made there.
   */
  keep(): Held | undefined {
    const isOurs = this.#parts.access.factsAt(`${this.path}/${this.#name}`) !== undefined;
    return isOurs ? undefined : this.take();
  }

  /** Gives the lock back. */
  release(): void {
    const { access } = this.#parts;
    attempt(() => access.removeDirectory(`${this.path}/${this.#name}`));
    attempt(() => access.removeDirectory(this.path));
  }

  /** Puts a folder with our name in the place of the lock, unless a name is there. */
  #place(draft: string): boolean {
    const { access } = this.#parts;
    if (access.factsAt(draft) === undefined) {
      access.makeDirectory(draft);
      access.makeDirectory(`${draft}/${this.#name}`);
    }
    try {
      access.rename(draft, this.path);
      return true;
    } catch (error) {
      if (IN_THE_WAY.includes(codeOf(error))) return false;
      throw error;
    }
  }

  /** Who holds the lock, or `unclear` for nobody, or for a moment in which it changes hands. */
  #look(): "unclear" | Held | LockOwner {
    const { access, processes } = this.#parts;
    let names: readonly string[];
    try {
      names = access.list(this.path);
    } catch (error) {
      return codeOf(error) === "ENOENT" ? "unclear" : { state: "unreadable" };
    }
    const [name] = names;
    // Two names at rest are not of our making: to take one would be to share the lock.
    if (name === undefined || names.length > 1) return "unclear";
    const owner = readOwner(name);
    if (owner === undefined) return { state: "unreadable" };
    const state = judgeOwner(owner, processes);
    return state === "dead" ? owner : { state, owner };
  }

  /** Takes a dead owner's place, if nobody was faster. */
  #succeed(owner: LockOwner): boolean {
    const { access } = this.#parts;
    try {
      access.rename(`${this.path}/${nameOwner(owner)}`, `${this.path}/${this.#name}`);
      return true;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return false;
      throw error;
    }
  }

  /** Removes what processes left that died while they took the lock. */
  #clearDrafts(): void {
    const { directory, access, processes } = this.#parts;
    const prefix = `${this.path.slice(directory.length + 1)}.`;
    attempt(() => {
      for (const entry of access.list(directory)) {
        const name = entry.startsWith(prefix) ? entry.slice(prefix.length) : "";
        const owner = readOwner(name);
        if (owner === undefined || judgeOwner(owner, processes) !== "dead") continue;
        attempt(() => access.removeDirectory(`${directory}/${entry}/${name}`));
        attempt(() => access.removeDirectory(`${directory}/${entry}`));
      }
    });
  }
}
