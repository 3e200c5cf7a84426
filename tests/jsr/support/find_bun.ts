/**
 * Where Bun lies.
 *
 * @module
 */
import { runCommand } from "./run_command.ts";

/** The version that the package is held to. */
const VERSION = "1.4.5";

/**
 * The path of Bun's program, fetched from npm unless it is there already. It is then run without npx, so
 * that nothing of this user's configuration reaches it.
 *
 * @throws {Error} If there is no npx, or it cannot fetch Bun.
 */
export async function findBun(): Promise<string> {
  const program = Deno.build.os === "windows" ? "npx.cmd" : "npx";
  const args = ["--yes", "--prefer-offline", `bun@${VERSION}`, "--print", "process.execPath"];
  const advice = `install Node with npm, whose npx fetches bun@${VERSION}`;
  const { stdout } = await runCommand({ program, args, cwd: Deno.cwd() }, advice);
  return stdout.trim();
}
