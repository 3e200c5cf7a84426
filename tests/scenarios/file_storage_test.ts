/**
 * What survives in a file when processes die: real processes, real signals, a real disk, a real socket.
 *
 * @module
 */
import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { createFileStorage, InslyticNode } from "@tidings/sdk/node";
import { createCollector } from "@tidings/sdk/testing";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { isDeno, type Program } from "../support/program.ts";
import { TEST_KEY } from "../support/test_bench.ts";
import { until } from "../support/until.ts";
import { serveIdCollector } from "./file_storage/id_collector.ts";
import { formatTally, runKills } from "./file_storage/kills.ts";
import { PERMISSIONS, startChild } from "./file_storage/run_child.ts";

const MANY = 1_000;

/** Nobody listens there: port 9 is that of a service that nobody runs any more. */
const NOWHERE = "http://127.0.0.1:9";

/** Runs a test with a folder of its own. */
async function withFolder(test: (path: string, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(`${tmpdir()}/tidings-`);
  try {
    await test(`${folder}/queue.tidings`, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}

/** Ends the programs that the test has not seen end. */
function disposeAll(programs: readonly Program[]): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      for (const program of programs) await program[Symbol.asyncDispose]();
    },
  };
}

/** The first line that a child says with this beginning. */
async function saidLike(child: Program, beginning: string): Promise<string> {
  const find = (): string | undefined => child.lines.find((line) => line.startsWith(beginning));
  await until(
    () => find() !== undefined,
    () => `The child did not say ${beginning}: ${child.lines.join(" / ")} ${child.stderr}`,
  );
  return find() ?? "";
}

const ENDS: readonly [string, string, (child: Program) => Promise<void>, number | string][] = [
  ["is killed", "stays", async (child) => {
    await saidLike(child, "[");
    child.signal("SIGKILL");
  }, "SIGKILL"],
  ["exits", "exit 3", async () => {}, 3],
  ["exits without a word", "exit", async () => {}, 0],
  ["throws", "throws", async () => {}, 1],
];

for (const [end, variant, finish, how] of ENDS) {
  Deno.test(`a process that ${end} right after 1,000 events: the next delivers all, each once`, async () => {
    await withFolder(async (path, folder) => {
      await using child = startChild("tracker", { path, endpoint: NOWHERE, count: MANY, variant });
      await finish(child);
      const { signal, code } = await child.ended();
      assertEquals(signal ?? code, how, child.stderr);
      const said = child.lines.find((line) => line.startsWith("["));
      await using collector = await serveIdCollector();
      const { endpoint } = collector;
      // The project is known by its endpoint: the next must have the same.
      const storage = createFileStorage(path);
      assertEquals(storage.length, MANY);
      const next = new InslyticNode({
        apiKey: "test-key",
        endpoint: NOWHERE,
        storage,
        fetch: (url, init) => fetch(url.replace(NOWHERE, endpoint), init),
      });
      assertEquals(next.stats().restored, MANY);
      assertEquals(await next.flush(), { delivered: MANY, dropped: 0, pending: 0 });
      await next.shutdown();
      storage.close();
      assertEquals([...collector.copies.values()], Array(MANY).fill(1));
      if (said !== undefined) assertEquals([...collector.copies.keys()], JSON.parse(said));
      assertEquals(namesIn(folder), ["queue.tidings"]);
      assertEquals(statSync(path).size, 0);
    });
  });
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`a process that ${signal} ends gives the file back, with what it could not deliver`, async () => {
    await withFolder(async (path, folder) => {
      const config = { path, endpoint: NOWHERE, count: 10, variant: "stays" };
      await using child = startChild("tracker", config);
      await saidLike(child, "[");
      child.signal(signal);
      assertEquals((await child.ended()).signal, signal, child.stderr);
      assertEquals(namesIn(folder), ["queue.tidings"]);
      using storage = createFileStorage(path);
      assertEquals(storage.length, 10);
    });
  });
}

Deno.test("a process that delivers everything leaves an empty file, and ends by itself", async () => {
  await withFolder(async (path, folder) => {
    await using collector = await serveIdCollector();
    const { endpoint } = collector;
    await using child = startChild("tracker", { path, endpoint, count: MANY, variant: "delivers" });
    await child.said("pending 0");
    assertEquals((await child.ended()).code, 0, child.stderr);
    assertEquals(collector.copies.size, MANY);
    assertEquals(namesIn(folder), ["queue.tidings"]);
    assertEquals(statSync(path).size, 0);
  });
});

// With all permissions Deno shows when a process started, as Node and Bun always do.
for (const permissions of isDeno ? [PERMISSIONS, ["--allow-all"]] : [PERMISSIONS]) {
  Deno.test(`a second process is refused, and has the file when the first was killed (${permissions[0]})`, async () => {
    await withFolder(async (path) => {
      const config = { path, endpoint: NOWHERE, count: 3, variant: "stays" };
      await using first = startChild("tracker", config, permissions);
      await saidLike(first, "[");
      await using second = startChild("tracker", config, permissions);
      const refusal = await saidLike(second, "refused");
      assertStringIncludes(refusal, `Cannot open the file storage '${path}' as process `);
      assertStringIncludes(refusal, "has it open: end that one first");
      assertEquals((await second.ended()).code, 0);
      first.signal("SIGKILL");
      await first.ended();
      await using third = startChild("tracker", config, permissions);
      await third.said('open {"damaged":0,"length":3}');
      await saidLike(third, "[");
      third.signal("SIGKILL");
      await third.ended();
    });
  });

  Deno.test(`of ten processes that race for a killed one's file one has it (${permissions[0]})`, async () => {
    for (let round = 0; round < 3; round++) {
      await withFolder(async (path, folder) => {
        const config = { path, endpoint: NOWHERE, count: 1, variant: "stays" };
        await using first = startChild("tracker", config, permissions);
        await saidLike(first, "[");
        first.signal("SIGKILL");
        await first.ended();
        const go = `${folder}/go`;
        const racers = Array.from(
          { length: 10 },
          () => startChild("racer", { path, go }, permissions),
        );
        await using _racers = disposeAll(racers);
        await Promise.all(racers.map((racer) => racer.said("ready")));
        writeFileSync(go, "");
        const isOver = ({ lines }: Program): boolean =>
          lines.some((line) => /^(won|ref)/.test(line));
        await until(() => racers.every(isOver), () => racers.map(({ stderr }) => stderr).join());
        const lines = racers.flatMap((racer) => racer.lines.filter((line) => line !== "ready"));
        assertEquals(lines.filter((line) => line === 'open {"damaged":0,"length":1}').length, 1);
        assertEquals(
          lines.filter((line) => line.includes("has it open: end")).length,
          9,
          `${lines}`,
        );
        for (const racer of racers) racer.signal("SIGKILL");
        await Promise.all(racers.map((racer) => racer.ended()));
        using storage = createFileStorage(path);
        assertEquals([storage.length, storage.getItem("winner")], [2, "1"]);
        storage.close();
        assertEquals(namesIn(folder), ["go", "queue.tidings"]);
      });
    }
  });
}

Deno.test("a thread of the process that has the file is refused as well", async () => {
  await withFolder(async (path, folder) => {
    await using child = startChild("thread", { path }, ["--allow-all"]);
    assertEquals((await child.ended()).code, 0, child.stderr);
    assertEquals(child.lines.length, 2, `${child.lines}`);
    assertStringIncludes(child.lines[0] ?? "", "open");
    assertStringIncludes(child.lines[1] ?? "", "has it open already");
    assertEquals(namesIn(folder), ["queue.tidings"]);
  });
});

Deno.test("10,000 waiting events are there in a moment", async () => {
  await withFolder(async (path) => {
    const filled = createFileStorage(path);
    const logger = { warn: () => {} };
    const options = { apiKey: TEST_KEY, flushInterval: 0, handleSignals: false, logger };
    const collector = createCollector();
    collector.always({ kind: "hang" });
    const first = new InslyticNode({ ...options, storage: filled, fetch: collector.fetch });
    for (let i = 0; i < 10_000; i++) {
      first.track({
        eventName: "waiting",
        anonymousId: "a",
        properties: { i, text: "x".repeat(100) },
      });
    }
    assertEquals(filled.length, 10_000);
    await first.shutdown({ timeoutMs: 0 });
    filled.close();
    const started = performance.now();
    using storage = createFileStorage(path);
    const next = new InslyticNode({ ...options, storage, fetch: collector.fetch });
    const ms = performance.now() - started;
    assertEquals(next.stats().restored, 10_000);
    // Some 200 ms where it was measured: anything in the square of the count would take minutes.
    assertLessOrEqual(ms, 5_000);
    await next.shutdown({ timeoutMs: 0 });
  });
});

Deno.test("two clients share a file under keys of their own, and shutdown() leaves it open", async () => {
  await withFolder(async (path) => {
    using storage = createFileStorage(path);
    const collector = createCollector();
    const options = { apiKey: TEST_KEY, storage, fetch: collector.fetch, handleSignals: false };
    const clients = ["a", "b"].map((storageKey) => new InslyticNode({ ...options, storageKey }));
    for (const client of clients) client.track({ eventName: "shared", anonymousId: "a" });
    assertEquals(storage.length, 2);
    for (const client of clients) assertEquals((await client.shutdown()).delivered, 1);
    assertEquals(storage.length, 0);
    storage.setItem("still", "open");
  });
});

Deno.test("a file that is lost in use costs one notice and no event", async () => {
  await withFolder(async (path) => {
    const notices: string[] = [];
    const warnings: string[] = [];
    using storage = createFileStorage(path, { onDamage: (message) => void notices.push(message) });
    const collector = createCollector();
    await using client = new InslyticNode({
      apiKey: TEST_KEY,
      storage,
      fetch: collector.fetch,
      handleSignals: false,
      logger: { warn: (line) => void warnings.push(line) },
    });
    const track = (): unknown => client.track({ eventName: "kept", anonymousId: "a" });
    track();
    unlinkSync(path);
    track();
    assertEquals([notices.length, warnings.length], [1, 0]);
    unlinkSync(path);
    writeFileSync(path, "precious");
    for (let i = 0; i < 10; i++) track();
    assertEquals([notices.length, warnings.length], [1, 1]);
    assertStringIncludes(warnings[0] ?? "", "another file has taken its place");
    assertEquals(await client.flush(), { delivered: 12, dropped: 0, pending: 0 });
    assertEquals(readFileSync(path, "utf8"), "precious");
  });
});

Deno.test("20 kills at random moments lose no acknowledged event (deno task kills --kills=500 for more)", async () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
  const tally = await runKills({ kills: 20, seed });
  const line = formatTally(20, seed, tally);
  const { lost, damaged, refused, dropped } = tally;
  assertEquals(
    { lost, damaged, refused, dropped },
    { lost: 0, damaged: 0, refused: 0, dropped: 0 },
    line,
  );
  assert(tally.acknowledged > 100 && tally.restored > 0, line);
});
