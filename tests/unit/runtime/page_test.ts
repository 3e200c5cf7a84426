import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { type ChannelLike, createPage, type Page } from "../../../src/runtime/page.ts";
import { MemoryStorage } from "../../../src/testing/memory_storage.ts";

/** Runs with other globals, or with getters that throw in their place. */
function withGlobals(globals: Record<string, PropertyDescriptor>, run: () => void): void {
  const before = Object.keys(globals).map((name) =>
    [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const
  );
  for (const [name, descriptor] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { ...descriptor, configurable: true });
  }
  try {
    run();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  }
}

const boom = {
  get: (): never => {
    throw new DOMException("denied", "SecurityError");
  },
};
const NAMES = ["document", "navigator", "localStorage", "BroadcastChannel", "crypto"];

/** Something is needed to be a page. */
const aPage = { document: { value: {} } };

/** Calls all of a page that must not throw. */
function exercise(page: Page): void {
  page.on("pagehide", () => {})();
  page.createChannel("name", () => {})?.close();
  assertEquals([page.url(), page.path(), page.referrer()], ["", "", ""]);
  assertEquals(page.random(10).length, 10);
  for (const call of [page.isOnline, page.isHidden, page.view, page.device, page.hasGpc]) call();
}

for (const name of NAMES) {
  for (
    const [how, descriptor] of [
      ["throws", boom],
      ["is null", { value: null }],
      ["is missing", { value: undefined }],
      ["is half there", { value: {} }],
    ] as const
  ) {
    Deno.test(`createPage() bears a ${name} that ${how}`, () => {
      withGlobals({ ...aPage, [name]: descriptor }, () => {
        const page = createPage();
        exercise(page);
        if (name === "localStorage") assertEquals(page.storage, undefined);
        assertEquals(page.isThere, name !== "document" || how === "is half there");
      });
    });
  }
}

Deno.test("createPage() reads a storage at once, and never writes", () => {
  const storage = new MemoryStorage();
  withGlobals({ ...aPage, localStorage: { value: storage } }, () => {
    assertStrictEquals(createPage().storage, storage);
    assertEquals(storage.operations.length, 1);
    assertEquals(storage.operations.setItem, 0);
  });
});

Deno.test("createPage() touches nothing where there is no page, whatever is there besides", () => {
  const storage = new MemoryStorage();
  let listeners = 0;
  const globals = {
    document: { value: undefined },
    localStorage: { value: storage },
    addEventListener: { value: () => listeners++ },
  };
  withGlobals(globals, () => {
    const page = createPage();
    exercise(page);
    assertEquals(page.isThere, false);
    assertEquals(page.storage, undefined);
    assertEquals(storage.operations.length, 0);
    assertEquals(listeners, 0);
  });
});

Deno.test("createPage() passes on what the window hears, until it is told to stop", () => {
  withGlobals(aPage, () => {
    const page = createPage();
    const heard: unknown[] = [];
    const off = page.on("pageshow", ({ persisted }) => void heard.push(persisted));
    const fire = (): boolean =>
      globalThis.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    fire();
    off();
    fire();
    assertEquals(heard, [true]);
  });
});

Deno.test("createPage() listens passively, and before the page itself", () => {
  const calls: unknown[] = [];
  const addEventListener = { value: (...args: unknown[]) => calls.push(args.at(2)) };
  withGlobals({ ...aPage, addEventListener }, () => {
    createPage().on("scroll", () => {});
    assertEquals(calls, [{ capture: true, passive: true }]);
  });
});

Deno.test("createPage().sendBeacon() calls the navigator's, as its own", () => {
  const navigator = {
    onLine: false,
    sendBeacon(url: string, body: string): boolean {
      assertStrictEquals(this, navigator);
      return url === "u" && body === "b";
    },
  };
  withGlobals({ ...aPage, navigator: { value: navigator } }, () => {
    const page = createPage();
    assertEquals(page.sendBeacon("u", "b"), true);
    assertEquals(page.isOnline(), false);
  });
});

Deno.test("createPage() opens channels to others of the name", async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const channels: ChannelLike[] = [];
  withGlobals(aPage, () => {
    const page = createPage();
    for (const hear of [resolve, () => {}]) {
      const channel = page.createChannel("a", hear);
      assert(channel !== undefined);
      channels.push(channel);
    }
  });
  channels[1]?.postMessage(5);
  assertEquals(await promise, 5);
  for (const channel of channels) channel.close();
});

Deno.test("createPage().fetch() looks the global one up at each call", () => {
  const calls: unknown[] = [];
  const value = (...args: unknown[]): Promise<Response> => {
    calls.push(args);
    return Promise.resolve(new Response());
  };
  withGlobals(aPage, () => {
    const page = createPage();
    withGlobals({ fetch: { value } }, () => void page.fetch("u", {} as RequestInit & never));
  });
  assertEquals(calls.length, 1);
});
