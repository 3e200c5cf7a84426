/**
 * Which engines there are on this machine, for tests that are not started by `scripts/test_browser.ts`.
 *
 * @module
 */
import { setupBrowsers } from "../../../scripts/setup_browsers.ts";
import { judgeMissing } from "../../../scripts/test_browser.ts";
import type { Engine } from "./browser.ts";
import { missingPrograms } from "./launch.ts";

/**
 * The wanted engines that can be started, installed first where that is possible. One that is not there is
 * left out with a word.
 *
 * @throws {Error} If one is not there in CI, where nothing may be left out.
 */
export async function enginesHere(wanted: readonly Engine[]): Promise<Engine[]> {
  if ((await missingOf(wanted)).size > 0) console.log((await setupBrowsers()).summary);
  const missing = await missingOf(wanted);
  for (const [engine, programs] of missing) {
    const { isGood, lines } = judgeMissing(engine, programs, Deno.env.get("CI") === "true");
    if (!isGood) throw new Error(lines.join("\n"));
    for (const line of lines) console.log(line);
  }
  return wanted.filter((engine) => !missing.has(engine));
}

/** What is not there, by the engine that needs it. */
async function missingOf(engines: readonly Engine[]): Promise<Map<Engine, readonly string[]>> {
  const missing = new Map<Engine, readonly string[]>();
  for (const engine of engines) {
    const programs = await missingPrograms(engine);
    if (programs.length > 0) missing.set(engine, programs);
  }
  return missing;
}
