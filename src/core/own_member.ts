/**
 * Reads members of objects that somebody else made.
 *
 * @module
 */
import { MAX_PROTOTYPES } from "./is_instance.ts";

/**
 * A member of an object or of its class, but not one that somebody put on `Object.prototype`: that one
 * every object seems to have, and nobody meant it.
 *
 * @throws Whatever the object's own code throws; a `TypeError` if there is no object.
 */
export function ownMember(from: object, name: string): unknown {
  const value: unknown = Reflect.get(from, name);
  if (value === undefined || !Object.hasOwn(Object.prototype, name)) return value;
  let link: object | null = from;
  for (let i = 0; i < MAX_PROTOTYPES && link !== null; i++) {
    if (link !== Object.prototype && Object.hasOwn(link, name)) return value;
    link = Object.getPrototypeOf(link);
  }
  return undefined;
}
