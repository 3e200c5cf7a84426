/**
 * Stand-in for `@std/assert` where its registry is out of reach: the real library as repackaged on npm,
 * which lost its types, behind the real signatures. Only what the tests use is here.
 *
 * @module
 */
// deno-lint-ignore-file no-explicit-any -- the real signatures take constructors and objects this way
import * as std from "deno-std/assert/mod.js";

/** What counts as false. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** An array-like object, strings excluded. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/** A class whose instances are `E`. */
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/** What a failing assertion throws. */
export interface AssertionError extends Error {
  /** Tells the class apart in a printed error. */
  readonly name: "AssertionError";
}

/** What a failing assertion throws. */
export const AssertionError: new (message: string, options?: ErrorOptions) => AssertionError =
  std.AssertionError;

/** Deep equality, as {@linkcode assertEquals} sees it. */
export function equal(a: unknown, b: unknown): boolean {
  return std.equal(a, b);
}

/** Asserts that `expr` is truthy. */
export function assert(expr: unknown, msg?: string): asserts expr {
  std.assert(expr, msg);
}

/** Asserts that `expr` is falsy. */
export function assertFalse(expr: unknown, msg?: string): asserts expr is Falsy {
  std.assertFalse(expr, msg);
}

/** Asserts deep equality. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  std.assertEquals(actual, expected, msg);
}

/** Asserts that two values are not deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  std.assertNotEquals(actual, expected, msg);
}

/** Asserts identity, as `Object.is` sees it. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  std.assertStrictEquals(actual, expected, msg);
}

/** Asserts that two values are not identical. */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  std.assertNotStrictEquals(actual, expected, msg);
}

/** Asserts that a value is neither `null` nor `undefined`. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  std.assertExists(actual, msg);
}

/** Asserts that a text matches. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  std.assertMatch(actual, expected, msg);
}

/** Asserts that a text does not match. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  std.assertNotMatch(actual, expected, msg);
}

/** Asserts that a text contains another. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  std.assertStringIncludes(actual, expected, msg);
}

/** Asserts that every value of `expected` is in `actual`. */
export function assertArrayIncludes<T>(
  actual: ArrayLikeArg<T>,
  expected: ArrayLikeArg<T>,
  msg?: string,
): void {
  std.assertArrayIncludes(actual, expected, msg);
}

/** Asserts that `expected` is a subset of `actual`, deeply. */
export function assertObjectMatch(
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  std.assertObjectMatch(actual, expected, msg);
}

/** Asserts that a value is an instance of a class. */
export function assertInstanceOf<T extends abstract new (...args: any[]) => any>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is InstanceType<T> {
  std.assertInstanceOf(actual, expectedType, msg);
}

/** Asserts that a value is not an instance of a class. */
export function assertNotInstanceOf<A, T>(
  actual: A,
  unexpectedType: abstract new (...args: any[]) => T,
  msg?: string,
): asserts actual is Exclude<A, T> {
  std.assertNotInstanceOf(actual, unexpectedType, msg);
}

/** Asserts that a value is an error of a class whose message contains a text or matches. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ErrorClass<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  std.assertIsError(error, ErrorClass, msgMatches, msg);
}

/** Asserts `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  std.assertGreater(actual, expected, msg);
}

/** Asserts `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  std.assertGreaterOrEqual(actual, expected, msg);
}

/** Asserts `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  std.assertLess(actual, expected, msg);
}

/** Asserts `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  std.assertLessOrEqual(actual, expected, msg);
}

/** Asserts that two numbers are equal within a tolerance. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  std.assertAlmostEquals(actual, expected, tolerance, msg);
}

/** Asserts that `fn` throws. Returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that `fn` throws an error of a class. Returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(fn: () => unknown, ...rest: unknown[]): unknown {
  return std.assertThrows(fn, ...rest);
}

/** Asserts that the promise which `fn` returns rejects. Resolves to the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Asserts that the promise which `fn` returns rejects with an error of a class. Resolves to it. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...rest: unknown[]
): Promise<unknown> {
  return std.assertRejects(fn, ...rest);
}

/** Fails. */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${msg ? `: ${msg}` : "."}`);
}

/** Marks code that is never reached. */
export function unreachable(reason?: string): never {
  throw new AssertionError(`Unreachable${reason ? `: ${reason}` : "."}`);
}
