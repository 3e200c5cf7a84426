import { assertEquals } from "@std/assert";
import { repeatSideEffects } from "../../../../scripts/package/repeat_side_effects.ts";

Deno.test("repeatSideEffects() adds to a manifest that it has no side effects, and keeps the rest", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/package.json`, '{"type":"module"}');
    await repeatSideEffects(dir);
    const manifest = JSON.parse(await Deno.readTextFile(`${dir}/package.json`));
    assertEquals(manifest, { type: "module", sideEffects: false });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
