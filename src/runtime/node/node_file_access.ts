/**
 * Files by way of `node:fs`, which Node, Deno and Bun have.
 *
 * @module
 */
import type { Stats } from "node:fs";
import { builtin } from "./builtin.ts";
import { codeOf, type FileAccess, type FileFacts } from "./file_access.ts";

/** Read and written by their owner, by nobody else: events are personal data. */
const FILE_MODE = 0o600;

/** As above; a folder must also be entered. */
const DIRECTORY_MODE = 0o700;

/** What platforms and file systems answer that cannot open or sync a folder: Windows, some shares. */
const CANNOT_SYNC_DIRECTORY: readonly string[] = ["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"];

const fs = (): typeof import("node:fs") => builtin("node:fs");

function openFlags(): number {
  const { O_APPEND, O_RDWR } = fs().constants;
  // Windows has no such flag, and no such links either.
  const { O_NOFOLLOW = 0 }: { readonly O_NOFOLLOW?: number } = fs().constants;
  return O_RDWR | O_APPEND | O_NOFOLLOW;
}

/** The files of this machine. */
export const nodeFileAccess: FileAccess = {
  factsAt: (path) => {
    const stats = fs().lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : toFacts(stats);
  },
  open: (path, isNew) => isNew ? create(path) : openExisting(path),
  protect,
  factsOf: (fd) => toFacts(fs().fstatSync(fd)),
  read: (fd, into, position) => fs().readSync(fd, into, 0, into.length, position),
  write: (fd, bytes) => fs().writeSync(fd, bytes, 0, bytes.length),
  sync: (fd) => fs().fdatasyncSync(fd),
  truncate: (fd, size) => fs().ftruncateSync(fd, size),
  close: (fd) => fs().closeSync(fd),
  rename: (from, to) => fs().renameSync(from, to),
  remove: (path) => fs().unlinkSync(path),
  syncDirectory,
  makeDirectory: (path) => {
    fs().mkdirSync(path, DIRECTORY_MODE);
    fs().chmodSync(path, DIRECTORY_MODE);
  },
  list: (path) => fs().readdirSync(path),
  removeDirectory: (path) => fs().rmdirSync(path),
  realDirectory: (path) => fs().realpathSync(path),
  now: () => performance.now(),
};

function create(path: string): number {
  const { O_CREAT, O_EXCL } = fs().constants;
  const fd = fs().openSync(path, openFlags() | O_CREAT | O_EXCL, FILE_MODE);
  // What the process masks out of every mode must not lock us out.
  protect(fd);
  return fd;
}

function openExisting(path: string): number {
  const fd = fs().openSync(path, openFlags());
  try {
    // Deno has no use for the flag that forbids links.
    if (toFacts(fs().lstatSync(path)).id !== toFacts(fs().fstatSync(fd)).id) {
      throw new Error("a link has taken its place");
    }
    return fd;
  } catch (error) {
    fs().closeSync(fd);
    throw error;
  }
}

function protect(fd: number): void {
  try {
    fs().fchmodSync(fd, FILE_MODE);
  } catch {
    // Somebody else's file that we may write, or a file system without modes.
  }
}

function syncDirectory(path: string): void {
  let fd: number | undefined;
  try {
    fd = fs().openSync(path, fs().constants.O_RDONLY);
    fs().fdatasyncSync(fd);
  } catch (error) {
    if (!CANNOT_SYNC_DIRECTORY.includes(codeOf(error))) throw error;
  } finally {
    if (fd !== undefined) fs().closeSync(fd);
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
