/**
 * The page that a browser client lives in: all of it that the client needs, so that tests can give another.
 *
 * @module
 */
import type { FetchLike } from "../core/fetch_like.ts";
import type { StorageLike } from "../core/ports.ts";
import { readable } from "../core/readable.ts";
import { createPageView, type PageView } from "./page_view.ts";
import { watchRoutes } from "./watch_routes.ts";

/** The part of `navigator.locks` that is used. */
export interface LocksLike {
  /** Calls back with a lock, or with `null` if somebody else has it. */
  request(
    name: string,
    options: { readonly ifAvailable: true },
    callback: (lock: unknown) => Promise<void>,
  ): Promise<unknown>;
}

/** The part of a `BroadcastChannel` that is used. */
export interface ChannelLike {
  /** Tells all others of the same name. */
  postMessage(message: unknown): void;
  /** Hears no more. */
  close(): void;
}

/** What a page may be listened to for. */
export type PageEventMap = WindowEventMap & DocumentEventMap & {
  readonly prerenderingchange: Event;
};

/** A page. Nothing here throws, but for a storage's methods, `fetch` and `sendBeacon`. */
export interface Page extends PageView {
  /** The page's storage; `undefined` where there is none, or it may not be used. */
  readonly storage: StorageLike | undefined;
  /** The page's own `fetch`, looked up at each request. */
  readonly fetch: FetchLike;
  /** Hands a text over. `undefined` where there is no `sendBeacon`. */
  sendBeacon(url: string, body: string): boolean | undefined;
  /** False when the browser knows that there is no network. */
  isOnline(): boolean;
  /** Whether nobody sees the page. */
  isHidden(): boolean;
  /** Listens, before the page itself and without holding it up. Returns the way to stop. */
  on<Type extends keyof PageEventMap>(
    type: Type,
    listener: (event: PageEventMap[Type]) => void,
  ): () => void;
  /** Tells, once, that the page can be seen and has its title; at once, if that is so. */
  onReady(listener: () => void): () => void;
  /** Tells that the page's address may have changed without a load. */
  onRoute(listener: () => void): () => void;
  /** Locks over all tabs; `undefined` where there are none. */
  readonly locks: LocksLike | undefined;
  /** Opens a channel to other tabs; `undefined` where there are none. */
  createChannel(name: string, hear: (message: unknown) => void): ChannelLike | undefined;
  /** Whether there is a page at all: a server that renders one has none. */
  readonly isThere: boolean;
  /** Random bytes. */
  random(length: number): Uint8Array;
}

/** The page that this code runs in. Anything of it may be missing, or throw when it is read. */
export function createPage(): Page {
  const isThere = !!readable(() => globalThis.document);
  // On a server even a storage that is there is not a visitor's.
  const world = (isThere ? globalThis : {}) as Window & typeof globalThis;
  const { addEventListener, removeEventListener } = world;
  const navigator = readable(() => world.navigator) ?? {} as Navigator;
  const on: Page["on"] = (type, listener) => {
    // What is fired at the document passes here first.
    const change = (how: typeof addEventListener): void =>
      readable(() =>
        how.call(world, type, listener as EventListener, { capture: true, passive: true })
      );
    change(addEventListener);
    return () => change(removeEventListener);
  };
  return {
    isThere,
    storage: readable(() => {
      const { localStorage } = world;
      // Read at once: Firefox loses what a page that never read writes while it goes.
      return localStorage.length >= 0 ? localStorage : undefined;
    }),
    fetch: (url, init) => world.fetch(url, init),
    sendBeacon: (url, body) => navigator.sendBeacon?.(url, body),
    isOnline: () => readable(() => navigator.onLine) !== false,
    isHidden: () => readable(() => world.document.visibilityState) === "hidden",
    on,
    onReady: (listener) => {
      const offs: (() => void)[] = [];
      const look = (): void => {
        const { prerendering = false, readyState } = world.document as Document & {
          readonly prerendering?: boolean;
        };
        if (prerendering || readyState === "loading") return;
        for (const off of offs.splice(0)) off();
        listener();
      };
      offs.push(on("DOMContentLoaded", look), on("prerenderingchange", look));
      readable(look);
      return () => offs.forEach((off) => off());
    },
    onRoute: (listener) => watchRoutes(world, listener),
    locks: readable(() => navigator.locks),
    createChannel: (name, hear) =>
      readable(() => {
        const channel = new world.BroadcastChannel(name);
        channel.onmessage = ({ data }) => hear(data);
        return channel;
      }),
    ...createPageView(world, navigator),
    random: (length) => {
      const bytes = new Uint8Array(length);
      // Where the platform's own may not be used: ids need to differ, not to be secret.
      return readable(() => world.crypto.getRandomValues(bytes)) ??
        bytes.map(() => Math.random() * 256);
    },
  };
}
