/**
 * An open file that only grows, or is replaced as a whole. It knows where its last complete line ends,
 * puts right what a failed write left, and notices what others do to the file. It knows nothing of keys.
 *
 * @module
 */
import { attempt, type FileAccess } from "./file_access.ts";
import { FILE_HEADER } from "./file_record.ts";

/** Lines are gathered up to here when a file is written anew: fewer calls, little memory. */
const CHUNK_BYTES = 256 * 1_024;

/** `changed`: longer or shorter than we left it. `replaced`: the path names another file. */
export type FileState = "sound" | "broken" | "gone" | "changed" | "replaced";

/** Where a log lies. */
export interface LogPlace {
  readonly access: FileAccess;
  /** The folder. */
  readonly directory: string;
  /** The file. */
  readonly path: string;
}

/** A log that is open for appending. */
export class LogFile {
  readonly #place: LogPlace;
  readonly #draft: string;
  #fd: number | undefined;
  #id: string;
  #size: number;
  /** Whether the file ends where we think, and will take a line there. */
  #isSound: boolean;

  /**
   * @param fd The open file.
   * @param size Where its last complete line ends.
   * @param isSound Whether the file ends there too.
   */
  constructor(place: LogPlace, fd: number, size: number, isSound: boolean) {
    this.#place = place;
    this.#isSound = isSound;
    this.#draft = draftOf(place.path);
    this.#fd = fd;
    this.#id = place.access.factsOf(fd).id;
    this.#size = size;
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#size;
  }

  /** Looks at the file as others may have left it. */
  look(): FileState {
    const facts = this.#place.access.factsAt(this.#place.path);
    if (facts === undefined) return "gone";
    if (facts.id !== this.#id) return "replaced";
    if (!this.#isSound) return "broken";
    return facts.size === this.#size ? "sound" : "changed";
  }

  /**
   * Appends a line. If it throws, the file is as before, or `broken`.
   *
   * @param isSynced Whether to wait until the disk has it.
   */
  append(line: Uint8Array, isSynced: boolean): void {
    const { access } = this.#place;
    if (this.#fd === undefined || !this.#isSound) throw new Error("the file is not open");
    const isFirst = this.#size === 0;
    const bytes = isFirst ? join([FILE_HEADER, line]) : line;
    let isWritten = false;
    try {
      writeAll(access, this.#fd, bytes);
      isWritten = true;
      if (isSynced) access.sync(this.#fd);
      if (isSynced && isFirst) access.syncDirectory(this.#place.directory);
    } catch (error) {
      // After a failed sync nobody knows what the disk has: only a new file will do.
      if (isWritten) this.#isSound = false;
      this.#cutBack();
      throw error;
    }
    this.#size += bytes.length;
  }

  /** Empties the file. If it throws, the file is as before. */
  clear(): void {
    if (this.#fd === undefined || !this.#isSound) throw new Error("the file is not open");
    this.#place.access.truncate(this.#fd, 0);
    this.#size = 0;
  }

  /**
   * Puts a file with these lines in the place of this one. Whenever the process dies meanwhile, the path
   * names the old file or the new one, complete. If it throws, the old one stays, or the log is `broken`.
   */
  replace(lines: Iterable<Uint8Array>): void {
    const { access, path, directory } = this.#place;
    const draft = this.#writeDraft(lines);
    const wasSound = this.#isSound;
    this.#isSound = false;
    // Windows renames neither an open file nor onto one.
    this.#close();
    try {
      access.rename(this.#draft, path);
    } catch (error) {
      attempt(() => access.remove(this.#draft));
      attempt(() => {
        this.#reopen();
        this.#isSound = wasSound;
      });
      throw error;
    }
    this.#id = draft.id;
    this.#size = draft.size;
    this.#reopen();
    access.syncDirectory(directory);
    this.#isSound = true;
  }

  /** Closes the file. */
  close(): void {
    this.#isSound = false;
    this.#close();
  }

  #writeDraft(lines: Iterable<Uint8Array>): { readonly id: string; readonly size: number } {
    const { access } = this.#place;
    attempt(() => access.remove(this.#draft));
    const fd = access.open(this.#draft, true);
    try {
      let size = 0;
      for (const chunk of gather(lines)) {
        writeAll(access, fd, chunk);
        size += chunk.length;
      }
      access.sync(fd);
      const { id } = access.factsOf(fd);
      access.close(fd);
      return { id, size };
    } catch (error) {
      attempt(() => access.close(fd));
      attempt(() => access.remove(this.#draft));
      throw error;
    }
  }

  /** Opens what the path names, which must be the file that we know. */
  #reopen(): void {
    const { access, path } = this.#place;
    const fd = access.open(path, false);
    try {
      const { id, size } = access.factsOf(fd);
      if (id !== this.#id || size !== this.#size) {
        throw new Error("the file was changed by somebody else");
      }
      this.#fd = fd;
    } catch (error) {
      attempt(() => access.close(fd));
      throw error;
    }
  }

  #cutBack(): void {
    try {
      if (this.#fd !== undefined) this.#place.access.truncate(this.#fd, this.#size);
    } catch {
      this.#isSound = false;
    }
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) attempt(() => this.#place.access.close(fd));
  }
}

/** Where a file is written before it takes the place of `path`. */
export function draftOf(path: string): string {
  return `${path}.rewriting`;
}

/** Writes all bytes: a disk that is nearly full takes some of them first. */
function writeAll(access: FileAccess, fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const written = access.write(fd, at === 0 ? bytes : bytes.subarray(at));
    if (written <= 0) throw new Error("the disk took nothing");
    at += written;
  }
}

/** The header and all lines, in chunks. No lines, no header: an empty file. */
function* gather(lines: Iterable<Uint8Array>): Generator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let isFirst = true;
  for (const line of lines) {
    if (isFirst) parts.push(FILE_HEADER);
    size += line.length + (isFirst ? FILE_HEADER.length : 0);
    isFirst = false;
    parts.push(line);
    if (size < CHUNK_BYTES) continue;
    yield join(parts);
    parts = [];
    size = 0;
  }
  if (size > 0) yield join(parts);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
