/**
 * What the corpus is made with.
 *
 * @module
 */

/** A hostile value: what it is, and a function that makes a fresh one. */
export type Hostile = readonly [what: string, make: () => unknown];

/** What hostile code throws. */
export const HOSTILE_MESSAGE = "hostile";

/** Throws. */
export const boom = (): never => {
  throw new Error(HOSTILE_MESSAGE);
};

/** A function that throws this. */
export const thrower = (value: unknown): () => never => () => {
  throw value;
};

/** A value inside so many others. */
export function deep(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = "bottom";
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

/** An object with so many members. */
export function wide(keys: number, value: unknown = 1): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (let i = 0; i < keys; i++) object[`key${i}`] = value;
  return object;
}

/** An object with a getter, enumerable. */
export function getting(name: string, get: () => unknown, more: object = {}): object {
  return Object.defineProperty({ first: 1, ...more }, name, {
    get,
    enumerable: true,
    configurable: true,
  });
}

/** A proxy whose time is over. */
export function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** A promise that rejects, with somebody who takes notice. */
export function rejected(reason: unknown): Promise<never> {
  const promise = Promise.reject(reason);
  promise.catch(() => {});
  return promise;
}

/** Each member of a record as a value named after it. */
export function named(prefix: string, values: Readonly<Record<string, () => unknown>>): Hostile[] {
  return Object.entries(values).map(([what, make]) => [`${prefix}${what}`, make] as const);
}
