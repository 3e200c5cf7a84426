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
