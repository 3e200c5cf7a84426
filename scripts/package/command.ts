/**
 * Runs other people's programs: package managers, runtimes, compilers.
 *
 * @module
 */

/** A program and how to run it. */
export interface Command {
  /** The program, or its path. */
  readonly program: string;
  readonly args: readonly string[];
  /** The folder that it runs in. */
  readonly cwd: string;
  /** What its environment has besides this one's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it has nothing of this one's environment. */
  readonly clearEnv?: boolean;
}

/** How it ended. */
export interface Result {
  readonly code: number;
  /** What it wrote to its standard output. */
  readonly stdout: string;
  /** What it wrote to its standard error. */
  readonly stderr: string;
  /** All that it wrote. */
  readonly output: string;
}

/** Longer than anything here takes: what takes longer hangs. */
const TIMEOUT_MS = 4 * 60_000;

/** Runs a program to its end, whatever that is. */
export async function run(command: Command): Promise<Result> {
  const { program, args, cwd, env = {}, clearEnv = false } = command;
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    clearEnv,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).output();
  const [said = "", complained = ""] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  return { code, stdout: said, stderr: complained, output: said + complained };
}

/**
 * Runs a program that must succeed.
 *
 * @returns What it wrote to its standard output.
 * @throws {Error} If its exit code is not 0; the message holds all that it wrote.
 */
export async function mustRun(command: Command): Promise<string> {
  const { code, stdout, output } = await run(command);
  if (code === 0) return stdout;
  const line = [command.program, ...command.args].join(" ");
  throw new Error(`'${line}' ended with exit code ${code}\n${output}`);
}

/** How a runtime is asked for its own path. */
const WHERE = {
  node: ["--print", "process.execPath"],
  bun: ["--print", "process.execPath"],
  deno: ["eval", "--no-config", "--no-lock", "console.log(Deno.execPath())"],
} as const;

/** The path of a runtime that an npm package brings along, fetched unless it is there. */
export async function findProgram(
  name: keyof typeof WHERE,
  version: string,
  cwd: string,
): Promise<string> {
  const args = ["--yes", "--prefer-offline", `${name}@${version}`, ...WHERE[name]];
  return (await mustRun({ program: "npx", args, cwd })).trim();
}

/** The path of a version of TypeScript's compiler, fetched unless it is there. */
export async function findCompiler(version: string): Promise<string> {
  const from = ["--yes", "--prefer-offline", `--package=typescript@${version}`];
  const args = [...from, "--call", "command -v tsc"];
  return (await mustRun({ program: "npx", args, cwd: "." })).trim();
}
