/**
 * Starts any engine.
 *
 * @module
 */
import { Browser, type Engine, type Launched, type LaunchOptions } from "./browser.ts";
import { launchChromium } from "./chromium.ts";
import { launchFirefox } from "./firefox.ts";
import { launchWebkit } from "./webkit.ts";

const LAUNCHERS: Readonly<
  Record<Engine, (profile: string, options: LaunchOptions) => Promise<Launched>>
> = { chromium: launchChromium, firefox: launchFirefox, webkit: launchWebkit };

/** Every engine, in the order of the runs. */
export const ENGINES: readonly Engine[] = ["chromium", "firefox", "webkit"];

/** The programs that an engine needs, by what answers `--version`. */
const PROGRAMS: Readonly<Record<Engine, readonly string[]>> = {
  chromium: ["chromedriver", "chromium"],
  firefox: ["firefox-esr"],
  webkit: ["WebKitWebDriver", "Xvfb"],
};

/** Starts an engine on a profile folder. */
export async function launch(
  engine: Engine,
  profile: string,
  options: LaunchOptions = {},
): Promise<Browser> {
  return new Browser(await LAUNCHERS[engine](profile, options));
}

/** The programs of an engine that are not on this machine. */
export async function missingPrograms(engine: Engine): Promise<string[]> {
  const missing: string[] = [];
  for (const program of PROGRAMS[engine]) {
    const { success } = await new Deno.Command("which", { args: [program] }).output();
    if (!success) missing.push(program);
  }
  return missing;
}
