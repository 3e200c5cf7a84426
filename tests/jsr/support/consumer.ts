/**
 * Somebody else's project: an empty folder, empty caches and an environment that holds nothing of ours but
 * the way to the registry. Nothing else can be reached from it, and trying to fails the test at the end.
 *
 * @module
 */
import type { JsrRegistry } from "../../../scripts/jsr_registry/jsr_registry.ts";
import { type Output, runCommand } from "./run_command.ts";
import { setStrayTrap } from "./stray_trap.ts";

/** A project of its own. */
export interface Consumer extends AsyncDisposable {
  /** Its folder. */
  readonly dir: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file, folders included. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Reads a file. */
  read(path: string): Promise<string>;
  /** Runs Deno in it. Rejects with all that it wrote if it fails. */
  deno(...args: string[]): Promise<Output>;
  /**
   * What Deno's permissions were asked for so far, as in `net 127.0.0.1:80`, each once, sorted. The import
   * of modules from the registry is left out.
   */
  askedPermissions(): Promise<string[]>;
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
  return {
    dir,
    env,
    write: (path, content) => writeFile(`${dir}/${path}`, content),
    read: (path) => Deno.readTextFile(`${dir}/${path}`),
    deno: (...args) =>
      runCommand({ program: Deno.execPath(), args, cwd: dir, env }, "read what it wrote"),
    askedPermissions: () => readAudit(audit, registry.url),
    [Symbol.asyncDispose]: async () => {
      await trap[Symbol.asyncDispose]();
      await Deno.remove(root, { recursive: true });
      if (trap.strays.length === 0) return;
      throw new Error(`Not all stayed on this machine, find out why: ${trap.strays.join(" / ")}`);
    },
  };
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
