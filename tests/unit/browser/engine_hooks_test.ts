import { assert, assertEquals, assertLess } from "@std/assert";
import type { MetricsClient, MetricsClientOptions } from "@tidings/sdk/browser";
import { assertBalanced } from "../../support/test_bench.ts";
import { createEngineBench, type EngineBench, passUntilOver, type Reply } from "./engine_bench.ts";

/** What a hook may do to the client that calls it. */
const DEEDS: Readonly<Record<string, (client: MetricsClient) => unknown>> = {
  track: (client) => client.track("from a hook"),
  "track 3 events": (client) => {
    for (let i = 0; i < 3; i++) client.track("from a hook");
  },
  flush: (client) => void client.flush(),
  "flush by beacon": (client) => void client.flush({ useBeacon: true }),
  shutdown: (client) => void client.shutdown(),
  reset: (client) => client.reset(),
  deny: (client) => client.setConsent("denied"),
  "take consent back": (client) => client.setConsent("pending"),
  "deny and grant": (client) => {
    client.setConsent("denied");
    client.setConsent("granted");
  },
  throw: () => {
    throw new Error("a hook's own");
  },
  reject: () => Promise.reject(new Error("a hook's own")),
  "never settle": () => new Promise(() => {}),
};

/** Where it is called. */
type Place = (act: () => unknown) => MetricsClientOptions;

const PLACES: Readonly<Record<string, Place>> = {
  onDrop: (act) => ({ onDrop: act }),
  onError: (act) => ({ onError: act }),
  logger: (act) => ({ debug: true, logger: { warn: act, debug: act } }),
  beforeSend: (act) => ({
    // A hook that is async by mistake: no type would let it.
    beforeSend: (event) => orPromise(act(), event),
  }),
  sanitizeUrl: (act) => ({
    sanitizeUrl: (url) => orPromise(act(), url),
  }),
};

function orPromise<T>(result: unknown, otherwise: T): T {
  return result instanceof Promise ? result as T : otherwise;
}

/** A server with an answer of each kind. */
function moody(number: number): Reply {
  const replies: readonly Reply[] = [
    202,
    503,
    { status: 202, text: '{"accepted":0}' },
    400,
    429,
    413,
    0,
    418,
    401,
    202,
  ];
  return replies[number % replies.length] ?? 202;
}

/** A client under load: overflow, drains, refusals, answers of each kind. */
async function live(bench: EngineBench, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) {
    bench.track(3 + i % 20);
    bench.client.track("", {});
    if (i % 7 === 3) bench.page.hide();
    if (i % 7 === 4) bench.page.show();
    if (i % 5 === 2) void bench.client.flush();
    await bench.pass(700);
  }
}

for (const [place, hook] of Object.entries(PLACES)) {
  for (const [deed, act] of Object.entries(DEEDS)) {
    Deno.test(`${place} that does '${deed}' breaks neither books nor bounds, and throws at nobody`, async () => {
      let calls = 0;
      let isActing = false;
      await using bench: EngineBench = createEngineBench({
        maxQueueSize: 50,
        ...hook(() => {
          // Three within three, and so on, are many; one within one is what the client must end itself.
          if (++calls === 1 || (isActing && deed !== "track")) return;
          isActing = true;
          try {
            return act(bench.client);
          } finally {
            isActing = false;
            assertBalanced(bench.client.stats());
          }
        }),
      });
      const { client } = bench;
      bench.reply = ({ number }) => moody(number);
      await live(bench, 40);
      assert(calls > 0, "the hook was never called");
      assertLess(client.pending, 51);
      await passUntilOver(bench, client.shutdown(), 5_000);
      assertBalanced(client.stats());
    });
  }
}

for (const [deed, act] of Object.entries(DEEDS)) {
  Deno.test(`a fetch that does '${deed}' breaks neither books nor bounds`, async () => {
    await using bench: EngineBench = createEngineBench({
      maxQueueSize: 50,
      fetch: async () => {
        await act(bench.client);
        assertBalanced(bench.client.stats());
        return { status: 202, headers: { get: () => null }, body: null };
      },
    });
    await live(bench, 10);
    await bench.pass(20_000);
    assertLess(bench.client.pending, 51);
    await passUntilOver(bench, bench.client.shutdown(), 5_000);
    assertBalanced(bench.client.stats());
  });
}

Deno.test("an onDrop that tracks a further event for each drop does not make an endless chain", async () => {
  await using bench: EngineBench = createEngineBench({
    maxQueueSize: 5,
    onDrop: () => void bench.client.track("lost one"),
  });
  bench.reply = () => 503;
  bench.track(100);
  await bench.pass(1_000);
  assertEquals(bench.client.pending, 5);
});

Deno.test("a 'sanitizeUrl' that rejects causes no unhandled rejection", async () => {
  const unhandled: unknown[] = [];
  const hear = (event: PromiseRejectionEvent): void => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", hear);
  {
    // A hook that is async by mistake: no type would let it.
    const sanitizeUrl = (): string => Promise.reject(new Error("no")) as unknown as string;
    await using bench = createEngineBench({ sanitizeUrl });
    bench.track(1);
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
  globalThis.removeEventListener("unhandledrejection", hear);
  assertEquals(unhandled, []);
});
