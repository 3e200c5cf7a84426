/**
 * Starts WebKitGTK's MiniBrowser through WebKitWebDriver, on a display of its own. Under automation its
 * storage is always of its own session: a second start never finds it.
 *
 * @module
 */
import type { Launched } from "./browser.ts";
import { killTree } from "./process_tree.ts";
import { openSession, startDriver } from "./webdriver.ts";

/** Starts WebKit; the folder takes its temporary files. */
export async function launchWebkit(profile: string): Promise<Launched> {
  const display = await startDisplay();
  const env = { DISPLAY: display.name, NO_AT_BRIDGE: "1", TMPDIR: profile, HOME: profile };
  const driver = startDriver("WebKitWebDriver", (port) => ["-p", String(port)], env);
  const kill = async () => {
    await killTree(driver.child.pid);
    await driver.child.status;
    await display.end();
  };
  try {
    const { version, command } = await openSession(driver.port, { browserName: "MiniBrowser" });
    const quit = async () => void await command("DELETE", "");
    return { engine: "webkit", version, command, setOffline: null, quit, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

/**
 * Starts WebKit without a driver, on a page that drives itself: only so does it keep its storage.
 *
 * @returns Kills every process of it.
 */
export async function launchWebkitAlone(
  profile: string,
  url: string,
): Promise<() => Promise<void>> {
  const display = await startDisplay();
  const env = {
    DISPLAY: display.name,
    NO_AT_BRIDGE: "1",
    TMPDIR: profile,
    HOME: profile,
    XDG_DATA_HOME: profile,
    XDG_CACHE_HOME: profile,
  };
  const program = await findMiniBrowser();
  const child = new Deno.Command(program, { args: [url], env, stdout: "null", stderr: "null" })
    .spawn();
  return async () => {
    await killTree(child.pid);
    await child.status;
    await display.end();
  };
}

/** It is on nobody's PATH. */
async function findMiniBrowser(): Promise<string> {
  const args = ["-L", "libwebkit2gtk-4.1-0", "libwebkit2gtk-4.0-37", "webkit2gtk-driver"];
  const { stdout } = await new Deno.Command("dpkg", { args, stderr: "null" }).output();
  const lines = new TextDecoder().decode(stdout).split("\n");
  const found = lines.find((line) => line.endsWith("/MiniBrowser"));
  if (found === undefined) throw new Error("MiniBrowser is in none of WebKit's packages");
  return found;
}

async function startDisplay(): Promise<{ name: string; end: () => Promise<void> }> {
  const child = new Deno.Command("Xvfb", {
    args: ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  let name = "";
  // To the line's end: it dies when it writes that into a closed pipe.
  while (!name.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error("Xvfb has ended before it said its display");
    name += new TextDecoder().decode(value);
  }
  await reader.cancel();
  const end = async () => {
    try {
      child.kill("SIGTERM"); // Not SIGKILL: it leaves its lock file.
    } catch { /* It has ended by itself. */ }
    await child.status;
  };
  return { name: `:${name.trim()}`, end };
}
