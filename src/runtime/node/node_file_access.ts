/**
 * Files by way of `node:fs`, which Node, Deno and Bun have.
 *
 * @module
 */
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeSync,
} from "node:fs";
import { codeOf, type FileAccess, type FileFacts } from "./file_access.ts";

/** Read and written by their owner, by nobody else: events are personal data. */
const FILE_MODE = 0o600;

/** As above; a folder must also be entered. */
const DIRECTORY_MODE = 0o700;

/** What platforms and file systems answer that cannot open or sync a folder: Windows, some shares. */
const CANNOT_SYNC_DIRECTORY: readonly string[] = ["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"];

/** Windows has no such flag, and no such links either. */
const { O_NOFOLLOW = 0 }: { readonly O_NOFOLLOW?: number } = constants;

const OPEN_FLAGS = constants.O_RDWR | constants.O_APPEND | O_NOFOLLOW;

/** The files of this machine. */
export const nodeFileAccess: FileAccess = {
  factsAt: (path) => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : toFacts(stats);
  },
  open: (path, isNew) => isNew ? create(path) : openExisting(path),
  protect,
  factsOf: (fd) => toFacts(fstatSync(fd)),
  read: (fd, into, position) => readSync(fd, into, 0, into.length, position),
  write: (fd, bytes) => writeSync(fd, bytes, 0, bytes.length),
  sync: (fd) => fdatasyncSync(fd),
  truncate: (fd, size) => ftruncateSync(fd, size),
  close: (fd) => closeSync(fd),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => unlinkSync(path),
  syncDirectory,
  makeDirectory: (path) => {
    mkdirSync(path, DIRECTORY_MODE);
    chmodSync(path, DIRECTORY_MODE);
  },
  list: (path) => readdirSync(path),
  removeDirectory: (path) => rmdirSync(path),
  realDirectory: (path) => realpathSync(path),
  now: () => performance.now(),
};

function create(path: string): number {
  const fd = openSync(path, OPEN_FLAGS | constants.O_CREAT | constants.O_EXCL, FILE_MODE);
  // What the process masks out of every mode must not lock us out.
  protect(fd);
  return fd;
}

function openExisting(path: string): number {
  const fd = openSync(path, OPEN_FLAGS);
  try {
    // Deno has no use for the flag that forbids links.
    if (toFacts(lstatSync(path)).id !== toFacts(fstatSync(fd)).id) {
      throw new Error("a link has taken its place");
    }
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function protect(fd: number): void {
  try {
    fchmodSync(fd, FILE_MODE);
  } catch {
    // Somebody else's file that we may write, or a file system without modes.
  }
}

function syncDirectory(path: string): void {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY);
    fdatasyncSync(fd);
  } catch (error) {
    if (!CANNOT_SYNC_DIRECTORY.includes(codeOf(error))) throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function toFacts(stats: Stats): FileFacts {
  const kind = stats.isFile()
    ? "file"
    : stats.isDirectory()
    ? "directory"
    : stats.isSymbolicLink()
    ? "link"
    : "other";
  return { kind, id: `${stats.dev}:${stats.ino}`, size: stats.size };
}
