/** What the README says of storage and requests is what both clients do. */
import { assert, assertEquals } from "@std/assert";
import { InslyticNode } from "@tidings/sdk";
import { createFileStorage } from "@tidings/sdk/node";
import { createCollector, FakeClock, MemoryStorage } from "@tidings/sdk/testing";
import { createBrowserBench } from "../support/browser_bench.ts";
import { codeBlock, codeIn, readTable } from "../support/markdown.ts";

const README = await Deno.readTextFile("README.md");

/** Keys that the README says lie in a storage, as patterns. */
function storedKeys(where: string): RegExp[] {
  return readTable(README, "where it is stored").filter(([cell = ""]) => cell.includes(where))
    .flatMap(([cell = ""]) => codeIn(cell).filter((code) => code.startsWith("<storageKey>")))
    .map((code) => code.replace("<storageKey>", "KEY").replaceAll(/<\w+>/g, "[\\da-f]+"))
    .map((pattern) => new RegExp(`^${pattern}$`));
}

/** What a row of the table of what is sent names in a page, or on a server. */
function sent(what: string, side: "page" | "server"): string[] {
  const row = readTable(README, "what is sent").find(([first]) => first === what);
  return codeIn(row?.[side === "page" ? 1 : 2] ?? "");
}

/** Every key is described once, and every description has its key. */
function assertDescribed(keys: readonly string[], described: readonly RegExp[]): void {
  for (const key of keys) {
    assertEquals(described.filter((one) => one.test(key)).length, 1, key);
  }
  for (const one of described) assert(keys.some((key) => one.test(key)), `${one}`);
}

/** A page that has all that is added to events by itself. */
const CAMPAIGN = ["Source", "Medium", "Campaign", "Term", "Content"]
  .map((name) => `utm_${name.toLowerCase()}=a`).join("&");

const PAGE = {
  url: `https://shop.example/start?${CAMPAIGN}`,
  referrer: "https://other.example/",
};

Deno.test("the README names every key that a page stores, and no other", async () => {
  await using bench = createBrowserBench({ storageKey: "KEY" }, PAGE);
  bench.client.setConsent("granted");
  bench.client.identify({ userId: "u-1", traits: { plan: "pro" } });
  bench.client.group({ groupId: "g-1" });
  bench.client.setContext({ app: "shop" });
  bench.client.setUserProperties({ seats: 5 });
  bench.track(2);
  assertDescribed(Object.keys(bench.page.storage.snapshot()), storedKeys("localStorage"));
});

Deno.test("the README names every key that a server stores, and no other", async () => {
  const storage = new MemoryStorage();
  const { fetch } = createCollector();
  const client = new InslyticNode({ apiKey: "test-key", fetch, storage, storageKey: "KEY" });
  client.track({ eventName: "e", anonymousId: "a" });
  assertDescribed(Object.keys(storage.snapshot()), storedKeys("a server's"));
  await client.shutdown();
  assertEquals(storage.snapshot(), {});
});

Deno.test("a file storage is its owner's alone, and holds nothing of the past once it is closed", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/queue.tidings`;
  const storage = createFileStorage(path);
  const { fetch } = createCollector();
  const client = new InslyticNode({ apiKey: "test-key", fetch, storage });
  client.track({ eventName: "of_the_past", anonymousId: "anon-1" });
  const held = async (): Promise<boolean> =>
    (await Deno.readTextFile(path)).includes("of_the_past");
  assertEquals(await held(), true, "in the clear");
  assertEquals((await Deno.stat(path)).mode ?? 0, 0o100_600);
  assertEquals(await names(dir), ["queue.tidings", "queue.tidings.lock"]);
  await client.shutdown();
  storage.close();
  assertEquals(await held(), false);
  assertEquals(await names(dir), ["queue.tidings"]);
  await Deno.remove(dir, { recursive: true });
});

async function names(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir), ({ name }) => name)).sort();
}

Deno.test("the README names the fields of a page's event, and what is added to its metadata", async () => {
  await using bench = createBrowserBench({}, PAGE);
  bench.client.track("e");
  const [event] = await bench.deliver();
  assertEquals(Object.keys(event ?? {}).sort(), sent("fields of an event", "page").sort());
  const options = ["enrichDeviceInfo", "captureUtmParams"];
  const added = sent("added to each event", "page").filter((name) => !options.includes(name));
  assertEquals(Object.keys(event?.metadata ?? {}).sort(), added.sort());
});

Deno.test("the README names the headers of a page's request, and where the key of a beacon is", async () => {
  await using bench = createBrowserBench();
  bench.client.track("e");
  await bench.deliver();
  bench.client.track("e");
  bench.page.hide();
  const [request, beacon] = bench.page.received;
  assertEquals(Object.keys(request?.headers ?? {}).sort(), sent("headers of a request", "page"));
  const query = [...new URL(beacon?.url ?? "").searchParams.keys()];
  assertEquals([beacon?.by, query], ["beacon", sent("of a beacon", "page")]);
});

Deno.test("the README names the fields of a server's event, those that are given, and the headers", async () => {
  const collector = createCollector();
  const clock = new FakeClock();
  const client = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch, clock });
  const fields = sent("fields of an event", "server");
  const given = sent("only if you give them", "server");
  client.track({ eventName: "e", anonymousId: "a" });
  const all = Object.fromEntries(given.map((name) => [name, "x"]));
  client.track({ ...all, eventName: "e", anonymousId: "a" });
  // Nothing but what the README names is sent, whatever is given.
  client.untyped({
    ...all,
    eventName: "e",
    anonymousId: "a",
    ...{ hostname: "h", ip: "127.0.0.1" },
  });
  const flushed = client.flush();
  await clock.advance(0);
  await flushed;
  const [bare, full, foreign] = collector.events.map((event) => Object.keys(event).sort());
  assertEquals(bare, fields.toSorted());
  assertEquals(full, [...fields, ...given].sort());
  assertEquals(foreign, full);
  const headers = Object.keys(collector.requests[0]?.headers ?? {}).sort();
  assertEquals(headers, sent("headers of a request", "server").map((name) => name.toLowerCase()));
  await client.shutdown();
});

Deno.test("the README's policy lets a page connect to the collector, and load nothing but its own", () => {
  const [name, policy = ""] = codeBlock(README, "http").split(": ");
  assertEquals(name, "Content-Security-Policy");
  const sources = Object.fromEntries(
    policy.split("; ").map((directive) => directive.split(/ (.*)/, 2)),
  );
  assertEquals(sources["default-src"], "'none'");
  assertEquals(sources["connect-src"], "https://metrics.example.com");
});
