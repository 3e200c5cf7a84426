import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import { encodeOperation, FILE_HEADER } from "../../../../src/runtime/node/file_record.ts";
import { openFileStorage } from "../../../../src/runtime/node/file_storage.ts";
import { FakeDisk } from "./fake_disk.ts";
import { contentOf, FakeMachine, openFake, PATH } from "./fake_world.ts";
import { joinBytes } from "./forge_line.ts";

const MIB = 1_024 * 1_024;

Deno.test("a file storage gives back what it took, also after the process has died", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  storage.setItem("a", "1");
  storage.setItem("b", "2");
  storage.setItem("a", "3");
  storage.setItem("c", "4");
  storage.removeItem("b");
  const content = { a: "3", c: "4" };
  assertEquals(contentOf(storage), content);
  assertEquals([storage.getItem("b"), storage.key(2), storage.key(-1)], [null, null, null]);
  disk.restart();
  const next = openFake(disk);
  assertEquals(contentOf(next), content);
  assertEquals([next.damaged, next.path], [0, PATH]);
  assertEquals(disk.notices, []);
});

Deno.test("a file storage makes texts of keys and values, as every Storage does", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  Reflect.apply(storage.setItem, storage, [1, undefined]);
  assertEquals(Reflect.apply(storage.getItem, storage, [1]), "undefined");
  Reflect.apply(storage.removeItem, storage, [1]);
  assertEquals(storage.length, 0);
});

Deno.test("a file storage writes once per operation, and only the operation", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  for (let i = 0; i < 1_000; i++) storage.setItem(`key-${i}`, "value");
  const writes: string[] = [];
  disk.onOperation = (operation) => writes.push(operation);
  disk.writtenBytes = 0;
  storage.setItem("another", "value");
  storage.removeItem("another");
  assertEquals(writes, ["factsAt", "write", "write"]);
  const lines = [{ key: "another", value: "value" }, { key: "another", value: undefined }];
  assertEquals(disk.writtenBytes, joinBytes(...lines.map(encodeOperation)).length);
});

Deno.test("removing what is not there writes nothing", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  storage.setItem("a", "1");
  const { operations } = disk;
  storage.removeItem("b");
  assertEquals(disk.operations, operations);
});

Deno.test("the keys are listed once however many are walked, and anew after a change", () => {
  const storage = openFake(new FakeDisk());
  const count = 1_000;
  for (let i = 0; i < count; i++) storage.setItem(`key-${i}`, "");
  let lists = 0;
  const { keys } = Map.prototype;
  Map.prototype.keys = function () {
    lists++;
    return keys.call(this);
  };
  try {
    for (let i = 0; i < storage.length; i++) assertEquals(storage.key(i), `key-${i}`);
  } finally {
    Map.prototype.keys = keys;
  }
  assertEquals(lists, 1);
  storage.removeItem("key-0");
  assertEquals(storage.key(0), "key-1");
  storage.setItem("key-0", "");
  assertEquals(storage.key(count - 1), "key-0");
});

Deno.test("an emptied storage has a file of next to nothing", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  for (let i = 0; i < 1_000; i++) storage.setItem(`key-${i}`, "x".repeat(100));
  for (let i = 0; i < 1_000; i++) storage.removeItem(`key-${i}`);
  assertLessOrEqual(disk.content(PATH).length, 4_096);
  storage.close();
  assertEquals(disk.content(PATH).length, 0);
});

Deno.test("100,000 events through a short queue leave a small file, at every moment", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  const live: string[] = [];
  let largest = 0;
  for (let i = 0; i < 100_000; i++) {
    const key = `tidings:${String(i).padStart(16, "0")}`;
    storage.setItem(key, "x".repeat(i % 400));
    live.push(key);
    // Never empty: the file cannot just be cut off.
    if (live.length > 20) storage.removeItem(live.shift() ?? "");
    if (i % 50 === 0) largest = Math.max(largest, disk.content(PATH).length);
  }
  assertLessOrEqual(largest, 1.02 * MIB + 20_000);
  assertEquals(storage.length, 20);
  // Each rewrite copied 20 records: all in all hardly more than what was stored was written.
  const stored = 100_000 * (200 + 2 * 50 + 40);
  assertLessOrEqual(disk.writtenBytes, 1.2 * stored);
  disk.restart();
  assertEquals(Object.keys(contentOf(openFake(disk))), live);
});

Deno.test("a long queue's file is at most twice what is stored, and it costs at most as much again", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  const value = "x".repeat(1_000);
  for (let i = 0; i < 10_000; i++) storage.setItem(`${i}`, value);
  const stored = disk.content(PATH).length;
  disk.writtenBytes = 0;
  for (let i = 0; i < 10_000; i++) {
    storage.removeItem(`${i}`);
    if (i % 100 !== 0) continue;
    const live = stored * (1 - i / 10_000);
    assertLessOrEqual(disk.content(PATH).length, live + Math.max(live, MIB) + 2_000);
  }
  assertLessOrEqual(disk.writtenBytes, 1.5 * stored);
});

Deno.test("values that replace one another do not fill the disk either", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk);
  for (let i = 0; i < 10_000; i++) storage.setItem("one", `${i}`.padEnd(1_000));
  assertLessOrEqual(disk.content(PATH).length, 1.01 * MIB);
  disk.restart();
  assertEquals(openFake(disk).getItem("one")?.trim(), "9999");
});

Deno.test("'maxBytes' bounds the file; a value beyond it is refused and changes nothing", () => {
  const disk = new FakeDisk();
  const storage = openFake(disk, { maxBytes: MIB });
  const value = "x".repeat(10_000);
  let taken = 0;
  const fill = (): void => {
    for (;; taken++) storage.setItem(`${taken}`, value);
  };
  const message = `Cannot write to the file storage '${PATH}' as it is full: 'maxBytes' is ${MIB}`;
  assertThrows(fill, Error, message);
  assertEquals(storage.length, taken);
  assert(taken > 100);
  // Room is made of what is out of date, but not for each single record.
  for (let i = 0; i < 20; i++) storage.removeItem(`${i}`);
  assertThrows(() => storage.setItem("new", value), Error, "it is full");
  for (let i = 20; i < 30; i++) storage.removeItem(`${i}`);
  storage.setItem("new", value);
  assertLessOrEqual(disk.content(PATH).length, MIB);
  disk.restart();
  assertEquals(openFake(disk, { maxBytes: MIB }).length, taken - 29);
});

Deno.test("close() gives the file back, refuses changes, and can be repeated", () => {
  const disk = new FakeDisk();
  const processes = new FakeMachine().start();
  const storage = openFake(disk, { processes });
  storage.setItem("a", "1");
  assertThrows(
    () => openFake(disk, { processes }),
    Error,
    "this process (100) has it open already",
  );
  storage.close();
  storage[Symbol.dispose]();
  assertEquals(disk.openFiles, 0);
  assertEquals(disk.names, [PATH]);
  assertThrows(() => storage.setItem("b", "2"), Error, "it is closed");
  assertThrows(() => storage.removeItem("a"), Error, "it is closed");
  assertEquals(storage.getItem("a"), "1");
  const next = openFake(disk, { processes });
  storage.close();
  next.setItem("b", "2");
  assertEquals(contentOf(next), { a: "1", b: "2" });
});

Deno.test("the end of the process closes a storage, and close() leaves nothing to be done then", () => {
  const hooks = new Set<() => void>();
  const onExit = (hook: () => void): () => void => {
    hooks.add(hook);
    return () => void hooks.delete(hook);
  };
  const disk = new FakeDisk();
  openFake(disk, { onExit }).setItem("a", "1");
  assertEquals(hooks.size, 1);
  for (const hook of hooks) hook();
  assertEquals(disk.names, [PATH]);
  openFake(disk, { onExit }).close();
  assertEquals(hooks.size, 1);
});

Deno.test("a storage of another process is refused, by its path and the process", () => {
  const disk = new FakeDisk();
  const machine = new FakeMachine();
  openFake(disk, { processes: machine.start(4_711) });
  assertThrows(
    () => openFake(disk, { processes: machine.start() }),
    Error,
    `Cannot open the file storage '${PATH}' as process 4711 has it open: ` +
      "end that one first, or use a file for each process",
  );
  machine.end(4_711);
  openFake(disk, { processes: machine.start() });
});

const REFUSED: readonly [string, (disk: FakeDisk) => void, string][] = [
  [
    "somebody else's file",
    (disk) => disk.put(PATH, "SQLite format 3\0"),
    "it is not the file of a storage: give another path; it is left as it is",
  ],
  [
    "a newer version's file",
    (disk) => disk.put(PATH, "tidings file storage 2\nwhatever"),
    "a newer version of this package wrote it: use that version; it is left as it is",
  ],
  [
    "a file that is too large",
    (disk) => disk.put(PATH, joinBytes(FILE_HEADER, "x".repeat(2 * MIB))),
    `it has ${2 * MIB + FILE_HEADER.length} bytes, more than the ${MIB} of 'maxBytes': raise that`,
  ],
  ["a folder", (disk) => disk.put(PATH, "", "directory"), "it is a folder"],
  [
    "a link",
    (disk) => disk.put(PATH, "", "link"),
    "it is a symbolic link: give the path that it leads to",
  ],
  ["a device", (disk) => disk.put(PATH, "", "other"), "it is no regular file"],
];

for (const [what, lay, why] of REFUSED) {
  Deno.test(`${what} is refused, says why, and is left as it is`, () => {
    const disk = new FakeDisk();
    lay(disk);
    const before = disk.content(PATH);
    const open = (): unknown => openFake(disk, { maxBytes: MIB });
    assertThrows(open, Error, `Cannot open the file storage '${PATH}' as ${why}`);
    assertEquals(disk.content(PATH), before);
    assertEquals(disk.names, [PATH]);
    assertEquals(disk.openFiles, 0);
  });
}

Deno.test("a file of which only the beginning was ever written is a new one", () => {
  for (let length = 0; length < FILE_HEADER.length; length++) {
    const disk = new FakeDisk();
    disk.put(PATH, FILE_HEADER.subarray(0, length));
    const storage = openFake(disk);
    storage.setItem("a", "1");
    disk.restart();
    assertEquals(contentOf(openFake(disk)), { a: "1" });
    assertEquals(disk.notices, []);
  }
});

for (
  const [code, why] of [
    ["ENOENT", "its folder does not exist: create it first (ENOENT)"],
    ["EACCES", "this process may not write there: give it the right, or choose another folder"],
    ["EROFS", "the disk is read-only: choose another folder (EROFS)"],
    ["EIO", "EIO: on purpose"],
  ] as const
) {
  Deno.test(`a file that cannot be opened because of ${code} is refused, and says why`, () => {
    const disk = new FakeDisk();
    disk.plan = (operation) => operation === "open" ? { code } : undefined;
    assertThrows(() => openFake(disk), Error, `Cannot open the file storage '${PATH}' as ${why}`);
    assertEquals(disk.names, []);
  });
}

Deno.test("the path is made absolute, and the folder's links are followed", () => {
  const disk = new FakeDisk();
  const asked: string[] = [];
  const access = { ...disk.access, realDirectory: (path: string) => (asked.push(path), "/d") };
  const world = { access, processes: new FakeMachine().start(), onExit: () => () => {} };
  const options = { path: "queue", isPowerSafe: false, maxBytes: MIB, onDamage: () => {} };
  const storage = openFileStorage(options, world);
  assertEquals(asked, [Deno.cwd()]);
  assertEquals(storage.path, PATH);
});
