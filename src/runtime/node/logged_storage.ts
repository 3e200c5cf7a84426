/**
 * Keeps entries in memory and every change in a log. It says when the log is written anew, and what is
 * done when the disk or somebody else is in the way.
 *
 * @module
 */
import { messageOf } from "../../core/hooks.ts";
import type { StorageLike } from "../../core/ports.ts";
import type { FileAccess } from "./file_access.ts";
import type { FileLock } from "./file_lock.ts";
import { encodeOperation, FILE_HEADER } from "./file_record.ts";
import { BLOCK_BYTES, isWorthMakingRoom, isWorthRewriting } from "./garbage.ts";
import type { LiveEntries } from "./live_entries.ts";
import type { FileState, LogFile } from "./log_file.ts";
import { explainHeld, explainRefusal } from "./open_failure.ts";

/** What a storage is made of. */
export interface LoggedStorageParts {
  /** The file's path, for messages. */
  readonly path: string;
  readonly access: FileAccess;
  readonly lock: FileLock;
  readonly file: LogFile;
  readonly entries: LiveEntries;
  /** Most bytes of the file. */
  readonly maxBytes: number;
  /** Whether each value waits for the disk. */
  readonly isPowerSafe: boolean;
  /** Told of damage that was put right. */
  readonly onDamage: (message: string) => void;
}

/** A disk that fails, or somebody who meddles, is not met with a rewrite per event. */
const REWRITE_PAUSE_MS = 1_000;

/** What others did to the file, for a sentence. */
const DEEDS: Readonly<Record<Exclude<FileState, "sound" | "replaced">, string>> = {
  broken: "could not be written to",
  gone: "was deleted in use",
  changed: "was changed in use",
};

/** A storage whose entries are in a file. */
export class LoggedStorage implements StorageLike {
  readonly #parts: LoggedStorageParts;
  /** A removal could not be written: the file holds what is gone. */
  #isStale = false;
  #isClosed = false;
  /** No rewrite before. */
  #rewriteFrom = -Infinity;
  /** Why the last one failed. */
  #failure = "";

  constructor(parts: LoggedStorageParts) {
    this.#parts = parts;
  }

  get length(): number {
    return this.#parts.entries.count;
  }

  key(index: number): string | null {
    return this.#parts.entries.keyAt(Math.trunc(index)) ?? null;
  }

  getItem(key: string): string | null {
    return this.#parts.entries.get(String(key)) ?? null;
  }

  /** Appends, then remembers. What throws has changed nothing that can be read. */
  setItem(key: string, value: string): void {
    const { entries, file, isPowerSafe } = this.#parts;
    const name = String(key);
    const text = String(value);
    const line = encodeOperation({ key: name, value: text });
    try {
      this.#prepare();
      this.#makeRoom(line.length);
      file.append(line, isPowerSafe);
    } catch (error) {
      throw this.#toError(error);
    }
    entries.set(name, text, line.length);
    this.#clean();
  }

  /** Forgets, then appends: what cannot be written is put right by the next rewrite. */
  removeItem(key: string): void {
    const { entries, file } = this.#parts;
    const name = String(key);
    if (entries.get(name) === undefined) return;
    if (this.#isClosed) throw this.#toError(new Error("it is closed"));
    entries.remove(name);
    if (this.#canClear(BLOCK_BYTES)) return;
    if (this.#isStale) {
      if (this.#isSound()) this.#tryRewrite();
      return;
    }
    try {
      file.append(encodeOperation({ key: name, value: undefined }), false);
    } catch (error) {
      this.#isStale = true;
      throw this.#toError(error);
    }
    this.#clean();
  }

  /**
   * Clears away what an earlier process left. Never throws.
   *
   * @param hasDamage Whether there is something that the next process would count again.
   */
  tidy(hasDamage: boolean): void {
    if (this.#canClear(0)) return;
    if (hasDamage) this.#tryRewrite();
    else this.#clean();
  }

  /** Writes nothing from now on. Never throws. */
  close(): void {
    if (this.#isClosed) return;
    this.#canClear(0);
    this.#isClosed = true;
    this.#parts.file.close();
    this.#parts.lock.release();
  }

  /** Makes sure that the file takes a line, and that the line is not lost with the file. */
  #prepare(): void {
    if (this.#isClosed) throw new Error("it is closed");
    const state = this.#parts.file.look();
    if (state === "replaced") {
      throw new Error("another file has taken its place: it is left as it is; restart to read it");
    }
    if (state !== "sound") this.#repair(state);
    else if (this.#isStale) this.#tryRewrite();
  }

  #repair(state: keyof typeof DEEDS): void {
    const { access, onDamage, path } = this.#parts;
    this.#rewrite();
    this.#rewriteFrom = access.now() + REWRITE_PAUSE_MS;
    onDamage(`The file storage '${path}' ${DEEDS[state]}; it was written anew, nothing is lost`);
  }

  #makeRoom(lineBytes: number): void {
    const { entries, file, maxBytes } = this.#parts;
    const isFull = (): boolean => file.size + FILE_HEADER.length + lineBytes > maxBytes;
    if (isFull() && isWorthMakingRoom(file.size, entries.size, maxBytes)) this.#rewrite();
    if (isFull()) throw new Error(`it is full: 'maxBytes' is ${maxBytes}`);
  }

  #clean(): void {
    const { entries, file } = this.#parts;
    if (isWorthRewriting(file.size, entries.size) && this.#isSound()) this.#tryRewrite();
  }

  /** Empties the file of an empty storage. It may be somebody else's by now: then it is left. */
  #canClear(allowedBytes: number): boolean {
    const { entries, file } = this.#parts;
    if (this.#isClosed || entries.count > 0 || file.size <= allowedBytes) return false;
    try {
      if (!this.#isSound()) return false;
      file.clear();
      this.#isStale = false;
      return true;
    } catch {
      return false;
    }
  }

  #isSound(): boolean {
    try {
      return this.#parts.file.look() === "sound";
    } catch {
      return false;
    }
  }

  /** Without it the file still takes lines. */
  #tryRewrite(): void {
    try {
      this.#rewrite();
    } catch {
      // Tried again, not too soon.
    }
  }

  /** Writes all entries to a new file, unless the last attempt has failed a moment ago. */
  #rewrite(): void {
    const { access, entries, file, lock } = this.#parts;
    const now = access.now();
    if (now < this.#rewriteFrom) throw new Error(this.#failure || "it was written anew just now");
    try {
      const held = lock.keep();
      if (held !== undefined) throw new Error(explainHeld(held, lock.path));
      file.replace(entries.lines());
      this.#isStale = false;
      this.#failure = "";
    } catch (error) {
      this.#rewriteFrom = now + REWRITE_PAUSE_MS;
      this.#failure = messageOf(error);
      throw error;
    }
  }

  #toError(error: unknown): Error {
    const { path } = this.#parts;
    return new Error(`Cannot write to the file storage '${path}' as ${explainRefusal(error)}`, {
      cause: error,
    });
  }
}
