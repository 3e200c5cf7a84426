/**
 * What a file storage says when Deno does not let it do what it needs. Of no meaning elsewhere.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { startChild } from "./file_storage/run_child.ts";

/** Nobody listens there: port 9 is that of a service that nobody runs any more. */
const NOWHERE = "http://127.0.0.1:9";

async function withFolder(test: (path: string, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(`${folder}/queue.tidings`, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a process that may not look for others says so instead of taking their file", async () => {
  await withFolder(async (path, folder) => {
    const config = { path, endpoint: NOWHERE, count: 1, variant: "stays" };
    const few = [`--allow-read=${folder}`, `--allow-write=${folder}`, "--allow-net=127.0.0.1"];
    await using first = startChild("tracker", config, few);
    await first.said('open {"damaged":0,"length":0}');
    await using second = startChild("tracker", config, few);
    assertEquals((await second.ended()).code, 0, second.stderr);
    assertStringIncludes(second.lines.join(), "Deno needs --allow-run for it");
    first.signal("SIGKILL");
    await first.ended();
  });
});

Deno.test("a process that may not use the folder says so", async () => {
  await withFolder(async (path) => {
    await using child = startChild("tracker", { path }, ["--allow-net=127.0.0.1"]);
    assertEquals((await child.ended()).code, 0, child.stderr);
    assertStringIncludes(child.lines.join(), "as Deno does not allow it");
  });
});
