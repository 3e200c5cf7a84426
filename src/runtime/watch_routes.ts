/**
 * Notices that a page's address changes without a load.
 *
 * @module
 */
import { readable } from "../core/readable.ts";

/** The Navigation API, where there is one. */
interface NavigationLike {
  /** None where the document takes no part in it; a page's own thing of that name has none either. */
  readonly currentEntry: object | null;
  addEventListener(type: "currententrychange", listener: () => void): void;
  removeEventListener(type: "currententrychange", listener: () => void): void;
}

/**
 * Tells of each change, by the Navigation API or else by patching `history`.
 *
 * @returns Stops; puts back what was patched, if nobody has patched it since.
 */
export function watchRoutes(world: Window, listener: () => void): () => void {
  let isOn = true;
  const tell = (): void => {
    if (isOn) readable(listener);
  };
  const navigation = readable(() => {
    const { navigation } = world as Window & { readonly navigation?: NavigationLike };
    return navigation?.currentEntry && navigation;
  });
  if (navigation) {
    navigation.addEventListener("currententrychange", tell);
    return () => navigation.removeEventListener("currententrychange", tell);
  }
  world.addEventListener("popstate", tell);
  const undos = (["pushState", "replaceState"] as const).map((name) =>
    readable(() => patch(world.history, name, tell))
  );
  return () => {
    isOn = false;
    world.removeEventListener("popstate", tell);
    for (const undo of undos) undo?.();
  };
}

function patch(history: History, name: "pushState" | "replaceState", tell: () => void): () => void {
  const isOwn = Object.hasOwn(history, name);
  const original: unknown = history[name];
  if (typeof original !== "function") return () => {};
  const patched = function (this: History, ...args: unknown[]): unknown {
    // A page may patch the prototype later.
    const target = isOwn ? original : Reflect.get(Object.getPrototypeOf(history), name);
    const result: unknown = Reflect.apply(target, this, args);
    tell();
    return result;
  };
  history[name] = patched;
  return () => {
    if (history[name] !== patched) return;
    if (isOwn) Reflect.set(history, name, original);
    else Reflect.deleteProperty(history, name);
  };
}
