/**
 * What a page, and the browser around it, can be asked about themselves.
 *
 * @module
 */
import { readable } from "../core/readable.ts";

/** What is to be seen. Nothing here throws. */
export interface PageView {
  /** The page's full address; empty where it cannot be read, as all texts here. */
  url(): string;
  /** The part of it after the host. */
  path(): string;
  /** Where the visitor came from. */
  referrer(): string;
  /** The page's title, and the size of its visible part in CSS pixels. */
  view(): {
    readonly pageTitle: string;
    readonly viewportWidth: number;
    readonly viewportHeight: number;
  };
  /** What the browser says that it is, what its user speaks, and how many fingers its screen can tell apart. */
  device(): readonly [userAgent: string, language: string, touchPoints: number];
  /** Whether the browser asks, by Global Privacy Control, that nothing be sold or shared. */
  hasGpc(): boolean;
  /** What of the address tells one page of an application from another: path and query. */
  route(): string;
  /** How far down the visible part ends, in per cent of the whole. */
  scrolledPercent(): number;
}

/** Looks at a page. Anything of it may be missing, or throw when it is read. */
export function createPageView(world: Window, navigator: Navigator): PageView {
  const text = (get: () => string): string => readable(get) ?? "";
  return {
    url: () => text(() => world.location.href),
    path: () => text(() => world.location.pathname),
    referrer: () => text(() => world.document.referrer),
    view: () => ({
      pageTitle: text(() => world.document.title),
      viewportWidth: world.innerWidth,
      viewportHeight: world.innerHeight,
    }),
    device: () => [
      text(() => navigator.userAgent),
      text(() => navigator.language),
      readable(() => navigator.maxTouchPoints) ?? 0,
    ],
    hasGpc: () => readable(() => Reflect.get(navigator, "globalPrivacyControl")) === true,
    route: () => text(() => world.location.pathname + world.location.search),
    scrolledPercent: () =>
      readable(() => {
        const { scrollHeight } = world.document.documentElement;
        return 100 * (world.scrollY + world.innerHeight) / scrollHeight;
      }) ?? 0,
  };
}
