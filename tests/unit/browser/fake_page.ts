/**
 * Pages of one origin, with all that happens to them, on one fake clock: storage, channels and locks are
 * shared, and a server counts what it gets.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { ClientContext } from "../../../src/browser/client_context.ts";
import { Delivery } from "../../../src/browser/delivery.ts";
import type { Consent } from "../../../src/browser/metrics_client_options.ts";
import { createPageStore } from "../../../src/browser/page_store.ts";
import { Reporter } from "../../../src/browser/reporter.ts";
import {
  type BrowserOptions,
  resolveBrowserOptions,
} from "../../../src/browser/resolve_browser_options.ts";
import type { Drop } from "../../../src/core/event.ts";
import type { FetchLike } from "../../../src/core/fetch_like.ts";
import type { StorageLike } from "../../../src/core/ports.ts";
import type { ChannelLike, Page } from "../../../src/runtime/page.ts";
import { FakeClock } from "../../../src/testing/fake_clock.ts";
import { MemoryStorage } from "../../../src/testing/memory_storage.ts";

/** What a page's body of events looks like here. */
export const bodyOf = (jsons: readonly string[]): string => `{"events":[${jsons.join(",")}]}`;

/** Bytes of a text. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** One body that a server got. */
export interface Received {
  readonly by: "beacon" | "fetch";
  readonly ids: readonly string[];
  readonly bytes: number;
  readonly atMs: number;
  readonly keepalive: boolean | undefined;
  readonly tab: Tab;
}

/** The origin. */
export class World {
  readonly clock: FakeClock = new FakeClock({ settle: "microtasks" });
  readonly storage: MemoryStorage = new MemoryStorage();
  readonly received: Received[] = [];
  /** Bodies that were sent and not taken. */
  readonly failed: Received[] = [];
  readonly tabs: Tab[] = [];
  /** What a request is answered with: a status, or 0 for none. */
  status = 200;
  answerAfterMs = 0;
  #channels = new Map<string, Set<FakeChannel>>();
  #locked = new Map<string, Tab>();
  #seed = 1;

  /** The ids that arrived, in order. */
  get ids(): string[] {
    return this.received.flatMap(({ ids }) => ids);
  }

  /** What lies under a tab's keys. */
  storedKeys(): string[] {
    return Object.keys(this.storage.snapshot()).filter((key) => /^q:[0-9a-f]{16}:/.test(key));
  }

  /** Opens a page. */
  open(options: TabOptions = {}): Tab {
    const tab = new Tab(this, options);
    this.tabs.push(tab);
    return tab;
  }

  /** An id as the clients make it. */
  id(): string {
    const hex = Array.from({ length: 16 }, () => Math.floor(this.random() * 16).toString(16));
    return `00000000-0000-7000-${hex.slice(0, 4).join("")}-${hex.slice(4).join("")}`;
  }

  random(): number {
    this.#seed = (this.#seed * 48_271) % 0x7fffffff;
    return this.#seed / 0x7fffffff;
  }

  fail(tab: Tab, body: string): void {
    this.receive(tab, "fetch", body);
    this.failed.push(...this.received.splice(-1));
  }

  receive(tab: Tab, by: Received["by"], body: string, keepalive?: boolean): void {
    const { events } = JSON.parse(body) as { events: { id: string }[] };
    const ids = events.map(({ id }) => id);
    this.received.push({ by, ids, bytes: bytesOf(body), atMs: this.clock.now(), keepalive, tab });
  }

  channel(name: string, tab: Tab, hear: (message: unknown) => void): ChannelLike {
    const all = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, all);
    const channel = new FakeChannel(all, tab, hear, this.clock);
    all.add(channel);
    return channel;
  }

  /** A lock goes with the page that holds it. */
  async lock(
    tab: Tab,
    name: string,
    callback: (lock: unknown) => Promise<void>,
  ): Promise<void> {
    const isMine = this.#locked.get(name)?.isAlive !== true;
    if (isMine) this.#locked.set(name, tab);
    await undefined;
    try {
      await callback(isMine ? {} : null);
    } finally {
      if (this.#locked.get(name) === tab) this.#locked.delete(name);
    }
  }

  /** The locks that are held. */
  get locks(): number {
    return this.#locked.size;
  }
}

class FakeChannel implements ChannelLike {
  readonly #all: Set<FakeChannel>;
  readonly #tab: Tab;
  readonly #hear: (message: unknown) => void;
  readonly #clock: FakeClock;

  constructor(
    all: Set<FakeChannel>,
    tab: Tab,
    hear: (message: unknown) => void,
    clock: FakeClock,
  ) {
    this.#all = all;
    this.#tab = tab;
    this.#hear = hear;
    this.#clock = clock;
  }

  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message);
    for (const other of this.#all) {
      if (other === this) continue;
      this.#clock.setTimer(() => {
        if (this.#all.has(other) && other.#tab.isAlive && !other.#tab.isFrozen) other.#hear(copy);
      }, 1);
    }
  }

  close(): void {
    this.#all.delete(this);
  }
}

/** How a page starts. */
export interface TabOptions {
  readonly options?: Partial<BrowserOptions>;
  readonly consent?: Consent;
  readonly storage?: StorageLike | undefined;
  readonly hasNoStorage?: boolean;
  readonly hasNoBeacon?: boolean;
  readonly hasNoLocks?: boolean;
  readonly hasNoChannel?: boolean;
  readonly revive?: ClientContext["revive"];
  readonly onPageHide?: (tab: Tab) => void;
}

/** What the client reads of any event. */
interface FakeEvent {
  readonly persisted?: boolean;
  readonly key?: string;
}

type Listener = (event: FakeEvent) => void;

/** One page and its client. */
export class Tab {
  readonly world: World;
  readonly delivery: Delivery;
  readonly drops: Drop[] = [];
  readonly warnings: string[] = [];
  readonly listeners: Map<string, Set<Listener>> = new Map();
  /** What `sendBeacon` returns, or throws. */
  beacon: (body: string) => boolean = () => true;
  /** Bodies that `sendBeacon` was given, whatever it said. */
  readonly offered: string[] = [];
  isOnline = true;
  isHidden = false;
  isAlive = true;
  isFrozen = false;
  #tracked = 0;
  readonly #name: string;

  constructor(world: World, setup: TabOptions) {
    this.world = world;
    this.#name = `t${world.tabs.length}`;
    const { clock } = world;
    const tabClock = {
      now: () => clock.now(),
      epochNow: () => clock.epochNow(),
      keepAlive: () => () => {},
      setTimer: (callback: () => void, ms: number) =>
        clock.setTimer(() => this.#later(callback), ms),
    };
    const page = this.#page(setup);
    this.delivery = new Delivery(
      {
        ...OPTIONS,
        ...setup.options,
        clock: tabClock,
        nextId: () => world.id(),
        reporter: new Reporter({
          clock,
          logger: { warn: (line) => void this.warnings.push(line) },
          debug: false,
          onDrop: (drop) => void this.drops.push(drop),
          onError: undefined,
          redact: (text) => text,
        }),
        toRequest: (events) => ({
          url: "https://c.example/collect",
          headers: { "x-api-key": "key" },
          body: bodyOf(events.map(({ json }) => json)),
        }),
        toBeacon: (events) => ({
          url: "https://c.example/collect?apiKey=key",
          body: bodyOf(events.map(({ json }) => json)),
        }),
        revive: setup.revive ?? revive,
        page,
        store: createPageStore(page.storage, "q"),
      },
      setup.consent ?? "granted",
      () => setup.onPageHide?.(this),
    );
  }

  /** Tracks an event of so many bytes; returns its id. */
  track(bytes = 40): string {
    const id = `${this.#name}-${++this.#tracked}`;
    const start = `{"id":"${id}","pad":"`;
    const json = `${start}${"x".repeat(Math.max(0, bytes - start.length - 2))}"}`;
    this.delivery.engine.add({ id, name: "e", json, bytes: json.length });
    return id;
  }

  /** Tracks so many events. */
  trackMany(count: number, bytes = 40): string[] {
    return Array.from({ length: count }, () => this.track(bytes));
  }

  /** `hidden` and `visible` are told by one event. */
  fire(type: string, event: FakeEvent = {}): void {
    if (!this.isAlive) return;
    if (type === "hidden" || type === "visible") this.isHidden = type === "hidden";
    const told = type === "hidden" || type === "visible" ? "visibilitychange" : type;
    for (const listener of [...this.listeners.get(told) ?? []]) {
      try {
        listener(event);
      } catch {
        // As browsers have it: what one listener meets is nothing to the next.
      }
    }
  }

  hide(): void {
    this.isHidden = true;
    this.fire("hidden");
  }

  show(): void {
    this.isHidden = false;
    this.fire("visible");
  }

  /** As browsers do it when a page goes. */
  leave(): void {
    this.fire("beforeunload");
    this.fire("pagehide");
    this.hide();
  }

  /** Goes for good. */
  close(): void {
    this.leave();
    this.kill();
  }

  /** Into the back/forward cache. */
  freeze(): void {
    this.leave();
    this.isFrozen = true;
  }

  /** Back from it. */
  thaw(): void {
    this.isFrozen = false;
    this.isHidden = false;
    this.fire("pageshow", { persisted: true });
    this.fire("visible");
  }

  /** Ends without a word. */
  kill(): void {
    this.isAlive = false;
  }

  assertBalanced(): void {
    const { tracked, restored, delivered, handedOver, dropped, queued, inFlight } = this.delivery
      .engine
      .stats();
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    assertEquals(tracked + restored, delivered + handedOver + lost + queued + inFlight);
  }

  /** A frozen page's timers ring when it is back; a dead one's never do. */
  #later(callback: () => void): void {
    if (!this.isAlive) return;
    if (this.isFrozen) this.world.clock.setTimer(() => this.#later(callback), 50);
    else callback();
  }

  #fetch: FetchLike = async (_url, init) => {
    const { world } = this;
    const { status } = world;
    if (status !== 0 && status < 400) world.receive(this, "fetch", init.body, init.keepalive);
    else world.fail(this, init.body);
    await new Promise<void>((resolve) =>
      world.clock.setTimer(() => this.#later(resolve), world.answerAfterMs)
    );
    if (status === 0) throw new TypeError("failed");
    return { status, headers: { get: () => null }, body: null };
  };

  #page(setup: TabOptions): Page {
    const { world } = this;
    return {
      storage: setup.hasNoStorage ? undefined : setup.storage ?? world.storage,
      fetch: this.#fetch,
      sendBeacon: (_url, body) => {
        if (setup.hasNoBeacon) return undefined;
        this.offered.push(body);
        const isTaken = this.beacon(body);
        if (isTaken) world.receive(this, "beacon", body);
        return isTaken;
      },
      isOnline: () => this.isOnline,
      isHidden: () => this.isHidden,
      on: (type, listener) => {
        // Of each event no more is read than this page gives.
        const hear = listener as unknown as Listener;
        const all = this.listeners.get(type) ?? new Set();
        this.listeners.set(type, all.add(hear));
        return () => void all.delete(hear);
      },
      locks: setup.hasNoLocks
        ? undefined
        : { request: (name, _options, callback) => world.lock(this, name, callback) },
      createChannel: (name, hear) =>
        setup.hasNoChannel ? undefined : world.channel(name, this, hear),
      isThere: true,
      onReady: () => () => {},
      onRoute: () => () => {},
      route: () => "/",
      scrolledPercent: () => 0,
      url: () => "",
      path: () => "",
      referrer: () => "",
      view: () => ({ pageTitle: "", viewportWidth: 0, viewportHeight: 0 }),
      device: () => ["", "", 0],
      hasGpc: () => false,
      random: (length) => new Uint8Array(length),
    };
  }
}

/** The options of every test's client. */
export const OPTIONS: BrowserOptions = resolveBrowserOptions("key", {
  endpoint: "https://c.example/collect",
  storageKey: "q",
});

/** Whatever is an object with an id is an event. */
const revive: ClientContext["revive"] = (event) => {
  if (typeof event !== "object" || event === null || !("id" in event)) return undefined;
  const json = JSON.stringify(event);
  return { name: "e", json, bytes: bytesOf(json) };
};
