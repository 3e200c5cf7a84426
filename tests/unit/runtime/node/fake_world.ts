/**
 * Processes that live and die as a test says, and storages of theirs on a fake disk.
 *
 * @module
 */
import {
  type FileStorage,
  type FileStorageWorld,
  openFileStorage,
} from "../../../../src/runtime/node/file_storage.ts";
import type { ResolvedFileStorageOptions } from "../../../../src/runtime/node/file_storage_options.ts";
import type { LockOwner, ProcessFacts } from "../../../../src/runtime/node/lock_owner.ts";
import type { FakeDisk } from "./fake_disk.ts";

/** Where the tests' file lies. */
export const PATH = "/d/queue";

/** A machine's processes. */
export class FakeMachine {
  readonly #startTicks = new Map<number, string>();
  #ticks = 0;
  #lastPid = 99;
  /** What may not be known here is `undefined`. */
  allowsLooking = true;

  constructor(readonly host: string = "host", readonly boot: string = "b0") {}

  /** A new process, by default of a new number. */
  start(pid: number = ++this.#lastPid): ProcessFacts {
    const startTicks = String(++this.#ticks);
    this.#startTicks.set(pid, startTicks);
    const self = { pid, boot: this.boot, startTicks, startS: 1_000 + this.#ticks, host: this.host };
    return this.seenBy(self);
  }

  /** A process ends. */
  end(pid: number): void {
    this.#startTicks.delete(pid);
  }

  /** A process whose parent has not noticed its end. */
  makeZombie(pid: number): void {
    this.#startTicks.set(pid, "dead");
  }

  /** What a process with these facts sees. */
  seenBy(self: Omit<LockOwner, "token">): ProcessFacts {
    return {
      self,
      startTicksOf: (pid) => this.#startTicks.get(pid),
      isRunning: (pid) => this.allowsLooking ? this.#startTicks.has(pid) : undefined,
    };
  }
}

/** What a storage on a fake disk may differ in. */
export interface OpenFakeOptions extends Partial<ResolvedFileStorageOptions> {
  readonly processes?: ProcessFacts;
  readonly onExit?: FileStorageWorld["onExit"];
}

/** Opens a storage as a new process, if no other one is given; whatever was open before has died. */
export function openFake(
  disk: FakeDisk,
  { processes = new FakeMachine("host", `${bootCount++}`).start(), onExit, ...options }:
    OpenFakeOptions = {},
): FileStorage {
  return openFileStorage(
    {
      path: PATH,
      isPowerSafe: false,
      maxBytes: 64 * 1_024 * 1_024,
      onDamage: (message) => disk.notices.push(message),
      ...options,
    },
    { access: disk.access, processes, onExit: onExit ?? (() => () => {}) },
  );
}

/** After another boot all processes of the earlier one are dead. */
let bootCount = 1;

/** What a storage holds, key by key. */
export function contentOf(storage: FileStorage): Record<string, string | null> {
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "");
  return Object.fromEntries(keys.map((key) => [key, storage.getItem(key)]));
}
