/**
 * A second version: who asked for `^0.1` gets it when asking anew, not before, and never gets other bytes
 * under the same version.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import type { Release } from "../../scripts/jsr_registry/release.ts";
import { type Consumer, createConsumer } from "./support/consumer.ts";
import { publish, publishCheckout, RANGE } from "./support/published_checkout.ts";

const { registry, release, close } = await publishCheckout();
Deno.test.afterAll(close);

const [MAJOR_MINOR, PATCH] = config.version.split(/\.(?=\d+$)/);
const NEXT_VERSION = `${MAJOR_MINOR}.${Number(PATCH) + 1}`;

/** Unpacks a release as a checkout of another version. */
async function unpack({ files }: Release, version: string, to: Consumer): Promise<void> {
  for (const [path, bytes] of files) await to.write(path.slice(1), bytes);
  const { links: _, tasks: _tasks, ...kept } = config;
  await to.write("deno.json", JSON.stringify({ ...kept, version }));
  await to.write(
    "src/version.ts",
    `/** The next one. */\nexport const VERSION: string = "${version}";\n`,
  );
}

/** The version that a program of the project gets. */
async function versionSeen(consumer: Consumer): Promise<string> {
  return (await consumer.deno("run", "--check", "main.ts")).stdout.trim();
}

Deno.test("a second version is published once and reaches who updates", async (t) => {
  await using early = await createConsumer(registry);
  await early.deno("add", `jsr:${config.name}`);
  await early.write("main.ts", `import { VERSION } from "${config.name}"; console.log(VERSION);`);
  assertEquals(await versionSeen(early), config.version);

  await using copy = await createConsumer(registry);
  await unpack(release, NEXT_VERSION, copy);
  await publish(copy);
  const published = registry.store.releasesOf("tidings", "sdk");
  assertEquals(published.map(({ version }) => version), [config.version, NEXT_VERSION]);

  await t.step("published again with other content, it stays as it was", async () => {
    await copy.write("src/version.ts", `export const VERSION: string = "forged";\n`);
    const { stderr, stdout } = await publish(copy);
    assertStringIncludes(stderr + stdout, "Skipping, already published");
    const now = registry.store.releasesOf("tidings", "sdk");
    assert(now.length === 2 && now.every((one, i) => one === published[i]));
  });

  await t.step("who has a lock file keeps what is in it", async () => {
    assertEquals(await versionSeen(early), config.version);
  });

  await t.step("'deno update' takes the new one", async () => {
    await early.deno("update");
    assertEquals(await versionSeen(early), NEXT_VERSION);
  });

  await t.step("who asks for the range now gets the new one", async () => {
    await using late = await createConsumer(registry);
    const specifier = `jsr:${config.name}@${RANGE}`;
    await late.write("main.ts", `import { VERSION } from "${specifier}"; console.log(VERSION);`);
    assertEquals(await versionSeen(late), NEXT_VERSION);
  });
});
