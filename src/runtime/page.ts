/**
 * The page that a browser client lives in: all of it that delivery needs, so that tests can give another.
 *
 * @module
 */
import type { FetchLike, StorageLike } from "../core/ports.ts";
import { readable } from "../core/serialize.ts";

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

/** Subscribes; returns the way to stop. */
export type Subscribe<A extends readonly unknown[] = []> = (
  listener: (...args: A) => void,
) => () => void;

/** A page. Nothing here throws, but for a storage's methods and `fetch`. */
export interface Page {
  /** The page's storage; `undefined` where there is none, or it may not be used. */
  readonly storage: StorageLike | undefined;
  /** The page's own `fetch`, looked up at each request. */
  readonly fetch: FetchLike;
  /** Hands a text over. `undefined` where there is no `sendBeacon`; may throw what that throws. */
  sendBeacon(url: string, body: string): boolean | undefined;
  /** False when the browser knows that there is no network. */
  isOnline(): boolean;
  /** Whether nobody sees the page. */
  isHidden(): boolean;
  /** The page was hidden. */
  readonly onHidden: Subscribe;
  /** The page was shown. */
  readonly onVisible: Subscribe;
  /** The page goes, for good or into the back/forward cache. */
  readonly onPageHide: Subscribe;
  /** The page came; `persisted` tells that it came back. */
  readonly onPageShow: Subscribe<[persisted: boolean]>;
  /** The page may be about to go. */
  readonly onBeforeUnload: Subscribe;
  /** The network is back. */
  readonly onOnline: Subscribe;
  /** Another tab changed the storage: the key, and what lies there now. */
  readonly onStorage: Subscribe<[key: string | null, value: string | null]>;
  /** Locks over all tabs; `undefined` where there are none. */
  readonly locks: LocksLike | undefined;
  /** Opens a channel to other tabs; `undefined` where there are none. */
  createChannel(name: string, hear: (message: unknown) => void): ChannelLike | undefined;
}

/** The page that this code runs in; most of it is missing where there is none. */
export function createPage(): Page {
  const world = globalThis;
  const navigator: Partial<Navigator> = readable(() => world.navigator) ?? {};
  const getDocument = (): Document | undefined => readable(() => world.document);
  const isHidden = (): boolean => readable(() => getDocument()?.visibilityState) === "hidden";
  const on = <A extends readonly unknown[] = []>(
    target: EventTarget | undefined,
    type: string,
    read: (event: Event) => A | undefined = () => [] as readonly unknown[] as A,
  ): Subscribe<A> =>
  (listener) => {
    const hear = (event: Event): void => {
      const args = read(event);
      if (args !== undefined) listener(...args);
    };
    readable(() => target?.addEventListener(type, hear));
    return () => void readable(() => target?.removeEventListener(type, hear));
  };
  return {
    storage: readable(() => {
      const { localStorage } = world;
      // Read at once: Firefox loses what a page that never read writes while it goes.
      return localStorage.length >= 0 ? localStorage : undefined;
    }),
    fetch: (url, init) => world.fetch(url, init),
    sendBeacon: (url, body) => navigator.sendBeacon?.(url, body),
    isOnline: () => readable(() => navigator.onLine) !== false,
    isHidden,
    onHidden: on(getDocument(), "visibilitychange", () => isHidden() ? [] : undefined),
    onVisible: on(getDocument(), "visibilitychange", () => isHidden() ? undefined : []),
    onPageHide: on(world, "pagehide"),
    onPageShow: on(world, "pageshow", (event) => [(event as PageTransitionEvent).persisted]),
    onBeforeUnload: on(world, "beforeunload"),
    onOnline: on(world, "online"),
    onStorage: on(world, "storage", (event) => {
      const { key, newValue } = event as StorageEvent;
      return [key, newValue];
    }),
    locks: readable(() => navigator.locks),
    createChannel: (name, hear) =>
      readable(() => {
        const channel = new BroadcastChannel(name);
        channel.onmessage = ({ data }) => hear(data);
        return channel;
      }),
  };
}
