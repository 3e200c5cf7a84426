/**
 * Somebody else's project: an empty folder, empty caches and an environment that holds nothing of ours but
 * the way to the registry. Nothing else can be reached from it, and trying to is an error.
 *
 * @module
 */
import type { JsrRegistry } from "../../../scripts/jsr_registry/jsr_registry.ts";
import { type Command, type Output, runCommand } from "./run_command.ts";
import { setStrayTrap } from "./stray_trap.ts";

/** A project of its own. */
export interface Consumer extends AsyncDisposable {
  /** Its folder. */
  readonly dir: string;
  /** Writes a file, folders included. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Reads a file. */
  read(path: string): Promise<string>;
  /** Runs Deno in it, as `run()` does. */
  deno(...args: string[]): Promise<Output>;
  /**
   * Runs a program in its environment. Rejects, with all that it wrote, if it fails or reaches for another
   * machine.
   */
  run(command: ConsumerCommand): Promise<Output>;
  /**
   * What Deno's permissions were asked for so far, as in `net 127.0.0.1:80`, each once, sorted. The import
   * of modules from the registry is left out.
   */
  askedPermissions(): Promise<string[]>;
}

/** A program to run. */
export interface ConsumerCommand extends Pick<Command, "program" | "args"> {
  /** The folder that it runs in. Default: the project's. */
  readonly cwd?: string;
  /** What to do when it fails. */
  readonly advice?: string;
}

/** Makes a project that resolves `jsr:` from the registry. */
export async function createConsumer(registry: JsrRegistry): Promise<Consumer> {
  const root = await Deno.makeTempDir({ prefix: "tidings_consumer_" });
  const [dir, home, audit] = [`${root}/project`, `${root}/home`, `${root}/permissions.jsonl`];
  await Promise.all([dir, home].map((path) => Deno.mkdir(path)));
  const trap = setStrayTrap();
  const env = {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: home,
    TMPDIR: root,
    DENO_DIR: `${home}/deno`,
    BUN_INSTALL_CACHE_DIR: `${home}/bun`,
    DENO_NO_UPDATE_CHECK: "1",
    DENO_AUDIT_PERMISSIONS: audit,
    NO_COLOR: "1",
    JSR_URL: registry.url,
    NPM_CONFIG_REGISTRY: trap.url,
    HTTP_PROXY: trap.url,
    HTTPS_PROXY: trap.url,
    NO_PROXY: "127.0.0.1",
  };
  const run = ({ cwd = dir, advice = "read what it wrote", ...command }: ConsumerCommand) =>
    unlessStrayed(runCommand({ ...command, cwd, env }, advice), trap.strays);
  return {
    dir,
    write: (path, content) => writeFile(`${dir}/${path}`, content),
    read: (path) => Deno.readTextFile(`${dir}/${path}`),
    run,
    deno: (...args) => run({ program: Deno.execPath(), args }),
    askedPermissions: () => readAudit(audit, registry.url),
    [Symbol.asyncDispose]: async () => {
      await trap[Symbol.asyncDispose]();
      await Deno.remove(root, { recursive: true });
    },
  };
}

async function unlessStrayed(running: Promise<Output>, strays: readonly string[]): Promise<Output> {
  const [result] = await Promise.allSettled([running]);
  if (strays.length === 0) return await running;
  const each = [...new Set(strays)].join(" / ");
  const message = `It reached for another machine, find out why: ${each}`;
  throw new Error(message, result.status === "rejected" ? { cause: result.reason } : {});
}

async function writeFile(path: string, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await Deno.writeFile(path, bytes);
}

/** Reads the record that Deno keeps of each permission that is asked for, granted or not. */
async function readAudit(path: string, registryUrl: string): Promise<string[]> {
  const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => line !== "");
  const asked = lines.map((line) => {
    const { permission, value } = JSON.parse(line);
    return `${permission} ${value}`;
  });
  const ofRegistry = `import ${new URL(registryUrl).host}`;
  return [...new Set(asked)].filter((one) => one !== ofRegistry).sort();
}
