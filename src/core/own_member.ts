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
  if (value === undefined || !Object.hasOwn(Object.prototype, name)) return value;
  const isPolluted = !Object.hasOwn(from, name) && value === Reflect.get(Object.prototype, name);
  return isPolluted ? undefined : value;
}
