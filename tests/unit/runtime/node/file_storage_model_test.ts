/**
 * A file storage against a `Map`, with processes that die, close, or find the file gone.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { FakeDisk } from "./fake_disk.ts";
import { contentOf, openFake, PATH } from "./fake_world.ts";

type Command =
  | { readonly kind: "set"; readonly key: string; readonly value: string }
  | { readonly kind: "remove"; readonly key: string }
  | { readonly kind: "kill" | "close" | "delete file" | "cut file" };

const key = fc.oneof(fc.constantFrom("a", "b", "c", "d"), fc.string({ unit: "binary" }));

/** Now and then one that is worth a rewrite soon. */
const value = fc.oneof(
  { arbitrary: fc.string({ unit: "binary" }), weight: 6 },
  { arbitrary: fc.nat(9).map((n) => String(n).repeat(300_000)), weight: 1 },
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant("set" as const), key, value }), weight: 10 },
  { arbitrary: fc.record({ kind: fc.constant("remove" as const), key }), weight: 8 },
  {
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "kill" as const,
        "close" as const,
        "delete file" as const,
        "cut file" as const,
      ),
    }),
    weight: 2,
  },
);

Deno.test("a file storage holds what a Map holds, whatever happens between two operations", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const disk = new FakeDisk();
      const model = new Map<string, string>();
      let storage = openFake(disk);
      /** Somebody meddled: only memory has everything, until something is stored. */
      let isOnlyInMemory = false;
      for (const command of commands) {
        disk.nowMs += 1_000;
        switch (command.kind) {
          case "set":
            storage.setItem(command.key, command.value);
            model.set(command.key, command.value);
            isOnlyInMemory = false;
            break;
          case "remove":
            storage.removeItem(command.key);
            model.delete(command.key);
            break;
          case "kill":
          case "close":
            if (isOnlyInMemory) break;
            if (command.kind === "close") storage.close();
            disk.restart();
            storage = openFake(disk);
            assertEquals(storage.damaged, 0);
            break;
          case "delete file":
            disk.delete(PATH);
            isOnlyInMemory = true;
            break;
          case "cut file":
            if (!disk.names.includes(PATH)) break;
            disk.change(PATH, disk.content(PATH).subarray(0, 10));
            isOnlyInMemory = true;
            break;
        }
        assertEquals(contentOf(storage), Object.fromEntries(model));
      }
      if (isOnlyInMemory) return;
      disk.restart();
      assertEquals(contentOf(openFake(disk)), Object.fromEntries(model));
      assertEquals(disk.names.length, 3);
    }),
    { numRuns: 300 },
  );
});
