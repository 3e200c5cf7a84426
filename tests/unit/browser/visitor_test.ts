import { assertEquals } from "@std/assert";
import { createPageStore } from "../../../src/browser/page_store.ts";
import { Visitor } from "../../../src/browser/visitor.ts";
import { MemoryStorage } from "../../../src/testing/memory_storage.ts";

function createVisitor(storage: MemoryStorage | undefined = new MemoryStorage()): Visitor {
  let made = 0;
  return new Visitor({ store: createPageStore(storage, "k"), nextId: () => String(++made) });
}

Deno.test("Visitor.id() writes nothing and reads nothing while it may not be kept", () => {
  const storage = new MemoryStorage({ entries: { "k:visitor-id": "v_old" } });
  const visitor = createVisitor(storage);
  assertEquals(visitor.id(false), "v_1");
  assertEquals(visitor.id(false), "v_1");
  assertEquals(storage.operations, new MemoryStorage().operations);
});

Deno.test("Visitor.id() keeps what it had once it may, or takes what is stored", () => {
  const storage = new MemoryStorage();
  const visitor = createVisitor(storage);
  visitor.id(false);
  assertEquals(visitor.id(true), "v_1");
  assertEquals(storage.snapshot(), { "k:visitor-id": "v_1" });
  storage.setItem("k:visitor-id", "v_other");
  assertEquals(visitor.id(true), "v_1");
  visitor.reread();
  assertEquals(visitor.id(true), "v_other");
});

Deno.test("Visitor.unkeep() takes the id out of the storage, and out of memory if it is told to", () => {
  const storage = new MemoryStorage();
  const visitor = createVisitor(storage);
  visitor.id(true);
  visitor.unkeep(false);
  assertEquals(storage.snapshot(), {});
  assertEquals(visitor.id(false), "v_1");
  visitor.unkeep(true);
  assertEquals(visitor.id(true), "v_2");
});

Deno.test("Visitor.id() lives in memory where there is no storage, or it throws", () => {
  for (const storage of [undefined, new MemoryStorage({ full: true })]) {
    const visitor = createVisitor(storage);
    assertEquals(visitor.id(true), "v_1");
    assertEquals(visitor.id(true), "v_1");
  }
});
