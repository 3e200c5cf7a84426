/**
 * A process that dies, or a machine that loses its power, at every single operation on the disk.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { FakeDisk, type PowerCut } from "./fake_disk.ts";
import { contentOf, openFake } from "./fake_world.ts";
import { type Model, recordOperations, STEPS, tell, toModel } from "./storage_script.ts";

/** What a run came to. */
interface Run {
  /** What the storage had said yes to. */
  readonly acknowledged: Model;
  /** That, and the step that it had not answered. */
  readonly attempted: Model;
}

function run(disk: FakeDisk, isPowerSafe: boolean): Run {
  let acknowledged: Model = new Map();
  let attempted = acknowledged;
  try {
    const storage = openFake(disk, { isPowerSafe });
    for (const step of STEPS) {
      attempted = toModel(acknowledged, step);
      tell(storage, step);
      acknowledged = attempted;
    }
    storage.close();
  } catch {
    // It has died.
  }
  return { acknowledged, attempted };
}

/** Runs again and again, with a death at the first operation, the second, and so on to the last. */
function dieAtEach(
  bytes: number | undefined,
  isPowerSafe: boolean,
  check: (disk: FakeDisk, run: Run, at: string) => void,
): void {
  const operations = recordOperations(isPowerSafe);
  assert(operations.filter((operation) => operation === "rename").length >= 3);
  for (const [i, operation] of operations.entries()) {
    if (bytes !== undefined && operation !== "write") continue;
    const disk = new FakeDisk();
    disk.plan = (_, nth) => nth === i + 1 ? { dies: true, bytes } : undefined;
    check(disk, run(disk, isPowerSafe), `died at operation ${i + 1}, ${operation}`);
  }
}

const asObject = (model: Model): Record<string, string> => Object.fromEntries(model);

const sorted = (content: Record<string, string | null>): string =>
  JSON.stringify(Object.entries(content).sort());

for (const bytes of [undefined, 0, 20, 40, 100_000, 10_000_000]) {
  const when = bytes === undefined ? "before it" : `after ${bytes} bytes of a write`;
  Deno.test(`a process that dies at any operation, ${when}: what was stored is there`, () => {
    dieAtEach(bytes, false, (disk, { acknowledged, attempted }, at) => {
      disk.restart();
      const next = openFake(disk);
      const found = sorted(contentOf(next));
      const allowed = [acknowledged, attempted].map((model) => sorted(asObject(model)));
      assert(allowed.includes(found), at);
      assertEquals([next.damaged, disk.notices], [0, []], at);
      // And it goes on as if nothing had been.
      next.setItem("more", "5");
      disk.restart();
      assertEquals(openFake(disk).getItem("more"), "5", at);
      assertEquals(disk.names.length, 3, at);
    });
  });
}

const CUTS: readonly PowerCut[] = [true, false].flatMap((keepsNames) =>
  [true, false].map((keepsContents) => ({ keepsNames, keepsContents }))
);

Deno.test("with 'power' a cut at any operation loses nothing stored, whatever the disk had kept", () => {
  dieAtEach(undefined, true, (disk, { acknowledged, attempted }, at) => {
    for (const cut of CUTS) {
      const left = disk.copy();
      left.cutPower(cut);
      const next = openFake(left, { isPowerSafe: true });
      const when = `${at}, ${JSON.stringify(cut)}`;
      assertEquals(next.damaged, 0, when);
      for (const [key, value] of acknowledged) {
        const isLeaving = attempted.get(key) !== value;
        if (!isLeaving) assertEquals(next.getItem(key), value, when);
      }
    }
  });
});
