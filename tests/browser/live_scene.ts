/**
 * What the tests of the live view look at: the demo as it serves, and a browser.
 *
 * @module
 */
import { Browser } from "./rig/browser.ts";
import { launchChromium } from "./rig/chromium.ts";
import { type Command, retrying } from "./rig/driver.ts";

const ROOT = new URL("../..", import.meta.url);

/** `deno task demo --serve`, running. */
class Demo implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #said = "";

  constructor() {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "demo", "--serve", "--keep"],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reading = this.#read();
  }

  /** What it said behind a word, as soon as it has said it. */
  async said(word: string): Promise<string> {
    const pattern = new RegExp(`^${word} +(\\S+)`, "m");
    return await retrying(word, () => Promise.resolve(pattern.exec(this.#said)?.[1] ?? null));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGINT");
    await this.#process.status;
    await this.#reading;
    const folder = (await this.said("Its database")).replace(/\/[^/]+$/, "");
    await Deno.remove(folder, { recursive: true });
  }

  async #read(): Promise<void> {
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      this.#said += text;
    }
  }
}

/** What every test looks at: one demo, one browser. */
export interface Scene extends AsyncDisposable {
  /** The browser. */
  readonly browser: Browser;
  /** Sends it a command of its own. */
  readonly command: Command;
  /** The shop's address. */
  readonly shop: string;
  /** The live view's. */
  readonly live: string;
  /** The collector's. */
  readonly collector: string;
  /** The path of its database. */
  readonly database: string;
}

/** Starts both. */
export async function openScene(): Promise<Scene> {
  await using stack = new AsyncDisposableStack();
  const demo = stack.use(new Demo());
  const profile = await Deno.makeTempDir({ prefix: "tidings-live-" });
  stack.defer(async () => {
    await retrying("an empty profile", async () => {
      return await Deno.remove(profile, { recursive: true }).then(() => true, () => null);
    });
  });
  const launched = await launchChromium(profile, {});
  const browser = stack.use(new Browser(launched));
  const said = {
    shop: await demo.said("A web shop"),
    live: await demo.said("A live view"),
    collector: await demo.said("A collector"),
    database: await demo.said("Its database"),
  };
  const parts = stack.move();
  return {
    browser,
    command: launched.command,
    ...said,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
