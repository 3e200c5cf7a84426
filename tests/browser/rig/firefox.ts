/**
 * Starts Firefox and talks to it over its own socket; Debian has no geckodriver, and none is needed.
 *
 * @module
 */
import type { Launched, LaunchOptions } from "./browser.ts";
import { member, retrying, text } from "./driver.ts";
import { Marionette } from "./marionette.ts";
import { killTree } from "./process_tree.ts";

type Preferences = Readonly<Record<string, boolean | number | string>>;

const PREFERENCES: Preferences = {
  "marionette.port": 0,
  "browser.startup.page": 0,
  // Nothing but the test's own requests.
  "services.settings.server": "data:,#x/v1",
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "app.normandy.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.push.connection.enabled": false,
  "extensions.update.enabled": false,
};

const GPC: Preferences = {
  "privacy.globalprivacycontrol.enabled": true,
  "privacy.globalprivacycontrol.functionality.enabled": true,
};

/** All cookies and site data refused. */
const REFUSED: Preferences = { "network.cookie.cookieBehavior": 2 };

/** Starts Firefox on a profile folder. */
export async function launchFirefox(profile: string, options: LaunchOptions): Promise<Launched> {
  await writePreferences(profile, {
    ...PREFERENCES,
    ...(options.hasGpc ? GPC : {}),
    ...(options.refusesStorage ? REFUSED : {}),
  });
  const child = new Deno.Command("firefox-esr", {
    args: [
      ...["--marionette", "--headless", "--no-remote", "--remote-allow-system-access"],
      ...["--profile", profile, "about:blank"],
    ],
    env: { MOZ_CRASHREPORTER_DISABLE: "1", TMPDIR: profile },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let marionette: Marionette | undefined;
  const kill = async () => {
    marionette?.[Symbol.dispose]();
    marionette = undefined; // A second call finds nothing to do.
    await killTree(child.pid);
    await child.status;
  };
  try {
    marionette = await Marionette.connect(await readPort(profile));
    return await describe(marionette, child, kill);
  } catch (error) {
    await kill();
    throw error;
  }
}

async function describe(
  marionette: Marionette,
  child: Deno.ChildProcess,
  kill: () => Promise<void>,
): Promise<Launched> {
  const session = await marionette.send("WebDriver:NewSession", {
    unhandledPromptBehavior: "accept",
  });
  const setOffline = async (isOffline: boolean) => {
    await marionette.send("Marionette:SetContext", { value: "chrome" });
    const script = "Services.io.offline = arguments[0]";
    await marionette.send("WebDriver:ExecuteScript", { script, args: [isOffline] });
    await marionette.send("Marionette:SetContext", { value: "content" });
  };
  return {
    engine: "firefox",
    version: text(member(member(session, "capabilities"), "browserVersion")),
    command: marionette.command,
    setOffline,
    quit: async () => {
      await marionette.send("Marionette:Quit", { flags: ["eAttemptQuit"] });
      await child.status;
    },
    kill,
  };
}

async function writePreferences(profile: string, preferences: Preferences): Promise<void> {
  const lines = Object.entries(preferences).map((pair) =>
    `user_pref(${pair.map((part) => JSON.stringify(part)).join(", ")});`
  );
  await Deno.writeTextFile(`${profile}/user.js`, lines.join("\n"));
}

async function readPort(profile: string): Promise<number> {
  const path = `${profile}/MarionetteActivePort`;
  const read = async () => Number(await Deno.readTextFile(path).catch(() => "")) || null;
  const port = await retrying("Firefox's port", read);
  await Deno.remove(path); // Of use to nobody else: a next start on this profile writes its own.
  return port;
}
