/**
 * Which process a client listens to: a class for one platform brings its own, without its constructor
 * having a parameter for it.
 *
 * @module
 */
import type { OnProcessEnd } from "../core/ports.ts";
import { onProcessEnd } from "../runtime/process_end.ts";

const chosen = new WeakMap<object, OnProcessEnd>();

/** Lets the clients of a class, and of those derived from it, listen by other means. */
export function chooseProcessEnd(clientClass: object, choice: OnProcessEnd): void {
  chosen.set(clientClass, choice);
}

/** How the clients of a class listen: to the global process, unless something else was chosen. */
export function processEndOf(clientClass: object): OnProcessEnd {
  for (let one: object | null = clientClass; one !== null; one = Object.getPrototypeOf(one)) {
    const choice = chosen.get(one);
    if (choice !== undefined) return choice;
  }
  return onProcessEnd;
}
