/** A process that is killed loses nothing that its storage took. */
import { assertEquals } from "@std/assert";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InslyticNode } from "@tidings/sdk";
import { createCollector } from "@tidings/sdk/testing";
import { startProgram } from "../support/program.ts";
import { closedEndpoint, serveSilence } from "../support/serve.ts";
import { TEST_KEY } from "../support/test_bench.ts";
import { openFolder } from "./crash/file_storage.ts";

/** Runs the child on the folder, kills it when it has tracked, and returns the ids of its events. */
async function trackAndKill(folder: string, endpoint: string): Promise<string[]> {
  await using child = startProgram(new URL("./crash/killed_child.ts", import.meta.url), {
    args: [folder, endpoint],
    permissions: ["--allow-read", "--allow-write", "--allow-net=127.0.0.1"],
  });
  const ids = JSON.parse(await child.saidFirst()) as string[];
  child.signal("SIGKILL");
  await child.ended();
  return ids;
}

async function assertAllRestored(folder: string, endpoint: string): Promise<void> {
  const ids = await trackAndKill(folder, endpoint);
  const collector = createCollector();
  const next = new InslyticNode({
    apiKey: TEST_KEY,
    endpoint,
    storage: openFolder(folder),
    fetch: collector.fetch,
    handleSignals: false,
  });
  assertEquals(next.stats().restored, 1_000);
  assertEquals(await next.flush(), { delivered: 1_000, dropped: 0, pending: 0 });
  await next.shutdown();
  assertEquals(collector.events.map(({ properties }) => properties?.id ?? null), ids);
  assertEquals(await readdir(folder), []);
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tidings-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

Deno.test("a process killed right after 1,000 events, when the server hangs: the next delivers all, each once", async () => {
  await using served = await serveSilence();
  await withFolder((folder) => assertAllRestored(folder, served.endpoint));
});

Deno.test("a process killed right after 1,000 events, when the server is not there: the next delivers all, each once", async () => {
  const endpoint = await closedEndpoint();
  await withFolder((folder) => assertAllRestored(folder, endpoint));
});
