/**
 * Stand-in for `@std/async` where its registry is out of reach: the real library as repackaged on npm,
 * which lost its types, behind the real signatures. Only what the tests use is here.
 *
 * @module
 */
export * from "./deadline.ts";
export * from "./debounce.ts";
export * from "./delay.ts";
export * from "./pool.ts";
export * from "./retry.ts";
