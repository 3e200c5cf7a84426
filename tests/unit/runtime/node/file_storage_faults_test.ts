/**
 * A disk that fails at every single operation, once or for good, and others who meddle with the file.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { FileStorage } from "../../../../src/runtime/node/file_storage.ts";
import { type DiskFault, type DiskOperation, FakeDisk } from "./fake_disk.ts";
import { contentOf, FakeMachine, openFake, PATH } from "./fake_world.ts";
import { type Model, recordOperations, STEPS, tell, toModel } from "./storage_script.ts";

const LOCK = `${PATH}.lock`;

/** A storage with a disk, and two entries. */
function createStorage(): { disk: FakeDisk; storage: FileStorage } {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  storage.setItem("a", "1");
  storage.setItem("b", "2");
  return { disk, storage };
}

/** What the next process finds. */
function reopened(disk: FakeDisk): Record<string, string | null> {
  disk.restart();
  const next = openFake(disk);
  assertEquals(next.damaged, 0);
  return contentOf(next);
}

/** Tells a storage everything, whatever it answers; what it throws at is not to be stored. */
function tellAll(storage: FileStorage): Model {
  let model: Model = new Map();
  for (const step of STEPS) {
    try {
      tell(storage, step);
      model = toModel(model, step);
    } catch (error) {
      assert(error instanceof Error);
      assertStringIncludes(error.message, `Cannot write to the file storage '${PATH}' as `);
      // A removal is done in memory at once.
      if (step[0] === "remove") model = toModel(model, step);
    }
    assertEquals(Object.keys(contentOf(storage)), [...model.keys()]);
  }
  return model;
}

/** Runs the script with the fault at each operation that it concerns, for good or once. */
function failAtEach(
  fault: DiskFault,
  lasts: boolean,
  concerns: (operation: DiskOperation) => boolean,
): void {
  for (const [i, operation] of recordOperations(false).entries()) {
    if (!concerns(operation)) continue;
    const at = `failed at operation ${i + 1}, ${operation}`;
    const disk = new FakeDisk();
    disk.plan = (name, nth) =>
      concerns(name) && (lasts ? nth > i : nth === i + 1) ? fault : undefined;
    const storage = openInspiteOf(disk);
    const model = tellAll(storage);
    disk.plan = () => undefined;
    disk.nowMs += 1_000;
    storage.setItem("last", "6");
    const content = { ...Object.fromEntries(model), last: "6" };
    assertEquals(contentOf(storage), content, at);
    // A file that the platform would not close stays open.
    if (!lasts && operation !== "close") assertEquals(disk.openFiles, 1, at);
    assertEquals(reopened(disk), content, at);
  }
}

/** Opens a storage. If the fault refuses that, the caller knows; then nothing must be in the way. */
function openInspiteOf(disk: FakeDisk): FileStorage {
  const { plan } = disk;
  try {
    return openFake(disk);
  } catch {
    disk.plan = () => undefined;
    const storage = openFake(disk);
    disk.plan = plan;
    return storage;
  }
}

for (const lasts of [false, true]) {
  for (const code of ["EIO", "EACCES"]) {
    Deno.test(`any operation fails with ${code}, ${lasts ? "all after it too" : "once"}: nothing else is lost`, () => {
      failAtEach({ code }, lasts, () => true);
    });
  }
  for (const bytes of [0, 20, 1_000]) {
    Deno.test(`a disk is full after ${bytes} bytes of a write, ${lasts ? "for long" : "once"}: nothing else is lost`, () => {
      failAtEach({ code: "ENOSPC", bytes }, lasts, (operation) => operation === "write");
    });
  }
}

Deno.test("a write that the disk takes in pieces is whole", () => {
  const { disk, storage } = createStorage();
  disk.plan = (operation) => operation === "write" ? { bytes: 7 } : undefined;
  storage.setItem("long", "x".repeat(1_000));
  assertEquals(reopened(disk), { a: "1", b: "2", long: "x".repeat(1_000) });
});

Deno.test("a disk that takes nothing, and says so by a number, is no endless loop", () => {
  const { disk, storage } = createStorage();
  disk.plan = (operation) => operation === "write" ? { bytes: 0 } : undefined;
  assertThrows(() => storage.setItem("c", "3"), Error, "the disk took nothing");
});

Deno.test("a half-written record is cut off, and the next one follows what was good", () => {
  const { disk, storage } = createStorage();
  const before = disk.content(PATH);
  disk.plan = (operation) => operation === "write" ? { code: "ENOSPC", bytes: 9 } : undefined;
  const message = `Cannot write to the file storage '${PATH}' as ENOSPC: on purpose`;
  assertThrows(() => storage.setItem("c", "3"), Error, message);
  assertEquals(disk.content(PATH), before);
  disk.plan = () => undefined;
  storage.setItem("d", "4");
  assertEquals(reopened(disk), { a: "1", b: "2", d: "4" });
});

Deno.test("a half-written record that cannot be cut off breaks the storage until it is written anew", () => {
  const { disk, storage } = createStorage();
  let isIll = true;
  disk.plan = (operation) => {
    if (!isIll) return undefined;
    if (operation === "write") return { code: "EIO", bytes: 9 };
    return operation === "truncate" || operation === "open" ? { code: "EIO" } : undefined;
  };
  assertThrows(() => storage.setItem("c", "3"), Error, "EIO");
  assertThrows(() => storage.setItem("d", "4"), Error, "EIO");
  assertEquals(contentOf(storage), { a: "1", b: "2" });
  isIll = false;
  // Not at once: a rewrite per event would be too many.
  assertThrows(() => storage.setItem("e", "5"), Error, "EIO");
  disk.nowMs += 1_000;
  storage.setItem("f", "6");
  assertEquals(reopened(disk), { a: "1", b: "2", f: "6" });
  assertEquals(disk.notices, [
    `The file storage '${PATH}' could not be written to; it was written anew, nothing is lost`,
  ]);
});

Deno.test("a rewrite that fails is not tried again within a second, and the storage goes on", () => {
  const { disk, storage } = createStorage();
  const drafts: number[] = [];
  disk.plan = (operation) => operation === "open" ? { code: "EACCES" } : undefined;
  disk.onOperation = (operation) => {
    if (operation === "open") drafts.push(disk.nowMs);
  };
  for (let i = 0; i < 40; i++) {
    disk.nowMs += 100;
    storage.setItem("heavy", "x".repeat(100_000));
  }
  assertEquals(drafts.length, 3);
  disk.plan = () => undefined;
  disk.nowMs += 1_000;
  storage.setItem("c", "3");
  assert(disk.content(PATH).length < 200_000);
  assertEquals(Object.keys(reopened(disk)), ["a", "b", "heavy", "c"]);
});

Deno.test("a rewrite that fails at any step, or that a process died in, leaves nothing beside the file", () => {
  for (const failing of ["write", "sync", "factsOf", "close", "rename"] as const) {
    const { disk, storage } = createStorage();
    for (let i = 0; i < 11; i++) storage.setItem("heavy", "x".repeat(100_000));
    let isRewriting = false;
    disk.onOperation = (operation) => isRewriting ||= operation === "open";
    disk.plan = (name) => isRewriting && name === failing ? { code: "EIO" } : undefined;
    storage.setItem("heavy", "x".repeat(100_000));
    assert(isRewriting);
    assertEquals(disk.names.length, 3, `${failing}: ${disk.names}`);
    disk.put(`${PATH}.rewriting`, "half");
    disk.restart();
    openFake(disk).setItem("c", "3");
    assertEquals(disk.names.length, 3, `${failing}: ${disk.names}`);
  }
});

Deno.test("what a process left that died while it wrote a small file anew is removed", () => {
  const disk = new FakeDisk();
  disk.put(`${PATH}.rewriting`, "half");
  openFake(disk);
  assertEquals(disk.names.length, 3);
});

Deno.test("a removal that cannot be written is done with the next rewrite", () => {
  const { disk, storage } = createStorage();
  disk.plan = (operation) => operation === "write" ? { code: "ENOSPC", bytes: 3 } : undefined;
  assertThrows(() => storage.removeItem("a"), Error, "ENOSPC");
  assertEquals(contentOf(storage), { b: "2" });
  // The rewrite needs room too; without it the file still takes what fits.
  disk.plan = (operation) => operation === "open" ? { code: "ENOSPC" } : undefined;
  storage.setItem("c", "3");
  assertEquals(contentOf(storage), { b: "2", c: "3" });
  disk.plan = () => undefined;
  disk.nowMs += 1_000;
  storage.setItem("d", "4");
  assertEquals(reopened(disk), { b: "2", c: "3", d: "4" });
});

Deno.test("a removal that cannot be written is done with a later one, if nothing more is stored", () => {
  const { disk, storage } = createStorage();
  storage.setItem("c", "3");
  disk.plan = (operation) => operation === "write" ? { code: "ENOSPC" } : undefined;
  assertThrows(() => storage.removeItem("a"), Error, "ENOSPC");
  disk.plan = () => undefined;
  storage.removeItem("b");
  assertEquals(reopened(disk), { c: "3" });
});

Deno.test("a removal that cannot be written does not touch a file that has taken the place", () => {
  const { disk, storage } = createStorage();
  storage.setItem("c", "3");
  disk.plan = (operation) => operation === "write" ? { code: "ENOSPC" } : undefined;
  assertThrows(() => storage.removeItem("a"), Error, "ENOSPC");
  disk.plan = () => undefined;
  disk.put(PATH, "precious");
  storage.removeItem("b");
  assertEquals(new TextDecoder().decode(disk.content(PATH)), "precious");
});

Deno.test("a full disk gets its room back when the queue empties, which needs none", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  for (let i = 0; i < 100; i++) storage.setItem(`${i}`, "x".repeat(100));
  disk.plan = (operation) => operation === "write" ? { code: "ENOSPC" } : undefined;
  for (let i = 0; i < 100; i++) {
    try {
      storage.removeItem(`${i}`);
    } catch {
      // It could not be written that it is gone.
    }
  }
  assertEquals(disk.content(PATH).length, 0);
  assertEquals(reopened(disk), {});
});

Deno.test("with 'power' a value that the disk did not confirm is not stored, and the file is written anew", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk, { isPowerSafe: true });
  storage.setItem("a", "1");
  disk.plan = (operation) => operation === "sync" ? { code: "EIO" } : undefined;
  assertThrows(() => storage.setItem("b", "2"), Error, "EIO");
  disk.plan = () => undefined;
  storage.setItem("c", "3");
  assertEquals(disk.notices.length, 1);
  disk.cutPower({ keepsNames: false, keepsContents: false });
  assertEquals(contentOf(openFake(disk)), { a: "1", c: "3" });
});

Deno.test("with 'power' a file that the disk did not confirm is not used again, even if it cannot be replaced", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk, { isPowerSafe: true });
  storage.setItem("a", "1");
  disk.plan = (operation) => operation === "sync" ? { code: "EIO" } : undefined;
  assertThrows(() => storage.setItem("b", "2"), Error, "EIO");
  disk.plan = (operation) => operation === "rename" ? { code: "EIO" } : undefined;
  assertThrows(() => storage.setItem("c", "3"), Error, "EIO");
  disk.plan = () => undefined;
  disk.nowMs += 1_000;
  storage.setItem("d", "4");
  assertEquals(disk.notices.length, 1);
  assertEquals(reopened(disk), { a: "1", d: "4" });
});

Deno.test("with 'power' a value waits for the disk and a removal does not; without it neither does", () => {
  for (const isPowerSafe of [true, false]) {
    const disk = new FakeDisk();
    const storage = openFake(disk, { isPowerSafe });
    storage.setItem("a", "1");
    const operations: string[] = [];
    disk.onOperation = (operation) => operations.push(operation);
    storage.setItem("b", "2");
    storage.removeItem("a");
    const sync = isPowerSafe ? ["sync"] : [];
    assertEquals(operations, ["factsAt", "write", ...sync, "write"]);
  }
});

// Others who meddle with the file.

const DEEDS: readonly [string, (disk: FakeDisk) => void, string][] = [
  ["deleted", (disk) => disk.delete(PATH), "was deleted in use"],
  [
    "cut short",
    (disk) => disk.change(PATH, disk.content(PATH).subarray(0, 30)),
    "was changed in use",
  ],
  ["emptied", (disk) => disk.change(PATH, new Uint8Array()), "was changed in use"],
  [
    "appended to",
    (disk) => disk.change(PATH, new Uint8Array([...disk.content(PATH), 1, 2, 3])),
    "was changed in use",
  ],
  ["deleted with its lock", (disk) => {
    disk.delete(PATH);
    disk.delete(LOCK);
  }, "was deleted in use"],
];

for (const [deed, meddle, told] of DEEDS) {
  Deno.test(`a file that somebody has ${deed} is written anew from memory, and it is said once`, () => {
    const { disk, storage } = createStorage();
    meddle(disk);
    storage.removeItem("a");
    storage.setItem("c", "3");
    storage.setItem("d", "4");
    assertEquals(disk.notices, [
      `The file storage '${PATH}' ${told}; it was written anew, nothing is lost`,
    ]);
    assertEquals(reopened(disk), { b: "2", c: "3", d: "4" });
  });
}

Deno.test("somebody who meddles again and again is not met with a rewrite per event", () => {
  const { disk, storage } = createStorage();
  disk.delete(PATH);
  storage.setItem("c", "3");
  disk.delete(PATH);
  assertThrows(() => storage.setItem("d", "4"), Error, "it was written anew just now");
  disk.nowMs += 1_000;
  storage.setItem("e", "5");
  assertEquals(reopened(disk), { a: "1", b: "2", c: "3", e: "5" });
});

Deno.test("another file that has taken the place is left as it is", () => {
  const { disk, storage } = createStorage();
  disk.put(PATH, "precious");
  for (let i = 0; i < 3; i++) {
    assertThrows(() => storage.setItem("c", "3"), Error, "another file has taken its place");
  }
  storage.removeItem("a");
  storage.removeItem("b");
  storage.close();
  assertEquals(new TextDecoder().decode(disk.content(PATH)), "precious");
});

Deno.test("a folder that was deleted is reported, and the storage goes on when it is back", () => {
  const { disk, storage } = createStorage();
  disk.delete("/d");
  assertThrows(
    () => storage.setItem("c", "3"),
    Error,
    "its folder does not exist: create it first",
  );
  assertEquals(contentOf(storage), { a: "1", b: "2" });
  disk.put("/d", "", "directory");
  disk.nowMs += 1_000;
  storage.setItem("d", "4");
  assertEquals(reopened(disk), { a: "1", b: "2", d: "4" });
});

Deno.test("a process whose lock was deleted and taken harms neither the file nor the new owner", () => {
  const disk = new FakeDisk();
  const machine = new FakeMachine();
  const old = openFake(disk, { processes: machine.start(7) });
  old.setItem("a", "1");
  disk.delete(LOCK);
  const owner = openFake(disk, { processes: machine.start(9) });
  owner.setItem("b", "2");
  assertThrows(() => old.setItem("c", "3"), Error, "process 9 has it open");
  old.removeItem("a");
  owner.setItem("d", "4");
  old.close();
  assertThrows(
    () => openFake(disk, { processes: machine.start() }),
    Error,
    "process 9 has it open",
  );
  owner.setItem("e", "5");
  disk.restart();
  assertEquals(Object.keys(contentOf(openFake(disk))), ["a", "b", "d", "e"]);
});

Deno.test("a process whose lock was taken does not empty the file that is another's by now", () => {
  const disk = new FakeDisk();
  const machine = new FakeMachine();
  const old = openFake(disk, { processes: machine.start() });
  old.setItem("a", "1");
  disk.delete(LOCK);
  const owner = openFake(disk, { processes: machine.start() });
  owner.setItem("b", "2");
  old.removeItem("a");
  old.close();
  disk.restart();
  assertEquals(contentOf(openFake(disk)), { b: "2" });
});
