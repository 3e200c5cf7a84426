/**
 * Files that are cut, damaged or made up.
 *
 * @module
 */
import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { encodeOperation, FILE_HEADER } from "../../../../src/runtime/node/file_record.ts";
import type { FileStorage } from "../../../../src/runtime/node/file_storage.ts";
import { FakeDisk } from "./fake_disk.ts";
import { contentOf, openFake, PATH } from "./fake_world.ts";
import { flipBit, forgeLine, joinBytes } from "./forge_line.ts";

const KEYS = Array.from({ length: 10 }, (_, i) => `tidings:${String(i).padStart(16, "0")}`);

const LINES = KEYS.map((key) => encodeOperation({ key, value: `{"eventName":"${key}"}` }));

/** A file of 10 entries. */
const FILE = joinBytes(FILE_HEADER, ...LINES);

/** Where each entry's line ends. */
const ENDS = LINES.map((_, i) => joinBytes(FILE_HEADER, ...LINES.slice(0, i + 1)).length);

function openFile(content: Uint8Array): { disk: FakeDisk; storage: FileStorage } {
  const disk = new FakeDisk();
  disk.put(PATH, content);
  return { disk, storage: openFake(disk) };
}

Deno.test("a file cut at any byte has every record that is complete, and takes new ones", () => {
  for (let length = 0; length <= FILE.length; length++) {
    const { disk, storage } = openFile(FILE.subarray(0, length));
    const complete = KEYS.slice(0, ENDS.filter((end) => end <= length).length);
    assertEquals(Object.keys(contentOf(storage)), complete, `${length} bytes`);
    storage.setItem("new", "1");
    disk.restart();
    assertEquals(Object.keys(contentOf(openFake(disk))), [...complete, "new"], `${length} bytes`);
    assertEquals(disk.notices, []);
  }
});

Deno.test("a bit anywhere in the records costs one of them at most; it is counted and told once", () => {
  for (let bit = FILE_HEADER.length * 8; bit < FILE.length * 8; bit++) {
    const { disk, storage } = openFile(flipBit(FILE, bit));
    const place = ENDS.findIndex((end) => bit < end * 8);
    const others = KEYS.filter((_, i) => i !== place);
    const found = Object.keys(contentOf(storage));
    assertEquals(found.filter((key) => others.includes(key)), others, `bit ${bit}`);
    assertEquals(storage.damaged, KEYS.length - found.length, `bit ${bit}`);
    assertEquals(disk.notices.length, storage.damaged, `bit ${bit}`);
    disk.restart();
    const next = openFake(disk);
    assertEquals([next.damaged, next.length], [0, found.length], `bit ${bit}`);
  }
});

Deno.test("the notice of damage names the file and the count", () => {
  const { disk } = openFile(flipBit(FILE, FILE.length * 4));
  assertEquals(disk.notices, [
    `The file storage '${PATH}' had 1 damaged records, which are lost; the other 9 entries are there`,
  ]);
});

Deno.test("damage is counted again by the next process only if the file cannot be written anew", () => {
  const disk = new FakeDisk();
  disk.put(PATH, flipBit(FILE, FILE.length * 4));
  disk.plan = (operation) => operation === "rename" ? { code: "EIO" } : undefined;
  // The lock needs a rename too.
  assertThrows(() => openFake(disk), Error, "EIO");
  disk.plan = (operation) => operation === "sync" ? { code: "EIO" } : undefined;
  assertEquals(openFake(disk).damaged, 1);
  disk.restart();
  assertEquals(openFake(disk).damaged, 1);
  disk.restart();
  assertEquals(openFake(disk).damaged, 0);
});

Deno.test("a tail that cannot be cut off is written over before anything is stored", () => {
  const disk = new FakeDisk();
  disk.put(PATH, FILE.subarray(0, FILE.length - 5));
  disk.plan = (operation) => operation === "truncate" ? { code: "EIO" } : undefined;
  const storage = openFake(disk);
  storage.setItem("new", "1");
  disk.restart();
  assertEquals(Object.keys(contentOf(openFake(disk))), [...KEYS.slice(0, -1), "new"]);
});

Deno.test("a file damaged in many places never throws, and what is found was stored", () => {
  const flips = fc.array(fc.nat(FILE.length * 8 - 1), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(flips, fc.nat(FILE.length), (bits, length) => {
      const damaged = bits.reduce(flipBit, FILE).slice(0, length);
      const disk = new FakeDisk();
      disk.put(PATH, damaged);
      try {
        const storage = openFake(disk);
        for (const [key, value] of Object.entries(contentOf(storage))) {
          assert(KEYS.includes(key));
          assertEquals(value, `{"eventName":"${key}"}`);
        }
        storage.setItem("new", "1");
        disk.restart();
        assertEquals(openFake(disk).getItem("new"), "1");
      } catch (error) {
        // The header is damaged: it is somebody else's file, and left alone.
        assert(error instanceof Error && /left as it is$/.test(error.message), String(error));
        assertEquals(disk.content(PATH), damaged);
      }
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("a file made up to be large in memory stays within its own size", () => {
  const nested = forgeLine(`["a",${"[".repeat(100_000)}${"]".repeat(100_000)}]`);
  const { storage } = openFile(joinBytes(FILE_HEADER, nested, ...LINES));
  assertEquals([storage.damaged, storage.length], [1, 10]);
});

Deno.test("keys that are names of Object.prototype's members are keys like all others", () => {
  const keys = ["__proto__", "constructor", "toString"];
  const lines = keys.map((key) => encodeOperation({ key, value: "1" }));
  const { storage } = openFile(joinBytes(FILE_HEADER, ...lines));
  assertEquals(keys.map((key) => storage.getItem(key)), ["1", "1", "1"]);
  assertEquals(storage.getItem("hasOwnProperty"), null);
});

Deno.test("of a file beyond 'maxBytes' nothing but the beginning is read", () => {
  const disk = new FakeDisk();
  disk.put(PATH, "x".repeat(2_000_000));
  let read = 0;
  const { access } = disk;
  const { read: readFile } = access;
  access.read = (fd, into, position) => {
    read += into.length;
    return readFile(fd, into, position);
  };
  assertThrows(() => openFake(disk, { maxBytes: 1_048_576 }), Error, "not the file of a storage");
  assertLess(read, 100);
});
