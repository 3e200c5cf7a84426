/**
 * `instanceof` for values that somebody else made.
 *
 * @module
 */

/** Longer chains of prototypes are not followed: a proxy may say that it is its own prototype. */
export const MAX_PROTOTYPES = 100;

/**
 * Whether a value was made by this constructor, or by one that extends it. Asks the value at most
 * {@linkcode MAX_PROTOTYPES} times, where `instanceof` may never come back.
 *
 * @throws Whatever the value's own code throws.
 */
export function isInstance<T>(
  value: unknown,
  constructor: { readonly prototype: T },
): value is T {
  let link: unknown = value;
  for (let i = 0; i < MAX_PROTOTYPES; i++) {
    if ((typeof link !== "object" && typeof link !== "function") || link === null) return false;
    link = Object.getPrototypeOf(link);
    if (link === constructor.prototype) return true;
  }
  return false;
}
