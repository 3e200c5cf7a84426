/**
 * Installs the three browsers that the tests drive, where that is possible: on Debian, as root. Elsewhere
 * it prints the command to run. Which package is there already is asked first, so that a second run is
 * over at once.
 *
 * @module
 */

/** What Debian calls the browsers, and what drives them. */
export const PACKAGES: readonly string[] = [
  "chromium",
  "chromium-driver",
  "firefox-esr",
  "webkit2gtk-driver",
  "xvfb",
];

/** What somebody who may do so has to run. */
export const SETUP_COMMAND: string =
  `apt-get update && apt-get install -y --no-install-recommends ${PACKAGES.join(" ")}`;

/** What a machine can do about browsers. */
export interface Machine {
  /** Whether there is apt. */
  readonly hasApt: boolean;
  /** Whether packages may be installed. */
  readonly isRoot: boolean;
  /** The packages that are not there. */
  readonly missing: readonly string[];
}

/** What setting up came to. */
export interface Setup {
  /** Whether every package is there now. */
  readonly isComplete: boolean;
  /** One line for a person. */
  readonly summary: string;
}

/** What is to be done on a machine: nothing, install, or tell somebody. */
export function planSetup({ hasApt, isRoot, missing }: Machine): "nothing" | "install" | "tell" {
  if (hasApt && missing.length === 0) return "nothing";
  return hasApt && isRoot ? "install" : "tell";
}

/** Looks at this machine. */
export async function lookAtMachine(): Promise<Machine> {
  const hasApt = await succeeds("dpkg-query", "--version") &&
    await succeeds("apt-get", "--version");
  const missing: string[] = [];
  for (const name of PACKAGES) if (!hasApt || !await isInstalled(name)) missing.push(name);
  return { hasApt, isRoot: Deno.build.os === "linux" && Deno.uid() === 0, missing };
}

/** Installs what is missing, where it may, and says through `say` what it does. */
export async function setupBrowsers(say: (line: string) => void = console.log): Promise<Setup> {
  const machine = await lookAtMachine();
  const plan = planSetup(machine);
  if (plan === "nothing") {
    return { isComplete: true, summary: `browsers: all ${PACKAGES.length} packages are there` };
  }
  if (plan === "tell") {
    const who = machine.hasApt ? "as root" : "on Debian, as root";
    return {
      isComplete: false,
      summary: `browsers: to install them run, ${who}: ${SETUP_COMMAND}`,
    };
  }
  say(`browsers: installing ${machine.missing.join(" ")} with apt, about 300 MB`);
  const started = performance.now();
  const output = await aptOutput(["update", "-qq"]) ?? await aptOutput([
    ...["install", "-y", "-qq", "--no-install-recommends"],
    ...machine.missing,
  ]);
  const { missing } = await lookAtMachine();
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  if (missing.length === 0) {
    return { isComplete: true, summary: `browsers: installed in ${seconds} s` };
  }
  const why = output === null ? "" : `\n${output}`;
  return {
    isComplete: false,
    summary: `browsers: apt left out ${missing.join(" ")} after ${seconds} s${why}`,
  };
}

/** Runs apt; `null` when it went well, else its last words. */
async function aptOutput(args: readonly string[]): Promise<string | null> {
  const { success, stderr } = await new Deno.Command("apt-get", {
    args: [...args],
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return success ? null : new TextDecoder().decode(stderr).trim().split("\n").slice(-5).join("\n");
}

async function isInstalled(name: string): Promise<boolean> {
  return await succeeds("dpkg-query", "-W", "-f=${db:Status-Status}", name);
}

async function succeeds(program: string, ...args: string[]): Promise<boolean> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
    const isRemoved = program === "dpkg-query" && args[0] === "-W" &&
      new TextDecoder().decode(stdout) !== "installed";
    return success && !isRemoved;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

if (import.meta.main) {
  const { isComplete, summary } = await setupBrowsers();
  console.log(summary);
  Deno.exitCode = isComplete ? 0 : 1;
}
