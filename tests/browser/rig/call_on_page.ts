/**
 * Asks a page for something that one of its own scripts has put there.
 *
 * @module
 */
import type { Browser } from "./browser.ts";
import { type Json, retrying } from "./driver.ts";

/**
 * Waits until the page has a global function of that name, calls it and gives what it gives.
 *
 * @throws {Error} If the page says in a global `fault` what is wrong with it.
 */
export async function callOnPage(
  browser: Browser,
  name: string,
  ...args: string[]
): Promise<Json> {
  const look = `return globalThis.fault ?? (typeof globalThis.${name} === "function" || null)`;
  const found = await retrying(`a page with ${name}()`, () => browser.run(look));
  if (found !== true) throw new Error(`a page without ${name}(): ${found}`);
  return await browser.runAsync(`return await globalThis.${name}(...args)`, ...args);
}
