/**
 * Runs a program to its end, and says all about it when that is a bad one.
 *
 * @module
 */

/** Far longer than any command here takes: one that takes longer hangs. */
const PATIENCE_MS = 120_000;

/** A program and how to run it. */
export interface Command {
  /** The program. */
  readonly program: string;
  /** What it is given. */
  readonly args: readonly string[];
  /** The folder it runs in. */
  readonly cwd: string;
  /** All of its environment; left out: this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program wrote. */
export interface Output {
  /** To its standard output. */
  readonly stdout: string;
  /** To its standard error. */
  readonly stderr: string;
}

/**
 * Runs a program.
 *
 * @param advice What to do when it fails.
 * @throws {Error} If it cannot be started or its exit code is not 0.
 */
export async function runCommand(command: Command, advice: string): Promise<Output> {
  const { program, args, cwd, env } = command;
  const line = [program, ...args].join(" ");
  const result = await new Deno.Command(program, {
    args: [...args],
    cwd,
    ...env && { env, clearEnv: true },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).output().catch((cause: unknown) => {
    throw new Error(`Cannot run '${line}': ${advice}`, { cause });
  });
  const [stdout, stderr] = [result.stdout, result.stderr].map((it) => new TextDecoder().decode(it));
  const output = { stdout: stdout ?? "", stderr: stderr ?? "" };
  if (result.success) return output;
  const end = result.signal ?? `exit code ${result.code}`;
  throw new Error(`'${line}' ended with ${end}: ${advice}\n${output.stderr}${output.stdout}`);
}
