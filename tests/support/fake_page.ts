/**
 * A page, put where the browser client looks for one: on the global object. It holds what the client
 * sends, and goes away without a trace.
 *
 * @module
 */
import { type FakeClock, MemoryStorage } from "@tidings/sdk/testing";
import type { FetchLike } from "@tidings/sdk/browser";

/** An event as it arrives. */
export interface ReceivedEvent {
  readonly name: string;
  readonly path?: string;
  readonly url?: string;
  readonly referrer?: string;
  readonly sessionId: string;
  readonly visitorId: string;
  readonly occurredAt: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** One request or beacon. */
export interface Received {
  readonly by: "fetch" | "beacon";
  readonly atMs: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  readonly events: readonly ReceivedEvent[];
  readonly body: string;
}

/** How a page is. */
export interface FakePageOptions {
  readonly url?: string;
  readonly referrer?: string;
  readonly title?: string;
  readonly userAgent?: string;
  readonly hasGpc?: boolean;
  /** What `localStorage` is: another page's, `null`, or a getter that throws. */
  readonly storage?: MemoryStorage | null | "throws";
  readonly clock?: FakeClock;
}

/** A listener that was put on the page, and how. */
export interface FakeListener {
  readonly type: string;
  readonly listener: (event: unknown) => void;
  readonly options: unknown;
}

/** A page on the global object. */
export interface FakePage {
  readonly storage: MemoryStorage;
  readonly received: Received[];
  readonly listeners: Set<FakeListener>;
  /** All events that were accepted, in order. */
  readonly events: ReceivedEvent[];
  /** What the collector answers: one status per request, then 202. */
  readonly statuses: number[];
  /** What `sendBeacon` says. */
  beacon: (url: string, body: string) => boolean;
  readonly fetch: FetchLike;
  /** Goes to another address, as `history.pushState` does. */
  goTo(url: string): void;
  dispatch(type: string, fields?: object): void;
  hide(): void;
  show(): void;
  [Symbol.dispose](): void;
}

/** A desktop Firefox. */
const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** Puts a page on the global object; dispose of it to have the global object back. */
export function installFakePage(options: FakePageOptions = {}): FakePage {
  const storage = options.storage instanceof MemoryStorage ? options.storage : new MemoryStorage();
  const listeners = new Set<FakeListener>();
  const received: Received[] = [];
  const statuses: number[] = [];
  const document = {
    visibilityState: "visible",
    referrer: options.referrer ?? "",
    title: options.title ?? "A page",
    addEventListener: listen,
    removeEventListener: unlisten,
  };
  const { clock } = options;
  let location = new URL(options.url ?? "https://shop.example/start");

  function listen(type: string, listener: (event: unknown) => void, options?: unknown): void {
    listeners.add({ type, listener, options });
  }

  function unlisten(type: string, listener: (event: unknown) => void): void {
    for (const one of listeners) {
      if (one.type === type && one.listener === listener) listeners.delete(one);
    }
  }

  function receive(
    { body, ...rest }: Pick<Received, "by" | "url" | "headers" | "status" | "body">,
  ): void {
    const { events } = JSON.parse(body) as { events: ReceivedEvent[] };
    received.push({ ...rest, atMs: clock?.now() ?? 0, events, body });
  }

  const restore = replaceGlobals({
    document: { get: () => document },
    location: { get: () => location },
    innerWidth: { get: () => 1_280 },
    innerHeight: { get: () => 720 },
    addEventListener: { get: () => listen },
    removeEventListener: { get: () => unlisten },
    // The platform's own would outlive the test.
    BroadcastChannel: { get: () => undefined },
    localStorage: {
      get: () => {
        if (options.storage === "throws") throw new DOMException("denied", "SecurityError");
        return options.storage === null ? null : storage;
      },
    },
    navigator: {
      get: () => ({
        userAgent: options.userAgent ?? USER_AGENT,
        language: "en-GB",
        maxTouchPoints: 0,
        onLine: true,
        globalPrivacyControl: options.hasGpc,
        sendBeacon: (url: string, body: string) => {
          const isTaken = page.beacon(url, body);
          if (isTaken) receive({ by: "beacon", url, headers: {}, status: 202, body });
          return isTaken;
        },
      }),
    },
  });

  const page: FakePage = {
    storage,
    received,
    listeners,
    statuses,
    beacon: () => true,
    get events() {
      return received.flatMap(({ events, status }) => status < 300 ? events : []);
    },
    fetch: (url, { headers, body }) => {
      const status = statuses.shift() ?? 202;
      receive({ by: "fetch", url, headers, status, body });
      return Promise.resolve(new Response(null, { status }));
    },
    goTo: (url) => {
      location = new URL(url, location);
    },
    dispatch: (type, fields = {}) => {
      for (const one of [...listeners]) if (one.type === type) one.listener({ type, ...fields });
    },
    hide: () => {
      document.visibilityState = "hidden";
      page.dispatch("visibilitychange");
    },
    show: () => {
      document.visibilityState = "visible";
      page.dispatch("visibilitychange");
    },
    [Symbol.dispose]: restore,
  };
  return page;
}

function replaceGlobals(replacements: Readonly<Record<string, PropertyDescriptor>>): () => void {
  const before = Object.keys(replacements).map((name) =>
    [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const
  );
  for (const [name, descriptor] of Object.entries(replacements)) {
    Object.defineProperty(globalThis, name, { ...descriptor, configurable: true });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  };
}
