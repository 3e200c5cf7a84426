/**
 * What only some runtimes can show of a client: their own inspectors, and the types without `this`.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { format, inspect, types } from "node:util";
import { InslyticNode } from "../../../src/server/inslytic_node.ts";
import { createCollector, FakeClock } from "../../../src/testing/mod.ts";

const KEY = "secret-key-0123456789";

/** A client with an event in its queue. */
function createClient(): { client: InslyticNode; end: () => Promise<void> } {
  const clock = new FakeClock();
  const { fetch } = createCollector({ clock });
  const client = new InslyticNode({ apiKey: KEY, fetch, clock });
  client.track({ eventName: "e", anonymousId: "a" });
  const end = async (): Promise<void> => {
    const ended = client.shutdown();
    await clock.advance(0);
    await ended;
  };
  return { client, end };
}

const SHOWS: readonly (readonly [what: string, show: (client: unknown) => string])[] = [
  ["Deno.inspect()", (client) => Deno.inspect(client)],
  [
    "Deno.inspect() of an object that holds it",
    (client) => Deno.inspect({ a: [{ client }] }, { depth: 10 }),
  ],
  [
    "Deno.inspect() with hidden members",
    (client) => Deno.inspect(client, { showHidden: true, depth: 10 }),
  ],
  ["Deno.inspect() with getters", (client) => Deno.inspect(client, { getters: true, depth: 10 })],
  ["util.inspect()", (client) => inspect(client)],
  [
    "util.inspect() of an object that holds it",
    (client) => inspect({ a: [{ client }] }, { depth: 10 }),
  ],
  [
    "util.inspect() with hidden members",
    (client) => inspect(client, { showHidden: true, depth: 10 }),
  ],
  [
    "util.inspect() without custom inspection",
    (client) =>
      inspect(client, { customInspect: false, showHidden: true, getters: true, depth: 10 }),
  ],
  ["util.format()", (client) => format("%o %O %j %s", client, client, client, client)],
  ["JSON.stringify()", (client) => JSON.stringify(client)],
  ["String()", (client) => String(client)],
  ["an error's cause", (client) => Deno.inspect(new Error("e", { cause: client }))],
];

for (const [what, show] of SHOWS) {
  Deno.test(`${what} shows no key of a client`, async () => {
    const { client, end } = createClient();
    assertEquals(show(client).includes(KEY), false);
    await end();
  });
}

for (const [what, show] of SHOWS.filter(([what]) => /^(Deno|util).inspect\(\)$/.test(what))) {
  Deno.test(`${what} shows a client's books`, async () => {
    const { client, end } = createClient();
    assertStringIncludes(show(client), "InslyticNode");
    assertStringIncludes(show(client), '"queued":1');
    await end();
  });
}

Deno.test("console.log() shows no key of a client", async () => {
  const script = `
    import { InslyticNode } from "./mod.ts";
    const client = new InslyticNode({ apiKey: "${KEY}", handleSignals: false });
    console.log(client, [client], { client });
    console.dir(client, { showHidden: true });
    console.table([client]);
    console.error("%o %O", client, client);
    await client.shutdown();
  `;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", script],
    cwd: new URL("../../../", import.meta.url),
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals(code, 0, said);
  assertStringIncludes(said, "InslyticNode");
  assertEquals(said.includes(KEY), false, said);
});

Deno.test("a client is no proxy and can be extended", async () => {
  class Own extends InslyticNode {
    readonly seen: string[] = [];
    override track(event: { eventName: string; anonymousId: string }): string | null {
      this.seen.push(event.eventName);
      return super.track(event);
    }
  }
  const clock = new FakeClock();
  const { fetch } = createCollector({ clock });
  const client = new Own({ apiKey: KEY, fetch, clock });
  const { track } = client;
  track({ eventName: "e", anonymousId: "a" });
  assertEquals([types.isProxy(client), client.seen, client.pending], [false, ["e"], 1]);
  const ended = client.shutdown();
  await clock.advance(0);
  await ended;
});

Deno.test("a heavy byte buffer is given up before its toJSON copies it", async () => {
  const { Buffer } = await import("node:buffer");
  const { client, end } = createClient();
  const properties = { bytes: Buffer.alloc(40 * 2 ** 20) };
  const startedAt = performance.now();
  const track = client.untyped as (event: unknown) => string | null;
  assertEquals(track({ eventName: "e", anonymousId: "a", properties }), null);
  assertEquals(performance.now() - startedAt < 200, true, `${performance.now() - startedAt} ms`);
  assertEquals(client.stats().dropped, { too_large: 1 });
  await end();
});

const TIMEOUTS: readonly unknown[] = [
  undefined,
  null,
  5,
  "5",
  {},
  { timeoutMs: NaN },
  { timeoutMs: -1 },
  { timeoutMs: "0" },
  { timeoutMs: null },
];

TIMEOUTS.forEach((options, index) => {
  Deno.test(`shutdown() waits as long as the client's own option says for wrong options ${index}`, async () => {
    const clock = new FakeClock();
    const collector = createCollector({ clock });
    collector.always({ kind: "hang" });
    const { fetch } = collector;
    const client = new InslyticNode({
      apiKey: KEY,
      fetch,
      clock,
      shutdownTimeoutMs: 300,
      logger: { warn: () => {} },
    });
    client.track({ eventName: "e", anonymousId: "a" });
    let isOver = false;
    const shutdown = client.shutdown as (options: unknown) => Promise<unknown>;
    void shutdown(options).then(() => isOver = true);
    await clock.advance(299);
    assertEquals(isOver, false);
    await clock.advance(1);
    assertEquals(isOver, true);
  });
});

Deno.test("shutdown() survives options whose getter throws", async () => {
  const { client, end } = createClient();
  const shutdown = client.shutdown as (options: unknown) => Promise<unknown>;
  void shutdown(Object.defineProperty({}, "timeoutMs", {
    get: () => {
      throw new Error("hostile");
    },
  }));
  await end();
});

Deno.test("shutdown() waits five minutes at most, whatever is asked for", async () => {
  for (const timeoutMs of [300_001, 1e9, Infinity]) {
    const clock = new FakeClock();
    const fetch = () => new Promise<never>(() => {});
    const logger = { warn: () => {} };
    const client = new InslyticNode({
      apiKey: KEY,
      fetch,
      clock,
      logger,
      requestTimeoutMs: 300_000,
    });
    client.track({ eventName: "e", anonymousId: "a" });
    let isOver = false;
    void client.shutdown({ timeoutMs }).then(() => isOver = true);
    await clock.advance(300_000);
    assertEquals(isOver, true, String(timeoutMs));
  }
});

Deno.test("a client's methods can be replaced, as spies do", async () => {
  const { client, end } = createClient();
  const seen: unknown[] = [];
  const { track } = client;
  client.track = (event) => {
    seen.push(event.eventName);
    return track(event);
  };
  client.track({ eventName: "spied", anonymousId: "a" });
  Object.defineProperty(client, "untyped", { value: () => "replaced" });
  assertEquals([seen, client.pending, client.untyped({ eventName: "e", anonymousId: "a" })], [
    ["spied"],
    2,
    "replaced",
  ]);
  await end();
});
