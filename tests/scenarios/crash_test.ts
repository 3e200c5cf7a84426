/** A process that is killed loses nothing that its storage took. */
import { assertEquals } from "@std/assert";
import { InslyticNode } from "@tidings/sdk";
import { createCollector } from "@tidings/sdk/testing";
import { TEST_KEY } from "../support/test_bench.ts";
import { openFolder } from "./crash/file_storage.ts";

/** Reads a child's first line: one chunk may not hold it all. */
async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
  }
  throw new Error(`the child ended after ${JSON.stringify(text)}`);
}

/** Runs the child on the folder, kills it when it has tracked, and returns the ids of its events. */
async function trackAndKill(folder: string, endpoint: string): Promise<string[]> {
  const program = new URL("./crash/killed_child.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-read",
      "--allow-write",
      "--allow-net=127.0.0.1",
      program,
      folder,
      endpoint,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const ids = JSON.parse(await firstLine(child.stdout)) as string[];
  child.kill("SIGKILL");
  await child.status;
  return ids;
}

for (const server of ["hangs", "is not there"]) {
  Deno.test(`a process killed right after 1,000 events, when the server ${server}: the next delivers all, each once`, async () => {
    const folder = await Deno.makeTempDir();
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    if (server === "is not there") listener.close();
    const ids = await trackAndKill(folder, `http://127.0.0.1:${port}`);
    if (server === "hangs") listener.close();
    const collector = createCollector();
    const next = new InslyticNode({
      apiKey: TEST_KEY,
      endpoint: `http://127.0.0.1:${port}`,
      storage: openFolder(folder),
      fetch: collector.fetch,
      handleSignals: false,
    });
    assertEquals(next.stats().restored, 1_000);
    assertEquals(await next.flush(), { delivered: 1_000, dropped: 0, pending: 0 });
    await next.shutdown();
    assertEquals(collector.events.map(({ properties }) => properties?.id ?? null), ids);
    assertEquals([...Deno.readDirSync(folder)].length, 0);
    await Deno.remove(folder, { recursive: true });
  });
}
