/**
 * The Node entry: the same client, with the process of `node:process`.
 */
import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import process from "node:process";
import * as main from "@tidings/sdk";
import * as node from "@tidings/sdk/node";
import { createCollector } from "@tidings/sdk/testing";

const { fetch } = createCollector();
const options = { apiKey: "test-key-1234567890", fetch };

function countListeners(): number[] {
  return ["SIGTERM", "SIGINT", "beforeExit"].map((event) => process.listenerCount(event));
}

/** Runs `use` with something else as the global process. */
async function withGlobalProcess(
  descriptor: PropertyDescriptor,
  use: () => Promise<void>,
): Promise<void> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "process");
  Object.defineProperty(globalThis, "process", { configurable: true, ...descriptor });
  try {
    await use();
  } finally {
    if (own === undefined) Reflect.deleteProperty(globalThis, "process");
    else Object.defineProperty(globalThis, "process", own);
  }
}

const OTHERS: readonly (readonly [what: string, descriptor: PropertyDescriptor])[] = [
  ["is missing", { value: undefined }],
  ["holds only what bundlers put in", { value: { env: {}, browser: true } }],
  ["cannot be read", {
    get() {
      throw new Error("not allowed");
    },
  }],
];

for (const [what, descriptor] of OTHERS) {
  Deno.test(`InslyticNode() of the Node entry listens although the global process ${what}`, async () => {
    await withGlobalProcess(descriptor, async () => {
      const client = new node.InslyticNode(options);
      assertEquals(countListeners(), [1, 1, 1]);
      await client.shutdown();
      assertEquals(countListeners(), [0, 0, 0]);
    });
  });
}

Deno.test("InslyticNode() of both entries puts on one listener per signal together", async () => {
  const clients = [new main.InslyticNode(options), new node.InslyticNode(options)];
  assertEquals(countListeners(), [1, 1, 1]);
  await clients[0]?.shutdown();
  assertEquals(countListeners(), [1, 1, 1]);
  await clients[1]?.shutdown();
  assertEquals(countListeners(), [0, 0, 0]);
});

Deno.test("InslyticNode() of the Node entry listens to no signal with handleSignals: false", async () => {
  const client = new node.InslyticNode({ ...options, handleSignals: false });
  assertEquals(countListeners(), [0, 0, 1]);
  await client.shutdown();
});

Deno.test("InslyticNode of the Node entry is one of the main entry, by name and by kind", async () => {
  const client = new node.InslyticNode<{ opened: { from: string } }>(options);
  assertEquals(node.InslyticNode.name, "InslyticNode");
  assertInstanceOf(client, node.InslyticNode);
  const taken: main.InslyticNode<{ opened: { from: string } }> = client;
  const inspect = Reflect.get(client, Symbol.for("nodejs.util.inspect.custom"));
  assertStringIncludes(String(Reflect.apply(inspect, client, [])), "InslyticNode {");
  taken.track({ eventName: "opened", anonymousId: "a", properties: { from: "mail" } });
  assertEquals(await client.shutdown(), { delivered: 1, dropped: 0, pending: 0 });
});

Deno.test("a class derived from the Node entry's listens as that one does", async () => {
  class Client extends node.InslyticNode {}
  await withGlobalProcess({ value: {} }, async () => {
    const client = new Client(options);
    assertEquals(countListeners(), [1, 1, 1]);
    await client.shutdown();
  });
});

Deno.test("the Node entry exports all that the main one does", () => {
  assert(Object.keys(main).includes("InslyticNode"));
  assertEquals(Object.keys(main).filter((name) => !(name in node)), []);
});

Deno.test("the published classes keep their names, however small the package is made", async () => {
  const { InslyticNode } = await import("@tidings/sdk");
  const { FakeClock, MemoryStorage } = await import("@tidings/sdk/testing");
  assertEquals([InslyticNode, FakeClock, MemoryStorage].map(({ name }) => name), [
    "InslyticNode",
    "FakeClock",
    "MemoryStorage",
  ]);
});
