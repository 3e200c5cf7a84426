/**
 * A browser on a profile that nobody used before and nobody will.
 *
 * @module
 */
import type { Browser, Engine } from "./browser.ts";
import { retrying } from "./driver.ts";
import { launch } from "./launch.ts";

/** A browser whose profile is thrown away with it. */
export interface FreshBrowser extends AsyncDisposable {
  /** The browser. */
  readonly browser: Browser;
}

/** Starts an engine on a profile of its own. */
export async function launchFresh(engine: Engine): Promise<FreshBrowser> {
  const profile = await Deno.makeTempDir({ prefix: "tidings-" });
  const browser = await launch(engine, profile).catch(async (error: unknown) => {
    await removeProfile(profile);
    throw error;
  });
  return {
    browser,
    [Symbol.asyncDispose]: async () => {
      await browser.kill();
      await removeProfile(profile);
    },
  };
}

/** Removes the profile of a browser that was killed: it may still be closing its files. */
export async function removeProfile(path: string): Promise<void> {
  await retrying("an empty profile", async () => {
    try {
      await Deno.remove(path, { recursive: true });
      return true;
    } catch (error) {
      return error instanceof Deno.errors.NotFound || null;
    }
  });
}
