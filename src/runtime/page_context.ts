/**
 * What an event says of the page that it happened on, and whether somebody is there.
 *
 * @module
 */
import { readable } from "../core/serialize.ts";

/** What can be known of a page. Nothing here throws; what cannot be read is empty. */
export interface PageContext {
  /** The page's full address. */
  url(): string;
  /** The part of it after the host. */
  path(): string;
  /** Where the visitor came from. */
  referrer(): string;
  /** The page's title. */
  title(): string;
  /** Its visible part, in CSS pixels; 0 where unknown. */
  viewport(): { readonly width: number; readonly height: number };
  /** What the browser says it is. */
  readonly userAgent: string;
  /** What the browser says that its user speaks. */
  readonly language: string;
  /** Fingers that the screen can tell apart. */
  readonly touchPoints: number;
  /** Whether the browser asks, by Global Privacy Control, that nothing be sold or shared. */
  hasGpc(): boolean;
  /** Tells that the visitor does something. Returns the way to stop. */
  onActivity(listener: () => void): () => void;
}

const ACTIVITIES = ["mousedown", "keydown", "scroll", "touchstart"];

/** Heard before the page can keep it to itself, and without holding up a scroll. */
const LISTENING = { passive: true, capture: true };

/** Whether there is a page at all: a server that renders one has none. */
export function hasDocument(): boolean {
  return typeof readable(() => globalThis.document) === "object";
}

/** The page that this code runs in. */
export function createPageContext(): PageContext {
  const world = globalThis;
  const text = (get: () => unknown): string => {
    const value = readable(get);
    return typeof value === "string" ? value : "";
  };
  const count = (get: () => unknown): number => {
    const value = readable(get);
    return typeof value === "number" ? value : 0;
  };
  return {
    url: () => text(() => world.location.href),
    path: () => text(() => world.location.pathname),
    referrer: () => text(() => world.document.referrer),
    title: () => text(() => world.document.title),
    viewport: () => ({
      width: count(() => world.innerWidth),
      height: count(() => world.innerHeight),
    }),
    userAgent: text(() => world.navigator.userAgent),
    language: text(() => world.navigator.language),
    touchPoints: count(() => world.navigator.maxTouchPoints),
    hasGpc: () => readable(() => Reflect.get(world.navigator, "globalPrivacyControl")) === true,
    onActivity: (listener) => {
      for (const type of ACTIVITIES) {
        readable(() => world.addEventListener(type, listener, LISTENING));
      }
      return () => {
        for (const type of ACTIVITIES) {
          readable(() => world.removeEventListener(type, listener, LISTENING));
        }
      };
    },
  };
}
