import { assert, assertEquals, assertThrows } from "@std/assert";
import { FileLock } from "../../../../src/runtime/node/file_lock.ts";
import type { ProcessFacts } from "../../../../src/runtime/node/lock_owner.ts";
import { Died, FakeDisk } from "./fake_disk.ts";
import { FakeMachine } from "./fake_world.ts";

const LOCK = "/d/queue.lock";

let tokens = 0;

function createLock(disk: FakeDisk, processes: ProcessFacts): FileLock {
  const token = (++tokens).toString(16).padStart(16, "0");
  return new FileLock({ directory: "/d", file: "queue", access: disk.access, processes, token });
}

/** A disk on which a process has died with the lock. */
function createStale(machine: FakeMachine): FakeDisk {
  const disk = new FakeDisk();
  const dead = machine.start();
  assertEquals(createLock(disk, dead).take(), undefined);
  machine.end(dead.self.pid);
  return disk;
}

/** Takes the lock in every process, each begun while the one before is in the middle of its `nth` step. */
function takeNested(disk: FakeDisk, locks: readonly FileLock[], nth: number): FileLock[] {
  const [lock, ...others] = locks;
  if (lock === undefined) return [];
  const inner: FileLock[] = [];
  const outer = disk.onOperation;
  let step = 0;
  disk.onOperation = () => {
    if (++step !== nth) return;
    disk.onOperation = () => {};
    inner.push(...takeNested(disk, others, nth));
  };
  const isTaken = lock.take() === undefined;
  disk.onOperation = outer;
  if (step < nth) inner.push(...takeNested(disk, others, nth));
  return isTaken ? [lock, ...inner] : inner;
}

Deno.test("take() takes a free lock, and a second one is told who has it", () => {
  const disk = new FakeDisk();
  const machine = new FakeMachine();
  const first = machine.start(7);
  assertEquals(createLock(disk, first).take(), undefined);
  const held = createLock(disk, machine.start(8)).take();
  assertEquals([held?.state, held?.owner?.pid], ["alive", 7]);
  assertEquals(createLock(disk, first).take()?.state, "ours");
  assertEquals(disk.names.length, 2);
});

Deno.test("release() leaves nothing, and the lock is free", () => {
  const disk = new FakeDisk();
  const machine = new FakeMachine();
  const lock = createLock(disk, machine.start());
  lock.take();
  lock.release();
  assertEquals(disk.names, []);
  assertEquals(createLock(disk, machine.start()).take(), undefined);
});

Deno.test("release() of a lock that somebody else has by now leaves that one alone", () => {
  const disk = new FakeDisk();
  const machine = new FakeMachine();
  const lock = createLock(disk, machine.start());
  lock.take();
  disk.delete(LOCK);
  const other = machine.start(9);
  createLock(disk, other).take();
  lock.release();
  assertEquals(createLock(disk, machine.start()).take()?.owner?.pid, 9);
});

Deno.test("take() takes a dead owner's lock, and a zombie's", () => {
  const machine = new FakeMachine();
  const disk = createStale(machine);
  const next = machine.start();
  assertEquals(createLock(disk, next).take(), undefined);
  machine.makeZombie(next.self.pid);
  assertEquals(createLock(disk, machine.start()).take(), undefined);
  assertEquals(disk.names.length, 2);
});

Deno.test("take() does not take what it cannot judge", () => {
  const disk = new FakeDisk();
  const elsewhere = new FakeMachine("web-2");
  createLock(disk, elsewhere.start(7)).take();
  const machine = new FakeMachine();
  const held = createLock(disk, machine.start()).take();
  assertEquals([held?.state, held?.owner?.host], ["elsewhere", "web-2"]);
  const blind = createStale(machine);
  machine.allowsLooking = false;
  assertEquals(createLock(blind, machine.start()).take()?.state, "unknown");
});

for (
  const [what, lay] of [
    ["a file", (disk: FakeDisk) => disk.put(LOCK, "4711")],
    ["a folder with something else in it", (disk: FakeDisk) => {
      disk.put(LOCK, "", "directory");
      disk.put(`${LOCK}/.DS_Store`, "");
    }],
    ["a folder with two names in it", (disk: FakeDisk) => {
      disk.put(LOCK, "", "directory");
      for (const pid of [1, 2]) disk.put(`${LOCK}/${pid}_b_1_1_000000000000000${pid}_host`, "");
    }],
  ] as const
) {
  Deno.test(`take() does not take ${what} for a lock, and leaves it`, () => {
    const disk = new FakeDisk();
    lay(disk);
    const before = disk.names;
    const held = createLock(disk, new FakeMachine().start()).take();
    assertEquals(held, { state: "unreadable" });
    assertEquals(disk.names, before);
  });
}

Deno.test("take() takes an empty folder, as a process leaves it that dies while it releases", () => {
  const disk = new FakeDisk();
  disk.put(LOCK, "", "directory");
  assertEquals(createLock(disk, new FakeMachine().start()).take(), undefined);
});

for (const start of ["free", "stale", "empty"]) {
  Deno.test(`of four processes that take a ${start} lock within each other's steps one has it`, () => {
    for (let nth = 1; nth <= 30; nth++) {
      const machine = new FakeMachine();
      const disk = start === "stale" ? createStale(machine) : new FakeDisk();
      if (start === "empty") disk.put(LOCK, "", "directory");
      const locks = Array.from({ length: 4 }, () => createLock(disk, machine.start()));
      const takers = takeNested(disk, locks, nth);
      assertEquals(takers.length, 1, `at step ${nth}`);
      assertEquals(disk.names.length, 2, `at step ${nth}: ${disk.names}`);
      assert(takers[0]?.keep() === undefined);
    }
  });
}

for (const start of ["free", "stale"]) {
  Deno.test(`whenever a process dies that takes a ${start} lock, the next one takes it`, () => {
    let nth = 0;
    for (let hasDied = true; hasDied;) {
      nth++;
      const machine = new FakeMachine();
      const disk = start === "stale" ? createStale(machine) : new FakeDisk();
      const first = machine.start();
      disk.operations = 0;
      disk.plan = (_, at) => at === nth ? { dies: true } : undefined;
      hasDied = false;
      try {
        createLock(disk, first).take();
        hasDied = disk.operations >= nth;
      } catch (error) {
        assert(error instanceof Died);
        hasDied = true;
      }
      machine.end(first.self.pid);
      disk.restart();
      const next = createLock(disk, machine.start());
      assertEquals(next.take(), undefined, `died at step ${nth}`);
      assert(disk.names.length <= 4, `died at step ${nth}: ${disk.names}`);
    }
    assert(nth > 4);
  });
}

Deno.test("take() of a dead owner's lock clears away what others left that died while they took it", () => {
  const machine = new FakeMachine();
  const disk = createStale(machine);
  const dead = machine.start();
  disk.plan = (operation) => operation === "rename" ? { dies: true } : undefined;
  assertThrows(() => createLock(disk, dead).take(), Died);
  machine.end(dead.self.pid);
  disk.restart();
  assertEquals(disk.names.length, 4);
  assertEquals(createLock(disk, machine.start()).take(), undefined);
  assertEquals(disk.names.length, 2);
});

Deno.test("keep() takes a deleted lock again, but not from somebody else", () => {
  const disk = new FakeDisk();
  const machine = new FakeMachine();
  const lock = createLock(disk, machine.start(7));
  lock.take();
  disk.delete(LOCK);
  assertEquals(lock.keep(), undefined);
  assertEquals(createLock(disk, machine.start()).take()?.owner?.pid, 7);
  disk.delete(LOCK);
  createLock(disk, machine.start(9)).take();
  assertEquals(lock.keep()?.owner?.pid, 9);
});

Deno.test("take() throws what the platform throws, and leaves nothing", () => {
  const disk = new FakeDisk();
  let made = 0;
  disk.plan = (operation) =>
    operation === "makeDirectory" && ++made === 2 ? { code: "ENOSPC" } : undefined;
  assertThrows(() => createLock(disk, new FakeMachine().start()).take(), Error, "ENOSPC");
  assertEquals(disk.names, []);
  disk.plan = (operation) => operation === "rename" ? { code: "EIO" } : undefined;
  assertThrows(() => createLock(disk, new FakeMachine().start()).take(), Error, "EIO");
  assertEquals(disk.names, []);
});
