/**
 * Which process a client listens to: a class for one platform brings its own, without its constructor
 * having a parameter for it.
 *
 * @module
 */
import type { OnProcessEnd } from "../core/ports.ts";
import { onProcessEnd } from "../runtime/process_end.ts";

/** By the prototype of the class. */
const chosen = new WeakMap<object, OnProcessEnd>();

/** Lets the clients of a class, and of those derived from it, listen by other means. */
export function chooseProcessEnd(
  clientClass: { readonly prototype: object },
  choice: OnProcessEnd,
): void {
  chosen.set(clientClass.prototype, choice);
}

/**
 * How a client listens: to the global process, unless something else was chosen for its class.
 *
 * @param client Not its `new.target`: Terser, which webpack minifies with, moves that into functions in
 * which it is undefined.
 */
export function processEndOf(client: object): OnProcessEnd {
  for (let one: object | null = client; one !== null; one = Object.getPrototypeOf(one)) {
    const choice = chosen.get(one);
    if (choice !== undefined) return choice;
  }
  return onProcessEnd;
}
