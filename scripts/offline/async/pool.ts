/** Stand-in for `@std/async/pool`, see `mod.ts`. @module */
import * as std from "deno-std/async/pool.js";

/** Maps `array` with at most `poolLimit` calls of `iteratorFn` under way; yields in the input's order. */
export function pooledMap<T, R>(
  poolLimit: number,
  array: Iterable<T> | AsyncIterable<T>,
  iteratorFn: (data: T) => Promise<R>,
): AsyncIterableIterator<R> {
  return std.pooledMap(poolLimit, array, iteratorFn);
}
