/**
 * Starts Debian's Chromium through chromedriver.
 *
 * @module
 */
import type { Launched, LaunchOptions } from "./browser.ts";
import { killTree } from "./process_tree.ts";
import { openSession, startDriver } from "./webdriver.ts";

const FLAGS = [
  "--headless=new",
  "--no-sandbox", // Root has no sandbox.
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  // Nothing but the test's own requests.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Value of Chromium's preference that refuses all site data. */
const BLOCK = 2;

/** Starts Chromium on a profile folder. */
export async function launchChromium(profile: string, options: LaunchOptions): Promise<Launched> {
  if (options.refusesStorage) await refuseStorage(profile);
  const args = (port: number) => [`--port=${port}`];
  const driver = startDriver("chromedriver", args, { TMPDIR: profile });
  const kill = async () => {
    await killTree(driver.child.pid);
    await driver.child.status;
  };
  try {
    const { version, command } = await openSession(driver.port, {
      browserName: "chrome",
      unhandledPromptBehavior: "accept",
      "goog:chromeOptions": { args: [...FLAGS, `--user-data-dir=${profile}`] },
    });
    const setOffline = async (offline: boolean) => {
      const params = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
      const cmd = "Network.emulateNetworkConditions";
      await command("POST", "/goog/cdp/execute", { cmd, params });
    };
    const quit = async () => void await command("DELETE", "");
    return { engine: "chromium", version, command, setOffline, quit, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function refuseStorage(profile: string): Promise<void> {
  await Deno.mkdir(`${profile}/Default`, { recursive: true });
  const preferences = { profile: { default_content_setting_values: { cookies: BLOCK } } };
  await Deno.writeTextFile(`${profile}/Default/Preferences`, JSON.stringify(preferences));
}
