/**
 * Opens the file of a storage and reads it. What is not ours is left as it is.
 *
 * @module
 */
import { attempt, type FileAccess, type FileFacts } from "./file_access.ts";
import { FILE_HEADER, recogniseFile } from "./file_record.ts";
import type { LiveEntries } from "./live_entries.ts";
import { draftOf, LogFile, type LogPlace } from "./log_file.ts";
import { readLog } from "./read_log.ts";

/** An open file, and what was wrong with it. */
export interface OpenLog {
  readonly file: LogFile;
  /** Records that could not be read. */
  readonly damaged: number;
}

/** A file that we will not use. The message says why, and what to do. */
export class Unusable extends Error {}

/** So much of a file's beginning tells what it is: a header with the longest version. */
const START_BYTES = 64;

/** @throws {Unusable} If what lies at a path cannot be the file of a storage. */
export function checkKind(facts: FileFacts | undefined): void {
  switch (facts?.kind) {
    case undefined:
    case "file":
      return;
    case "directory":
      throw new Unusable("it is a folder: give the path of a file");
    case "link":
      // The file is replaced now and then: that would replace the link. And links lie in shared folders.
      throw new Unusable("it is a symbolic link: give the path that it leads to");
    case "other":
      throw new Unusable("it is no regular file");
  }
}

/**
 * Opens the file, makes it if there is none, and reads it into `entries`. The lock is ours.
 *
 * @throws {Unusable} If it is not ours or too large.
 */
export function openLog(place: LogPlace, maxBytes: number, entries: LiveEntries): OpenLog {
  const { access, path } = place;
  // A process that died while it wrote the file anew.
  attempt(() => access.remove(draftOf(path)));
  const isNew = access.factsAt(path) === undefined;
  const fd = access.open(path, isNew);
  try {
    if (isNew) return { file: new LogFile(place, fd, 0, true), damaged: 0 };
    const { size } = access.factsOf(fd);
    const isEmpty = recognise(readBytes(access, fd, Math.min(size, START_BYTES))) === "new";
    if (size > maxBytes) {
      throw new Unusable(
        `it has ${size} bytes, more than the ${maxBytes} of 'maxBytes': raise that`,
      );
    }
    access.protect(fd);
    const bytes = isEmpty ? new Uint8Array() : readBytes(access, fd, size);
    const found = isEmpty ? { damaged: 0, end: 0 } : readLog(
      bytes,
      FILE_HEADER.length,
      ({ key, value }, lineSize) => {
        if (value === undefined) entries.remove(key);
        else entries.set(key, value, lineSize);
      },
    );
    const isSound = found.end === size || isCut(access, fd, found.end);
    return { file: new LogFile(place, fd, found.end, isSound), damaged: found.damaged };
  } catch (error) {
    attempt(() => access.close(fd));
    throw error;
  }
}

function recognise(start: Uint8Array): "ours" | "new" {
  const kind = recogniseFile(start);
  if (kind === "foreign") {
    throw new Unusable("it is not the file of a storage: give another path; it is left as it is");
  }
  if (kind === "newer") {
    throw new Unusable(
      "a newer version of this package wrote it: use that version; it is left as it is",
    );
  }
  return kind;
}

/** Cuts off what cannot be read, and says whether that worked. */
function isCut(access: FileAccess, fd: number, end: number): boolean {
  try {
    access.truncate(fd, end);
    return true;
  } catch {
    return false;
  }
}

/** The first bytes of a file; fewer if it has become shorter. */
function readBytes(access: FileAccess, fd: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const count = access.read(fd, bytes.subarray(at), at);
    if (count === 0) break;
    at += count;
  }
  return bytes.subarray(0, at);
}
