/**
 * Reads members of objects that somebody else made.
 *
 * @module
 */

/**
 * A member of an object or of its class, but not one that somebody put on `Object.prototype`: that one
 * every object seems to have, and nobody meant it.
 *
 * @throws Whatever the object's own code throws; a `TypeError` if there is no object.
 */
export function ownMember(from: object, name: string): unknown {
  const value: unknown = Reflect.get(from, name);
  if (!Object.hasOwn(Object.prototype, name)) return value;
  for (let link: object | null = from; link !== null; link = Object.getPrototypeOf(link)) {
    if (link !== Object.prototype && Object.hasOwn(link, name)) return value;
  }
  return undefined;
}
