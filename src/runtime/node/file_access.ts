/**
 * The handful of synchronous file operations that the file storage needs, so that a test can let any of
 * them fail. All throw what the platform throws: an error with a `code`.
 *
 * @module
 */

/** What is known of a file without reading it. */
export interface FileFacts {
  /** What lies there. */
  readonly kind: "file" | "directory" | "link" | "other";
  /** Tells this file from every other one of its time: volume and number. */
  readonly id: string;
  /** Its length in bytes. */
  readonly size: number;
}

/** Files and folders of this machine, and the time that passes. */
export interface FileAccess {
  /** The facts of what lies at a path, links not followed; `undefined` for nothing. */
  factsAt(path: string): FileFacts | undefined;
  /**
   * Opens a file for reading and for appending; a link is not followed.
   *
   * @param isNew Makes it, for its owner only, and throws if there is one. Otherwise it must be there.
   */
  open(path: string, isNew: boolean): number;
  /** Leaves an open file to its owner only, where there are owners. */
  protect(fd: number): void;
  /** The facts of an open file. */
  factsOf(fd: number): FileFacts;
  /** Reads at a position as much as there is and fits; 0 at the end. */
  read(fd: number, into: Uint8Array, position: number): number;
  /** Appends some of the bytes, and says how many. */
  write(fd: number, bytes: Uint8Array): number;
  /** Returns when what was written has reached the disk. */
  sync(fd: number): void;
  /** Cuts a file off. */
  truncate(fd: number, size: number): void;
  /** Closes a file. */
  close(fd: number): void;
  /** Puts a file or folder in the place of another, in one step. */
  rename(from: string, to: string): void;
  /** Removes a file. */
  remove(path: string): void;
  /** Returns when the names in a folder have reached the disk, where the platform can do that. */
  syncDirectory(path: string): void;
  /** Makes a folder, for its owner only. */
  makeDirectory(path: string): void;
  /** The names in a folder. */
  list(path: string): readonly string[];
  /** Removes an empty folder. */
  removeDirectory(path: string): void;
  /** A folder's absolute path without links. */
  realDirectory(path: string): string;
  /** Milliseconds on a clock that never runs backwards. */
  now(): number;
}

/** The code of a platform's error, such as `ENOSPC`; empty if it has none. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? code : "";
}

/** Does what may fail without harm. */
export function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The caller can live without it.
  }
}
