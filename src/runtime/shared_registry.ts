/**
 * What all copies of this package in a process share, an ES module's and CommonJS's among them.
 *
 * @module
 */

/**
 * Finds what another copy has put under a key of the global object, or puts it there.
 *
 * @param key A `Symbol.for` with a number that changes when the shape does.
 * @param isUsable Whether what lies there is of that shape: anybody may have put it there.
 * @param create Makes it.
 */
export function sharedRegistry<Registry>(
  key: symbol,
  isUsable: (value: unknown) => value is Registry,
  create: () => Registry,
): Registry {
  const shared: unknown = Reflect.get(globalThis, key);
  if (isUsable(shared)) return shared;
  const value = create();
  Reflect.defineProperty(globalThis, key, { value, configurable: true });
  return value;
}
