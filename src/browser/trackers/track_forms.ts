/**
 * Tells which forms are submitted, and nothing of what is in them.
 *
 * @module
 */
import { readable } from "../../core/readable.ts";
import { attributeOf, isOne, partOf, pathOf } from "./acted_element.ts";
import type { Tracker } from "./tracker.ts";

/** Among the nodes that an event passes only shadow roots are of this type. */
const SHADOW_ROOT = 11;

/** Tracks `form_submit` with `formId` and `formName`. */
export const trackForms: Tracker = ({ emit, on }) => {
  const roots = new Set<EventTarget>();
  const told = new WeakSet<Event>();
  const listen = (event: Event): void => {
    const [form] = pathOf(event);
    // The submission of a form in a slot passes the window and a shadow root.
    if (form === undefined || told.has(event) || !isOne(form, "form")) return;
    told.add(event);
    emit("form_submit", { formId: attributeOf(form, "id"), formName: attributeOf(form, "name") });
  };
  const hear = (event: Event): void => void readable(() => listen(event));
  const leave = (root: EventTarget): void => {
    root.removeEventListener("submit", hear, true);
    roots.delete(root);
  };
  // A submission does not leave its shadow root; the key or click that comes before it does.
  const follow = (event: Event): void => {
    // What is gone is not held.
    for (const root of roots) if (!partOf(root, "isConnected")) leave(root);
    for (const root of event.composedPath()) {
      if (partOf(root, "nodeType") !== SHADOW_ROOT) continue;
      root.addEventListener("submit", hear, true);
      roots.add(root);
    }
  };
  on("submit", listen);
  on("keydown", follow);
  on("click", follow);
  return () => roots.forEach(leave);
};
