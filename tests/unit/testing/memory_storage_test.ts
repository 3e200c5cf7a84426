import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { MemoryStorage, type StorageOperation } from "../../../src/testing/mod.ts";

function assertQuota(run: () => void): void {
  const error = assertThrows(run, DOMException);
  assertEquals(error.name, "QuotaExceededError");
}

Deno.test("MemoryStorage stores, reads and removes", () => {
  const storage = new MemoryStorage();
  assertEquals(storage.getItem("a"), null);
  storage.setItem("a", "1");
  storage.setItem("a", "2");
  storage.setItem("b", "");
  assertEquals([storage.getItem("a"), storage.getItem("b"), storage.length], ["2", "", 2]);
  storage.removeItem("a");
  storage.removeItem("unknown");
  assertEquals([storage.getItem("a"), storage.length], [null, 1]);
  storage.clear();
  assertEquals([storage.length, storage.usedUnits], [0, 0]);
});

Deno.test("MemoryStorage keeps text only, as a browser does", () => {
  const storage = new MemoryStorage();
  storage.setItem(1 as unknown as string, null as unknown as string);
  assertEquals(storage.snapshot(), { "1": "null" });
  assertEquals(storage.getItem(1 as unknown as string), "null");
  storage.removeItem(1 as unknown as string);
  assertEquals([storage.snapshot(), storage.usedUnits], [{}, 0]);
});

Deno.test("MemoryStorage.key() follows the order of first storing", () => {
  const storage = new MemoryStorage();
  for (const key of ["c", "a", "b"]) storage.setItem(key, "1");
  storage.setItem("c", "2");
  assertEquals([0, 1, 2].map((index) => storage.key(index)), ["c", "a", "b"]);
  storage.removeItem("a");
  assertEquals([0, 1, 2].map((index) => storage.key(index)), ["c", "b", null]);
});

for (const index of [-1, 3, Infinity]) {
  Deno.test(`MemoryStorage.key() has nothing at ${index}`, () => {
    assertEquals(new MemoryStorage({ entries: { a: "1" } }).key(index), null);
  });
}

for (const entries of [{ a: "1", b: "22" }, [["a", "1"], ["b", "22"]] as [string, string][]]) {
  Deno.test(`MemoryStorage starts with ${JSON.stringify(entries)}`, () => {
    const storage = new MemoryStorage({ entries });
    assertEquals(storage.snapshot(), { a: "1", b: "22" });
    assertEquals([storage.usedUnits, storage.operations.setItem], [5, 0]);
  });
}

Deno.test("MemoryStorage.snapshot() is a copy", () => {
  const storage = new MemoryStorage({ entries: { a: "1" } });
  const snapshot = storage.snapshot();
  storage.setItem("a", "2");
  snapshot["b"] = "3";
  assertEquals(snapshot, { a: "1", b: "3" });
  assertEquals(storage.snapshot(), { a: "2" });
});

Deno.test("MemoryStorage.setItem() fits the quota to the unit", () => {
  const storage = new MemoryStorage({ quotaUnits: 6 });
  storage.setItem("ab", "1");
  storage.setItem("cd", "1");
  assertEquals(storage.usedUnits, 6);
  assertQuota(() => storage.setItem("", "1"));
  assertQuota(() => storage.setItem("ab", "12"));
  assertEquals(storage.snapshot(), { ab: "1", cd: "1" });
});

Deno.test("MemoryStorage.setItem() counts UTF-16 units, not bytes", () => {
  const storage = new MemoryStorage({ quotaUnits: 3 });
  storage.setItem("k", "😀");
  assertEquals(storage.usedUnits, 3);
  assertQuota(() => storage.setItem("k", "😀é"));
});

Deno.test("MemoryStorage has room again after removeItem()", () => {
  const storage = new MemoryStorage({ quotaUnits: 2, entries: { a: "1" } });
  assertQuota(() => storage.setItem("b", "1"));
  storage.removeItem("a");
  storage.setItem("b", "1");
  assertEquals(storage.snapshot(), { b: "1" });
});

Deno.test("MemoryStorage.setItem() may shrink or keep a value when over its quota", () => {
  const storage = new MemoryStorage({ quotaUnits: 2, entries: { a: "123" } });
  storage.setItem("a", "456");
  storage.setItem("a", "12");
  assertQuota(() => storage.setItem("a", "123"));
  assertEquals([storage.snapshot(), storage.usedUnits], [{ a: "12" }, 3]);
});

Deno.test("MemoryStorage.setItem() throws when full, if the write needs room", () => {
  const storage = new MemoryStorage({ full: true, entries: { a: "12" } });
  assertQuota(() => storage.setItem("b", "1"));
  assertQuota(() => storage.setItem("", ""));
  assertQuota(() => storage.setItem("a", "123"));
  storage.setItem("a", "1");
  assertEquals(storage.snapshot(), { a: "1" });
});

Deno.test("MemoryStorage.full and quotaUnits may change", () => {
  const storage = new MemoryStorage();
  storage.full = true;
  assertQuota(() => storage.setItem("a", "1"));
  storage.full = false;
  storage.setItem("a", "1");
  storage.quotaUnits = 2;
  assertQuota(() => storage.setItem("b", "1"));
});

Deno.test("MemoryStorage.operations counts each kind, failed ones included", () => {
  const storage = new MemoryStorage({ quotaUnits: 2 });
  storage.setItem("a", "1");
  assertQuota(() => storage.setItem("b", "1"));
  storage.getItem("a");
  storage.getItem("a");
  storage.getItem("b");
  storage.key(0);
  void storage.length;
  storage.removeItem("a");
  storage.clear();
  storage.snapshot();
  const counts = { length: 1, key: 1, getItem: 3, setItem: 2, removeItem: 1, clear: 1 };
  assertEquals(storage.operations, counts);
  assertEquals(storage.writtenUnits, 4);
});

Deno.test("MemoryStorage.operations is a copy", () => {
  const storage = new MemoryStorage();
  const before = storage.operations;
  storage.getItem("a");
  assertEquals([before.getItem, storage.operations.getItem], [0, 1]);
});

const RUNS: [StorageOperation, (storage: MemoryStorage) => unknown][] = [
  ["length", (storage) => storage.length],
  ["key", (storage) => storage.key(0)],
  ["getItem", (storage) => storage.getItem("a")],
  ["setItem", (storage) => storage.setItem("a", "2")],
  ["removeItem", (storage) => storage.removeItem("a")],
  ["clear", (storage) => storage.clear()],
];

for (const [operation, run] of RUNS) {
  Deno.test(`MemoryStorage.failAt() fails the next ${operation} and changes nothing`, () => {
    const storage = new MemoryStorage({ entries: { a: "1" } });
    storage.failAt(1, { operation });
    const error = assertThrows(() => run(storage), DOMException);
    assertEquals([error.name, storage.snapshot()], ["UnknownError", { a: "1" }]);
    run(storage);
  });

  Deno.test(`MemoryStorage.failAt() lets ${operation} alone when another kind is meant`, () => {
    const storage = new MemoryStorage({ entries: { a: "1" } });
    storage.failAt(1, { operation: operation === "key" ? "clear" : "key" });
    run(storage);
  });
}

Deno.test("MemoryStorage.failAt() counts every kind from now on", () => {
  const storage = new MemoryStorage();
  storage.getItem("a");
  storage.failAt(3);
  storage.getItem("a");
  storage.setItem("a", "1");
  assertThrows(() => storage.removeItem("a"), DOMException, "removeItem");
  storage.removeItem("a");
});

Deno.test("MemoryStorage.failAt() counts one kind", () => {
  const storage = new MemoryStorage();
  storage.failAt(2, { operation: "setItem" });
  storage.setItem("a", "1");
  storage.getItem("a");
  assertThrows(() => storage.setItem("b", "1"), DOMException);
  assertEquals(storage.snapshot(), { a: "1" });
});

Deno.test("MemoryStorage.failAt() lasts as if the process had died", () => {
  const storage = new MemoryStorage();
  storage.failAt(2, { lasting: true });
  storage.setItem("a", "1");
  for (let i = 0; i < 3; i++) assertThrows(() => storage.setItem("b", "1"), DOMException);
  assertThrows(() => storage.getItem("a"), DOMException);
  assertEquals(storage.snapshot(), { a: "1" });
});

Deno.test("MemoryStorage.failAt() throws the given error", () => {
  const storage = new MemoryStorage();
  const error = new Error("denied");
  storage.failAt(1, { error });
  assertStrictEquals(assertThrows(() => storage.getItem("a")), error);
});

Deno.test("MemoryStorage.failAt() keeps several plans", () => {
  const storage = new MemoryStorage();
  storage.failAt(1);
  storage.failAt(2);
  assertThrows(() => storage.getItem("a"), DOMException);
  assertThrows(() => storage.getItem("a"), DOMException);
  storage.getItem("a");
});

for (const nth of [0, -1, 1.5, NaN]) {
  Deno.test(`MemoryStorage.failAt() refuses ${nth}`, () => {
    assertThrows(() => new MemoryStorage().failAt(nth), RangeError, "'nth'");
  });
}

Deno.test("MemoryStorage.heal() ends failures and fullness", async () => {
  const storage = new MemoryStorage({ full: true });
  storage.failAt(1, { lasting: true });
  await assertRejects(() => Promise.resolve().then(() => storage.getItem("a")), DOMException);
  storage.heal();
  storage.setItem("a", "1");
  assertEquals(storage.getItem("a"), "1");
});
