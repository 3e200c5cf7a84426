/**
 * `Deno.test` for the other runtimes. The tests get it by name, not as a global: the package under test
 * must not take the runtime for Deno. Node's own test runner is no choice: it watches each promise, and
 * the simulations, which are made of them, take six times as long.
 *
 * @module
 */

/** A test that waits for its turn. */
export interface RegisteredTest {
  readonly name: string;
  readonly body: () => void | Promise<void>;
}

/** The tests so far, in order. */
export const registered: RegisteredTest[] = [];

/** The part of Deno that the tests name. */
export const Deno: { test(name: string, body: () => void | Promise<void>): void } = {
  test: (name, body) => {
    if (typeof name !== "string" || typeof body !== "function") {
      throw new TypeError("Only Deno.test(name, function) is known here");
    }
    registered.push({ name, body });
  },
};
