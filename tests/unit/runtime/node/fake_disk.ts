/**
 * A disk in memory whose operations fail, stop half-way or kill the process on purpose, and that can lose
 * its power: then what was not synced is gone.
 *
 * @module
 */
import type { FileAccess, FileFacts } from "../../../../src/runtime/node/file_access.ts";

/** The operations that may fail. */
export type DiskOperation = Exclude<keyof FileAccess, "now">;

/**
 * What happens to an operation: it throws with a code, takes only so many bytes and then goes on, or
 * takes only so many and the process dies. Without `bytes` nothing is done.
 */
export interface DiskFault {
  readonly code?: string;
  readonly bytes?: number | undefined;
  readonly dies?: boolean;
}

/** Decides on each operation, by its name and number, from 1. */
export type DiskPlan = (operation: DiskOperation, nth: number) => DiskFault | undefined;

/** Thrown by every operation of a process that has died. */
export class Died extends Error {}

/** What is left after a power cut: what was synced, or as if all had been. */
export interface PowerCut {
  readonly keepsNames: boolean;
  readonly keepsContents: boolean;
}

interface FakeFile {
  readonly id: number;
  readonly kind: FileFacts["kind"];
  /** More than `size` bytes, so that appending is cheap. */
  bytes: Uint8Array;
  size: number;
  synced: Uint8Array;
}

/** What lies on the disk, and one process that uses it. */
export class FakeDisk {
  /** Decides what fails. */
  plan: DiskPlan = () => undefined;
  /** Called before each operation, whatever becomes of it. */
  onOperation: (operation: DiskOperation) => void = () => {};
  /** What storages on it said about damage. */
  readonly notices: string[] = [];
  /** What `now()` says. */
  nowMs = 0;
  /** How many operations there were. */
  operations = 0;
  /** How many bytes there were written. */
  writtenBytes = 0;
  #names = new Map<string, FakeFile>([["/d", createNode(0, "directory")]]);
  #syncedNames: Map<string, FakeFile> = new Map(this.#names);
  #open = new Map<number, FakeFile>();
  #ids = 0;
  #isDead = false;

  /** The names of all that lies there. */
  get names(): string[] {
    return [...this.#names.keys()].filter((name) => name !== "/d");
  }

  /** How many files are open. */
  get openFiles(): number {
    return this.#open.size;
  }

  /** A file's content, as a copy; throws if there is none. */
  content(path: string): Uint8Array {
    const file = this.#at(path);
    return file.bytes.slice(0, file.size);
  }

  /** Puts a file there, in the place of what is there. */
  put(path: string, content: Uint8Array | string, kind: FileFacts["kind"] = "file"): void {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const node = createNode(++this.#ids, kind);
    this.#names.set(path, Object.assign(node, { bytes: bytes.slice(), size: bytes.length }));
  }

  /** Changes a file in place, as another program would. */
  change(path: string, content: Uint8Array): void {
    Object.assign(this.#at(path), { bytes: content.slice(), size: content.length });
  }

  /** Deletes a name, and what is below it. */
  delete(path: string): void {
    for (const name of [...this.#names.keys()]) {
      if (name === path || name.startsWith(`${path}/`)) this.#names.delete(name);
    }
  }

  /** The process dies, if it has not, and another one starts. */
  restart(): void {
    this.#open.clear();
    this.#isDead = false;
    this.plan = () => undefined;
    this.operations = 0;
  }

  /** Another disk with the same on it, synced or not. */
  copy(): FakeDisk {
    const copy = new FakeDisk();
    const nodes = new Map<FakeFile, FakeFile>();
    const copyNode = (node: FakeFile): FakeFile => {
      const known = nodes.get(node) ?? { ...node, bytes: node.bytes.slice() };
      nodes.set(node, known);
      return known;
    };
    const copyNames = (names: Map<string, FakeFile>): Map<string, FakeFile> =>
      new Map([...names].map(([name, node]) => [name, copyNode(node)]));
    copy.#names = copyNames(this.#names);
    copy.#syncedNames = copyNames(this.#syncedNames);
    copy.#ids = this.#ids;
    return copy;
  }

  /** The power fails, and the machine starts again. */
  cutPower({ keepsNames, keepsContents }: PowerCut): void {
    this.restart();
    if (!keepsNames) this.#names = new Map(this.#syncedNames);
    if (keepsContents) return;
    for (const file of this.#names.values()) {
      file.bytes = file.synced.slice();
      file.size = file.synced.length;
    }
  }

  /** The disk as a process sees it. */
  readonly access: FileAccess = {
    factsAt: (path) => this.#do("factsAt", () => toFacts(this.#names.get(path))),
    open: (path, isNew) =>
      this.#do("open", () => {
        if (isNew && this.#names.has(path)) throw failure("EEXIST");
        if (isNew) this.#add(path, "file");
        const file = this.#at(path);
        if (file.kind === "link") throw failure("ELOOP");
        const fd = ++this.#ids;
        this.#open.set(fd, file);
        return fd;
      }),
    protect: () => this.#do("protect", () => {}),
    factsOf: (fd) => this.#do("factsOf", () => toFacts(this.#of(fd)) as FileFacts),
    read: (fd, into, position) =>
      this.#do("read", () => {
        const { bytes, size } = this.#of(fd);
        const part = bytes.subarray(position, Math.min(size, position + into.length));
        into.set(part);
        return part.length;
      }),
    write: (fd, bytes) =>
      this.#do("write", (most = bytes.length) => {
        const count = Math.min(most, bytes.length);
        append(this.#of(fd), bytes.subarray(0, count));
        this.writtenBytes += count;
        return count;
      }),
    sync: (fd) =>
      this.#do("sync", () => {
        const file = this.#of(fd);
        file.synced = file.bytes.slice(0, file.size);
      }),
    truncate: (fd, size) => this.#do("truncate", () => void (this.#of(fd).size = size)),
    close: (fd) => this.#do("close", () => void this.#open.delete(fd)),
    rename: (from, to) => this.#do("rename", () => this.#rename(from, to)),
    remove: (path) =>
      this.#do("remove", () => {
        if (this.#at(path).kind === "directory") throw failure("EISDIR");
        this.#names.delete(path);
      }),
    syncDirectory: (path) =>
      this.#do("syncDirectory", () => {
        for (const name of [...this.#syncedNames.keys()]) {
          if (parentOf(name) === path) this.#syncedNames.delete(name);
        }
        for (const [name, node] of this.#names) {
          if (parentOf(name) === path) this.#syncedNames.set(name, node);
        }
      }),
    makeDirectory: (path) =>
      this.#do("makeDirectory", () => {
        if (this.#names.has(path)) throw failure("EEXIST");
        this.#add(path, "directory");
      }),
    list: (path) => this.#do("list", () => this.#list(path)),
    removeDirectory: (path) =>
      this.#do("removeDirectory", () => {
        if (this.#list(path).length > 0) throw failure("ENOTEMPTY");
        this.#names.delete(path);
      }),
    realDirectory: (path) => this.#do("realDirectory", () => (this.#list(path), path)),
    now: () => this.nowMs,
  };

  #do<T>(operation: DiskOperation, action: (most?: number) => T): T {
    if (this.#isDead) throw new Died();
    this.onOperation(operation);
    const fault = this.plan(operation, ++this.operations);
    if (fault === undefined) return action();
    const { code, bytes, dies = false } = fault;
    const result = bytes === undefined ? undefined : action(bytes);
    if (dies) {
      this.#isDead = true;
      throw new Died();
    }
    if (code !== undefined) throw failure(code);
    // A fault that neither throws nor dies has said how much is done.
    return result as T;
  }

  #at(path: string): FakeFile {
    const file = this.#names.get(path);
    if (file === undefined) throw failure("ENOENT");
    return file;
  }

  #of(fd: number): FakeFile {
    const file = this.#open.get(fd);
    if (file === undefined) throw failure("EBADF");
    return file;
  }

  #add(path: string, kind: FileFacts["kind"]): void {
    if (!this.#names.has(parentOf(path))) throw failure("ENOENT");
    this.#names.set(path, createNode(++this.#ids, kind));
  }

  #list(path: string): string[] {
    if (this.#at(path).kind !== "directory") throw failure("ENOTDIR");
    return [...this.#names.keys()]
      .filter((name) => parentOf(name) === path)
      .map((name) => name.slice(path.length + 1));
  }

  #rename(from: string, to: string): void {
    const node = this.#at(from);
    const target = this.#names.get(to);
    if (target !== undefined && node.kind === "directory") {
      if (target.kind !== "directory") throw failure("ENOTDIR");
      if (this.#list(to).length > 0) throw failure("ENOTEMPTY");
    }
    if (target?.kind === "directory" && node.kind !== "directory") throw failure("EISDIR");
    if (!this.#names.has(parentOf(to))) throw failure("ENOENT");
    for (const [name, below] of [...this.#names]) {
      if (name !== from && !name.startsWith(`${from}/`)) continue;
      this.#names.delete(name);
      this.#names.set(to + name.slice(from.length), below);
    }
  }
}

/** An error as platforms throw it. */
export function failure(code: string): Error {
  return Object.assign(new Error(`${code}: on purpose`), { code });
}

function append(file: FakeFile, bytes: Uint8Array): void {
  const size = file.size + bytes.length;
  if (size > file.bytes.length) {
    const larger = new Uint8Array(2 * size);
    larger.set(file.bytes.subarray(0, file.size));
    file.bytes = larger;
  }
  file.bytes.set(bytes, file.size);
  file.size = size;
}

function createNode(id: number, kind: FileFacts["kind"]): FakeFile {
  return { id, kind, bytes: new Uint8Array(), size: 0, synced: new Uint8Array() };
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function toFacts(file: FakeFile | undefined): FileFacts | undefined {
  return file && { kind: file.kind, id: String(file.id), size: file.size };
}
