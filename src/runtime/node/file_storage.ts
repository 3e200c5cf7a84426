/**
 * A `Storage` on disk, for Node, Deno and Bun.
 *
 * @module
 */
import { isolateHook } from "../../core/hooks.ts";
import type { StorageLike } from "../../core/ports.ts";
import { onExit } from "../exit_hooks.ts";
import { createSystemRandom } from "../system_random.ts";
import { builtin } from "./builtin.ts";
import type { FileAccess } from "./file_access.ts";
import { FileLock } from "./file_lock.ts";
import {
  type FileStorageOptions,
  type ResolvedFileStorageOptions,
  resolveFileStorageOptions,
} from "./file_storage_options.ts";
import { LiveEntries } from "./live_entries.ts";
import type { ProcessFacts } from "./lock_owner.ts";
import { LoggedStorage } from "./logged_storage.ts";
import { nodeFileAccess } from "./node_file_access.ts";
import { explainHeld, explainRefusal } from "./open_failure.ts";
import { checkKind, openLog, Unusable } from "./open_log.ts";
import { createProcessFacts } from "./process_facts.ts";

/**
 * A {@linkcode StorageLike} on disk.
 *
 * @example Close it before the next one opens the file
 * ```ts
 * import { createFileStorage, type FileStorage } from "@tidings/sdk/node";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const storage: FileStorage = createFileStorage("./closed.tidings");
 * storage.setItem("key", "value");
 * assertThrows(() => createFileStorage("./closed.tidings"), Error, "open already");
 * storage.close();
 *
 * using next = createFileStorage("./closed.tidings");
 * assertEquals([next.getItem("key"), next.damaged], ["value", 0]);
 * ```
 */
export interface FileStorage extends StorageLike {
  /** The file's absolute path. */
  readonly path: string;
  /** How many records could not be read when the file was opened. */
  readonly damaged: number;
  /**
   * Gives the file back to whoever opens it next. From then on nothing can be stored; what is in memory
   * can still be read. Closing it again changes nothing. Never throws.
   *
   * It happens by itself when the process ends. Shut the clients down first.
   */
  close(): void;
  /** As {@linkcode FileStorage.close}: for `using`. */
  [Symbol.dispose](): void;
}

/** What a file storage needs from the world. */
export interface FileStorageWorld {
  /** Files. */
  readonly access: FileAccess;
  /** Processes. */
  readonly processes: ProcessFacts;
  /** Tells when the process ends, and returns the way to stop. */
  readonly onExit: (hook: () => void) => () => void;
}

/** Bytes of the token that tells one lock from another: enough never to meet again. */
const TOKEN_BYTES = 8;

/**
 * Opens a file as a storage, so that a client's queue survives the death of its process: what
 * `setItem()` has returned from is there at the next start. Makes the file if there is none.
 *
 * The file is a log; each change costs the same, however many entries there are. It shrinks when they
 * go, and never grows beyond twice what is stored and 1 MiB. One process owns a file: a folder
 * `<path>.lock` beside it says which, and whoever dies leaves it to the next. Files are made for their
 * owner only (0600), and hold what you track, in the clear. Links in place of the file are refused.
 *
 * @example Keep a queue on disk
 * ```ts
 * import { createFileStorage, InslyticNode } from "@tidings/sdk/node";
 * import { createCollector } from "@tidings/sdk/testing";
 *
 * const storage = createFileStorage("./queue.tidings");
 * const { fetch } = createCollector(); // stands in for the API
 * const inslytic = new InslyticNode({ apiKey: "test-key", fetch, storage });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * console.assert(storage.length === 1); // SIGKILL from here on loses nothing
 * await inslytic.shutdown();
 * console.assert(storage.length === 0);
 * storage.close();
 * ```
 *
 * @param path The file, as a path or a `file:` URL. Its folder must exist.
 * @param options How it behaves.
 * @throws {TypeError} If the path or an option is of the wrong kind.
 * @throws {RangeError} If a number is out of range.
 * @throws {Error} If the file cannot be used: its folder is missing or may not be written to, it is
 * somebody else's file, a newer version's, larger than `maxBytes`, a link, or in use. It is left as it is.
 */
export function createFileStorage(
  path: string | { readonly href: string },
  options?: FileStorageOptions,
): FileStorage {
  const world = { access: nodeFileAccess, processes: createProcessFacts(), onExit };
  return openFileStorage(resolveFileStorageOptions(path, options), world);
}

/** As {@linkcode createFileStorage}, in any world. */
export function openFileStorage(
  options: ResolvedFileStorageOptions,
  world: FileStorageWorld,
): FileStorage {
  let lock: FileLock | undefined;
  try {
    const place = locate(options.path, world.access);
    lock = takeLock(place, world);
    return open(place, lock, options, world);
  } catch (error) {
    lock?.release();
    const why = error instanceof Unusable ? error.message : explainRefusal(error);
    throw new Error(`Cannot open the file storage '${options.path}' as ${why}`, { cause: error });
  }
}

/** Where the file lies, by a name that is the same for everybody. */
interface Place {
  readonly directory: string;
  readonly name: string;
  readonly path: string;
}

function locate(path: string, access: FileAccess): Place {
  const { basename, dirname, resolve } = builtin("node:path");
  const absolute = resolve(path);
  const name = basename(absolute);
  const directory = access.realDirectory(dirname(absolute));
  const place = { directory, name, path: resolve(directory, name) };
  checkKind(access.factsAt(place.path));
  return place;
}

function takeLock({ directory, name }: Place, { access, processes }: FileStorageWorld): FileLock {
  const bytes = new Uint8Array(TOKEN_BYTES);
  createSystemRandom().fill(bytes);
  const token = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const lock = new FileLock({ directory, file: name, access, processes, token });
  const held = lock.take();
  if (held !== undefined) throw new Unusable(explainHeld(held, lock.path));
  return lock;
}

function open(
  { directory, path }: Place,
  lock: FileLock,
  { maxBytes, isPowerSafe, onDamage }: ResolvedFileStorageOptions,
  { access, onExit }: FileStorageWorld,
): FileStorage {
  const entries = new LiveEntries();
  const { file, damaged } = openLog({ access, directory, path }, maxBytes, entries);
  const tell = isolateHook(onDamage, () => {});
  const parts = { path, access, lock, file, entries, maxBytes, isPowerSafe, onDamage: tell };
  const storage = new LoggedStorage(parts);
  storage.tidy(damaged > 0);
  if (damaged > 0) {
    tell(
      `The file storage '${path}' had ${damaged} damaged records, which are lost; ` +
        `the other ${entries.count} entries are there`,
    );
  }
  const forget = onExit(() => storage.close());
  const close = (): void => {
    forget();
    storage.close();
  };
  return {
    path,
    damaged,
    get length() {
      return storage.length;
    },
    key: (index) => storage.key(index),
    getItem: (key) => storage.getItem(key),
    setItem: (key, value) => storage.setItem(key, value),
    removeItem: (key) => storage.removeItem(key),
    close,
    [Symbol.dispose]: close,
  };
}
