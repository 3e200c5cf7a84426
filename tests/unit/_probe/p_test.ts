import { InslyticNode, type InslyticNodeOptions } from "@tidings/sdk";
import { createCollector, FakeClock } from "@tidings/sdk/testing";
import { createSend } from "../../../src/runtime/http.ts";
import { retryAfterMs } from "../../../src/core/retry_after.ts";
import { JsonWriter, toPropertyText } from "../../../src/core/serialize.ts";
const KEY = "key-0123456789";
// deno-lint-ignore no-explicit-any
type A = any;
function rig(o: A = {}) {
  const clock = new FakeClock();
  const collector = createCollector({ clock });
  const logs: string[] = [];
  const client: A = new InslyticNode({
    apiKey: KEY,
    clock,
    fetch: collector.fetch,
    logger: { warn: (m) => logs.push(m) },
    ...o,
  });
  return { clock, collector, logs, client };
}
const E = { eventName: "e", anonymousId: "a" };
async function settled(p: Promise<A>, clock: FakeClock, ms: number) {
  let r: A = "PENDING";
  p.then((x) => r = x, (e) => r = ["REJ", e]);
  await clock.advance(ms);
  return r;
}
function t(name: string, f: () => A) {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      try {
        console.log("##", name, "=>", await f());
      } catch (e) {
        console.log("##", name, "THREW", e);
      }
    },
  });
}

t("onDrop tracks in overflow then flush hangs", async () => {
  const r = rig({
    maxQueueSize: 2,
    onDrop: () => {
      if (!once) {
        once = true;
        r.client.track({ ...E, eventName: "D" });
      }
    },
  });
  let once = false;
  for (const n of ["A", "B", "C"]) r.client.track({ ...E, eventName: n });
  const f = await settled(r.client.flush(), r.clock, 600_000);
  return [f, r.client.stats(), r.collector.eventNames()];
});
t("logger tracks in overflow then flush hangs", async () => {
  let once = false;
  const r = rig({
    maxQueueSize: 2,
    logger: {
      warn: () => {
        if (!once) {
          once = true;
          r.client.track({ ...E, eventName: "D" });
        }
      },
    },
  });
  for (const n of ["A", "B", "C"]) r.client.track({ ...E, eventName: n });
  return [await settled(r.client.flush(), r.clock, 600_000), r.collector.eventNames()];
});
t("waitUntil tracks then flush hangs", async () => {
  let once = false;
  const r = rig({
    waitUntil: () => {
      if (!once) {
        once = true;
        r.client.track({ ...E, eventName: "D" });
      }
    },
  });
  r.client.track(E);
  return [
    await settled(r.client.flush(), r.clock, 600_000),
    r.collector.eventNames(),
    r.client.stats(),
  ];
});
t("onDrop throws error with symbol message", () => {
  const r = rig({
    onDrop: () => {
      throw Object.assign(new Error("x"), { message: Symbol("m") });
    },
  });
  try {
    r.client.track({});
  } catch (e) {
    return ["track threw", String(e), r.client.stats()];
  }
  return "no throw";
});
t("beforeSend shuts down", async () => {
  const r = rig({
    beforeSend: (e: A) => {
      void r.client.shutdown();
      return e;
    },
  });
  const id = r.client.track(E);
  await r.clock.advance(0);
  return [id, r.client.stats(), r.clock.timers, r.collector.requests.length];
});
t("getter shuts down", async () => {
  const r = rig();
  const id = r.client.track({
    ...E,
    get userId() {
      void r.client.shutdown();
      return "u";
    },
  });
  await r.clock.advance(100_000);
  return [id, r.client.stats(), r.clock.timers, r.collector.requests.length];
});
t("long key in wrong option", () => {
  const key = "k".repeat(10) + "secretpart".repeat(10);
  try {
    new InslyticNode({ apiKey: key, maxBatchSize: key as A });
  } catch (e) {
    return (e as Error).message;
  }
});
t(
  "nulls",
  () =>
    [
      "flushInterval",
      "maxRetries",
      "handleSignals",
      "maxInFlight",
      "retryJitter",
      "debug",
      "maxBatchSize",
      "allowInsecure",
      "fetch",
      "logger",
      "endpoint",
      "messageIdKey",
      "onDrop",
      "clock",
    ].map((n) => {
      try {
        new InslyticNode({ apiKey: KEY, handleSignals: false, [n]: null } as A).shutdown();
        return n + ": accepted";
      } catch (e) {
        return n + ": " + (e as Error).name;
      }
    }),
);
t("unknown options", async () => {
  const r = rig({ flushInterva: 1, maxBatchsize: 2, apikey: "x" });
  const before = [...r.logs];
  await r.client.shutdown();
  return [before, r.logs];
});
t("timestamps", async () => {
  const out: A[] = [];
  for (
    const ts of [
      "2026-02-30T00:00:00Z",
      "2026-01-01T24:00:00Z",
      new Date(8.64e15),
      "+010000-01-01T00:00:00Z",
      "-000001-01-01T00:00:00Z",
      "2026-02-30T10:00:00+02:00",
      "2026-02-30",
      "0000-01-01T00:00:00Z",
    ]
  ) {
    const r = rig();
    r.client.track({ ...E, timestamp: ts });
    const x = await settled(r.client.shutdown(), r.clock, 60_000);
    out.push([
      ts,
      r.collector.requests[0]?.status,
      JSON.parse(r.collector.requests[0]?.body ?? "{}").events?.[0]?.timestamp,
      x.delivered,
      r.logs.length,
    ]);
  }
  return out;
});
t("revoked proxy timestamp", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const drops: A[] = [];
  const r = rig({ onDrop: (d: A) => drops.push(d) });
  return [
    r.client.track({ ...E, timestamp: proxy }),
    r.client.track({ ...E, timestamp: Object.create(Date.prototype) }),
    drops,
  ];
});
t("array proxy length trap", () => {
  const p = new Proxy([1], {
    get(t2, k) {
      if (k === "length") throw new Error("no");
      return Reflect.get(t2, k);
    },
  });
  const drops: A[] = [];
  const r = rig({ onDrop: (d: A) => drops.push(d) });
  const w = new JsonWriter(1000);
  let s;
  try {
    w.value(p);
    s = w.text;
  } catch (e) {
    s = "threw " + e;
  }
  return [r.client.track({ ...E, properties: { p } }), drops, s];
});
t("look budget", () => {
  let reads = 0;
  const o: A = {};
  for (let i = 0; i < 3000; i++) {
    Object.defineProperty(o, "k" + i, {
      enumerable: true,
      get() {
        reads++;
        return undefined;
      },
    });
  }
  const properties: A = {};
  for (let i = 0; i < 1500; i++) properties["p" + i] = o;
  const r = rig();
  const t0 = performance.now();
  const id = r.client.track({ ...E, properties });
  return [reads, id, performance.now() - t0];
});
t("bigint", () => {
  const out: A[] = [];
  for (const bits of [1_000_000, 10_000_000, 50_000_000]) {
    const b = 1n << BigInt(bits);
    const r = rig();
    const t0 = performance.now();
    r.client.track({ ...E, properties: { b } });
    out.push([bits, performance.now() - t0]);
  }
  return out;
});
t("buffer", () => {
  const r = rig();
  class B extends Uint8Array {
    toJSON() {
      return { type: "Buffer", data: Array.from(this) };
    }
  }
  const b = new B(40 << 20);
  const t0 = performance.now();
  r.client.track({ ...E, properties: { b } });
  return performance.now() - t0;
});
t("million keys", () => {
  const o: A = {};
  for (let i = 0; i < 1e6; i++) o["k" + i] = 1;
  const r = rig();
  const t0 = performance.now();
  r.client.track({ ...E, properties: o });
  return performance.now() - t0;
});
t("polluted", async () => {
  const r = rig();
  const P = Object.prototype as A;
  P.userId = "evil";
  P.messageId = "evil-id";
  P.endpoint = "https://evil.example";
  P.eventName = "evil";
  try {
    const c: A = new InslyticNode({ apiKey: KEY, clock: r.clock, fetch: r.collector.fetch });
    const id = c.track({ anonymousId: "a" });
    await c.shutdown();
    return [id, r.collector.requests[0]?.url, r.collector.requests[0]?.body];
  } finally {
    delete P.userId;
    delete P.messageId;
    delete P.endpoint;
    delete P.eventName;
  }
});
t(
  "retry-after NaN",
  () => [
    retryAfterMs("Sun, 06 Nov 1994 08:49:37 GMT", null, NaN),
    retryAfterMs("99999999999999999999", null, 0),
  ],
);
t("consent via beforeSend", async () => {
  const r = rig({ beforeSend: (e: A) => ({ eventName: e.eventName, anonymousId: e.anonymousId }) });
  r.client.track({ ...E, consentGiven: false });
  await r.client.shutdown();
  return r.collector.events[0];
});
t("bad timestamp w beforeSend", () => {
  const r = rig({ beforeSend: (e: A) => e });
  r.client.track({ ...E, timestamp: "x" });
  return r.logs;
});
t("heavy evicts all", () => {
  const r = rig({ maxQueueBytes: 1024 });
  for (let i = 0; i < 5; i++) r.client.track(E);
  const before = r.client.pending;
  const id = r.client.track({ ...E, properties: { x: "x".repeat(2000) } });
  return [before, id, r.client.stats()];
});
t("identify null envelope", () => {
  const drops: A[] = [];
  const r = rig({ onDrop: (d: A) => drops.push(d) });
  return [
    r.client.identify("u", {}, null),
    r.client.identify(42),
    r.client.track({ ...E, messageId: "" }),
    r.client.track(null),
    drops,
  ];
});
t("fetch rejects w symbol message", async () => {
  const r = rig({
    fetch: () =>
      Promise.reject(Object.assign(new Error("x"), {
        message: {
          toString() {
            throw 1;
          },
        },
      })),
  });
  r.client.track(E);
  return [await settled(r.client.flush(), r.clock, 10_000), r.client.stats()];
});
t("headers get throws on 202", async () => {
  const c = new FakeClock();
  const send = createSend({
    clock: c,
    requestTimeoutMs: 1000,
    fetch: () =>
      Promise.resolve({
        status: 202,
        headers: {
          get() {
            throw new Error("h");
          },
        },
        body: null,
      }),
  });
  return await send({ url: "u", headers: {}, body: "" }).answer;
});
t("one big chunk", async () => {
  const c = new FakeClock();
  const send = createSend({
    clock: c,
    requestTimeoutMs: 1000,
    fetch: () => Promise.resolve(new Response("x".repeat(1 << 24))) as A,
  });
  const a: A = await send({ url: "u", headers: {}, body: "" }).answer;
  return a.text.length;
});
t("empty chunks", async () => {
  const c = new FakeClock();
  let n = 0;
  const send = createSend({
    clock: c,
    requestTimeoutMs: 1000,
    fetch: () =>
      Promise.resolve({
        status: 200,
        headers: new Headers(),
        body: {
          getReader: () => ({
            read: () => {
              if (++n > 1_000_000) return Promise.resolve({ done: true });
              return Promise.resolve({ done: false, value: new Uint8Array(0) });
            },
            cancel: () => Promise.resolve(),
          }),
        },
      }),
  });
  await send({ url: "u", headers: {}, body: "" }).answer;
  return n;
});
t("php slashes", async () => {
  const key = "abc/def+ghi==";
  const probs: A[] = [];
  const r = rig({ apiKey: key, onError: (p: A) => probs.push(p.message) });
  r.collector.script({ status: 500, body: '{"error":"bad key abc\\/def+ghi=="}' }, {
    status: 500,
    body: "abc%2fdef%2bghi%3d%3d",
  });
  r.client.track(E);
  void r.client.flush();
  await r.clock.advance(10_000);
  return probs;
});
t(
  "toPropertyText",
  () => [
    toPropertyText(new Map([["a", 1]]), 100),
    toPropertyText([undefined, () => 1, Symbol("x"), -0, NaN], 100),
  ],
);
t("crypto throws", () => {
  const orig = crypto.getRandomValues;
  (crypto as A).getRandomValues = () => {
    throw new Error("x");
  };
  try {
    const r = rig();
    return [r.client.track(E), r.client.stats().dropped];
  } finally {
    delete (crypto as A).getRandomValues;
    void orig;
  }
});
t("onDrop nested drop", () => {
  const drops: A[] = [];
  const r = rig({
    maxQueueSize: 1,
    onDrop: (d: A) => {
      drops.push(d.name);
      if (d.name === "A") r.client.track({ ...E, eventName: "C" });
    },
  });
  r.client.track({ ...E, eventName: "A" });
  r.client.track({ ...E, eventName: "B" });
  return [drops, r.client.stats()];
});
