/**
 * Runs a program in an environment of its own, and says what to do when it fails.
 *
 * @module
 */
import { type Command, type Result, run } from "../../../scripts/package/command.ts";

export type { Command };

/** What a program wrote. */
export type Output = Pick<Result, "stdout" | "stderr">;

/**
 * Runs a program.
 *
 * @param advice What to do when it fails.
 * @throws {Error} If it cannot be started or its exit code is not 0.
 */
export async function runCommand(command: Command, advice: string): Promise<Output> {
  const line = [command.program, ...command.args].join(" ");
  const result = await run({ ...command, clearEnv: true }).catch((cause: unknown) => {
    throw new Error(`Cannot run '${line}': ${advice}`, { cause });
  });
  if (result.code === 0) return result;
  const said = `${result.stderr}${result.stdout}`;
  throw new Error(`'${line}' ended with exit code ${result.code}: ${advice}\n${said}`);
}
