/**
 * Where Bun lies.
 *
 * @module
 */
import { PINS } from "../../../scripts/package/pins.ts";
import { runCommand } from "./run_command.ts";

/**
 * The path of Bun's program, fetched from npm unless it is there already. It is then run without npx, so
 * that nothing of this user's configuration reaches it.
 *
 * @throws {Error} If there is no npx, or it cannot fetch Bun.
 */
export async function findBun(): Promise<string> {
  const program = Deno.build.os === "windows" ? "npx.cmd" : "npx";
  const args = ["--yes", "--prefer-offline", `bun@${PINS.bun}`, "--print", "process.execPath"];
  const advice = `install Node with npm, whose npx fetches bun@${PINS.bun}`;
  const { stdout } = await runCommand({ program, args, cwd: Deno.cwd() }, advice);
  return stdout.trim();
}
