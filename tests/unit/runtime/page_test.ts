import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { createPage, type Page } from "../../../src/runtime/page.ts";
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
const NAMES = ["document", "navigator", "localStorage", "BroadcastChannel"];

/** Calls all of a page that must not throw. */
function exercise(page: Page): void {
  const listen = [page.onHidden, page.onVisible, page.onPageHide, page.onPageShow];
  for (const on of [...listen, page.onBeforeUnload, page.onOnline, page.onStorage]) on(() => {})();
  page.createChannel("name", () => {})?.close();
  page.isOnline();
  page.isHidden();
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
      withGlobals({ [name]: descriptor }, () => {
        const page = createPage();
        exercise(page);
        if (name === "localStorage") assertEquals(page.storage, undefined);
        if (name === "navigator") assertEquals(page.sendBeacon("u", "b"), undefined);
      });
    });
  }
}

Deno.test("createPage() reads a storage at once, and never writes", () => {
  const storage = new MemoryStorage();
  withGlobals({ localStorage: { value: storage } }, () => {
    assertStrictEquals(createPage().storage, storage);
    assertEquals(storage.operations.length, 1);
    assertEquals(storage.operations.setItem, 0);
  });
});

Deno.test("createPage() tells hidden and visible apart, until it is told to stop", () => {
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  withGlobals({ document: { value: document } }, () => {
    const page = createPage();
    const heard: string[] = [];
    const offs = [
      page.onHidden(() => void heard.push("hidden")),
      page.onVisible(() => void heard.push("visible")),
    ];
    for (const state of ["hidden", "visible"]) {
      document.visibilityState = state;
      document.dispatchEvent(new Event("visibilitychange"));
      assertEquals(page.isHidden(), state === "hidden");
    }
    for (const off of offs) off();
    document.dispatchEvent(new Event("visibilitychange"));
    assertEquals(heard, ["hidden", "visible"]);
  });
});

Deno.test("createPage() passes on what the window tells", () => {
  const page = createPage();
  const heard: unknown[] = [];
  const offs = [
    page.onPageHide(() => void heard.push("pagehide")),
    page.onPageShow((persisted) => void heard.push(persisted)),
    page.onBeforeUnload(() => void heard.push("beforeunload")),
    page.onOnline(() => void heard.push("online")),
    page.onStorage((key, value) => void heard.push([key, value])),
  ];
  const fire = (type: string, more: object = {}): boolean =>
    globalThis.dispatchEvent(Object.assign(new Event(type), more));
  fire("pagehide");
  fire("pageshow", { persisted: true });
  fire("online");
  fire("storage", { key: "k", newValue: "v" });
  for (const off of offs) off();
  fire("pagehide");
  assertEquals(heard, ["pagehide", true, "online", ["k", "v"]]);
});

Deno.test("createPage().sendBeacon() calls the navigator's, as its own", () => {
  const navigator = {
    onLine: false,
    sendBeacon(url: string, body: string): boolean {
      assertStrictEquals(this, navigator);
      return url === "u" && body === "b";
    },
  };
  withGlobals({ navigator: { value: navigator } }, () => {
    const page = createPage();
    assertEquals(page.sendBeacon("u", "b"), true);
    assertEquals(page.isOnline(), false);
  });
});

Deno.test("createPage() opens channels to others of the name", async () => {
  const page = createPage();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const [one, two] = [page.createChannel("a", resolve), page.createChannel("a", () => {})];
  assert(one !== undefined && two !== undefined);
  two.postMessage(5);
  assertEquals(await promise, 5);
  one.close();
  two.close();
});

Deno.test("createPage().fetch() looks the global one up at each call", () => {
  const page = createPage();
  const calls: unknown[] = [];
  const value = (...args: unknown[]): Promise<Response> => {
    calls.push(args);
    return Promise.resolve(new Response());
  };
  withGlobals({ fetch: { value } }, () => void page.fetch("u", {} as RequestInit & never));
  assertEquals(calls.length, 1);
});
