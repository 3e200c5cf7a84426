/**
 * Asks a page for something that one of its own scripts has put there.
 *
 * @module
 */
import type { Browser } from "./browser.ts";
import { type Json, retrying } from "./driver.ts";

/** Waits until the page has a global function of that name, calls it and gives what it gives. */
export async function callOnPage(
  browser: Browser,
  name: string,
  ...args: string[]
): Promise<Json> {
  await retrying(`a page with ${name}()`, async () => {
    return await browser.run(`return typeof globalThis.${name} === "function" || null`);
  });
  return await browser.runAsync(`return await globalThis.${name}(...args)`, ...args);
}
