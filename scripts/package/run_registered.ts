/**
 * Runs the tests that were registered, one after the other, and closes with a line as `deno test` prints
 * it.
 *
 * @module
 */
import { registered } from "./deno_shim.ts";

/**
 * Runs them.
 *
 * @param show Told of each test that failed, and of the numbers.
 */
export async function runRegistered(
  show: (what: unknown) => void,
): Promise<{ readonly failed: number }> {
  let failed = 0;
  for (const { name, body } of registered) {
    try {
      await body();
    } catch (error) {
      failed++;
      show(`${name} ... FAILED`);
      show(error);
    }
  }
  const passed = registered.length - failed;
  show(`${failed === 0 ? "ok" : "FAILED"} | ${passed} passed | ${failed} failed`);
  return { failed };
}
