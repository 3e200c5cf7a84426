/**
 * Where the demo plays: its processes and its files. Knows the least each process may do, and leaves
 * nothing behind.
 *
 * @module
 */
import { COLLECT_PATH, LOOPBACK, OTHER_LOOPBACK } from "./agreement.ts";
import { Child, type ChildPlan } from "./child.ts";
import { Chromium, NoBrowser } from "./chromium.ts";
import { pause } from "./within.ts";

/** A browser that was just ended may still be closing its files. */
const REMOVE_ATTEMPTS = 40;
const REMOVE_PAUSE_MS = 50;

/** A process and where it is to be found. */
export interface Served {
  /** The process. */
  readonly child: Child;
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** Its port. */
  readonly port: number;
}

/** What the shop's pages have. */
export interface ShopPlan {
  /** A client: the script was made. */
  readonly hasScript: boolean;
  /** A ledger of what their client tracks. */
  readonly hasLedger: boolean;
}

/** The demo's processes and files. */
export class Stage implements AsyncDisposable {
  /** The folder of both files. */
  readonly dir: string;
  /** The collector's database. */
  readonly database: string;
  /** The shop's ledger. */
  readonly ledger: string;
  /** The script of the shop's pages. */
  readonly script: string;
  readonly #children = new Set<Child>();
  readonly #browsers = new Set<Promise<Chromium>>();
  readonly #profile: string;
  #noBrowser: string | null = null;
  #isOver = false;
  /** Whether they stay when the demo is over. */
  readonly keepsFiles: boolean;

  private constructor(dir: string, keepsFiles: boolean) {
    this.dir = dir;
    this.database = `${dir}/collector.sqlite`;
    this.ledger = `${dir}/shop.jsonl`;
    this.script = `${dir}/page.js`;
    this.#profile = `${dir}/profile`;
    this.keepsFiles = keepsFiles;
  }

  /** An empty stage. */
  static async build(keepsFiles: boolean): Promise<Stage> {
    return new Stage(await Deno.makeTempDir({ prefix: "tidings-demo-" }), keepsFiles);
  }

  /** Starts a collector on this database; a `port` of 0 is any. */
  startCollector(port: number, onNews?: ChildPlan["onNews"]): Promise<Served> {
    return this.#start({
      name: "collector",
      file: "collector.ts",
      permissions: [
        `--allow-net=${LOOPBACK}:${port}`,
        `--allow-read=${this.dir}`,
        `--allow-write=${this.dir}`,
      ],
      args: [this.database, String(port)],
      ...(onNews === undefined ? {} : { onNews }),
    });
  }

  /** Makes the script of the shop's pages; resolves to why that did not work, if it did not. */
  async bundle(): Promise<string | null> {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--allow-read",
        "--allow-env",
        "--allow-run",
        `--allow-write=${this.dir}`,
        new URL("bundle.ts", import.meta.url).href,
        this.script,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    if (success) return null;
    const [why = "it did not say why"] = new TextDecoder().decode(stderr).trim().split("\n");
    return `the pages' script could not be made: ${why}`;
  }

  /** Opens the shop. */
  startShop(collector: Served, { hasScript, hasLedger }: ShopPlan): Promise<Served> {
    const collect = `http://${OTHER_LOOPBACK}:${collector.port}${COLLECT_PATH}`;
    return this.#start({
      name: "shop",
      file: "shop.ts",
      permissions: [
        `--allow-net=${LOOPBACK}:0,${LOOPBACK}:${collector.port}`,
        `--allow-write=${this.ledger}`,
        `--allow-read=${this.script}`,
      ],
      args: [
        collector.url,
        this.ledger,
        collect,
        hasScript ? this.script : "",
        hasLedger ? "ledger" : "",
      ],
    });
  }

  /** There is to be no browser, and why. */
  leaveOutBrowser(why: string): void {
    this.#noBrowser = why;
  }

  /**
   * Starts a browser, on the profile of the one before.
   *
   * @throws {NoBrowser} If there is none.
   */
  startBrowser(): Promise<Chromium> {
    const why = this.#isOver ? "the demo is over" : this.#noBrowser;
    if (why !== null) return Promise.reject(new NoBrowser(why));
    const starting = Chromium.start(this.#profile);
    this.#browsers.add(starting);
    return starting;
  }

  /** Ends what still runs and removes the files. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all([
      ...[...this.#children].map((child) => child.kill()),
      ...[...this.#browsers].map((starting) =>
        starting.then((browser) => browser[Symbol.asyncDispose](), () => {})
      ),
    ]);
    await removeFolder(this.#profile);
    if (!this.keepsFiles) await removeFolder(this.dir);
  }

  async #start(plan: ChildPlan): Promise<Served> {
    const child = Child.start(plan);
    this.#children.add(child);
    void child.ended.then(() => this.#children.delete(child));
    const port = await child.ready();
    return { child, port, url: `http://${LOOPBACK}:${port}` };
  }
}

async function removeFolder(path: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === REMOVE_ATTEMPTS) throw error;
      await pause(REMOVE_PAUSE_MS);
    }
  }
}
