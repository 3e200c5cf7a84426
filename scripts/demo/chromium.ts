/**
 * A headless Chromium, driven as a person would by the WebDriver that comes with it.
 *
 * @module
 */
import { LOOPBACK } from "./agreement.ts";
import { killTree } from "./process_tree.ts";
import { pause, within } from "./within.ts";

/** Why there is no browser, in words that follow "as". */
export class NoBrowser extends Error {}

const DRIVER = "chromedriver";

const FLAGS = [
  "--headless=new",
  "--no-sandbox", // Root has none, nor have most containers; it loads nothing but the shop.
  "--disable-gpu",
  "--no-first-run",
  // Nothing leaves this machine.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser takes that long to start on a busy machine. */
const START_SECONDS = 20;
/** And so long to do anything at all. */
const COMMAND_SECONDS = 20;
const END_SECONDS = 5;
const POLL_MS = 50;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A running browser with one session. */
export class Chromium implements AsyncDisposable {
  /** Its version. */
  readonly version: string;
  readonly #driver: Deno.ChildProcess;
  readonly #session: string;
  #isOver = false;

  private constructor(driver: Deno.ChildProcess, session: string, version: string) {
    this.#driver = driver;
    this.#session = session;
    this.version = version;
  }

  /**
   * Starts it on a profile folder.
   *
   * @throws {NoBrowser} If there is none, or it does not start.
   */
  static async start(profile: string): Promise<Chromium> {
    await Deno.mkdir(profile, { recursive: true });
    const port = freePort();
    const driver = startDriver(port, profile);
    try {
      const url = `http://${LOOPBACK}:${port}`;
      await within(untilReady(url, driver), START_SECONDS, `${DRIVER} to start`);
      const opened = await send("POST", `${url}/session`, {
        capabilities: {
          alwaysMatch: {
            browserName: "chrome",
            unhandledPromptBehavior: "accept",
            "goog:chromeOptions": { args: [...FLAGS, `--user-data-dir=${profile}`] },
          },
        },
      });
      const version = String(member(member(opened, "capabilities"), "browserVersion"));
      return new Chromium(driver, `${url}/session/${member(opened, "sessionId")}`, version);
    } catch (error) {
      await killTree(driver.pid);
      await driver.status;
      const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      throw new NoBrowser(`Chromium does not start: ${why}`);
    }
  }

  /** Opens an address and waits until it is loaded. */
  async goto(url: string): Promise<void> {
    await this.#command("POST", "/url", { url });
  }

  /** Waits until a page of this path is loaded, wherever it comes from. */
  async arrive(path: string): Promise<void> {
    const script = `return document.readyState === "complete" && location.pathname`;
    await this.#until(`the page ${path}`, async () => await this.run(script) === path);
  }

  /** Clicks what a selector finds. */
  async click(selector: string): Promise<void> {
    await this.#command("POST", `/element/${await this.#find(selector)}/click`, {});
  }

  /** Types into what a selector finds. */
  async type(selector: string, text: string): Promise<void> {
    await this.#command("POST", `/element/${await this.#find(selector)}/value`, { text });
  }

  /** Goes a page back. */
  async back(): Promise<void> {
    await this.#command("POST", "/back", {});
  }

  /** Runs the body of a function in the page and gives what it returns. */
  async run(script: string, ...args: readonly Json[]): Promise<Json> {
    return await this.#command("POST", "/execute/sync", { script, args });
  }

  /** Opens a further tab, goes to it, and gives the handle of the one before. */
  async openTab(): Promise<string> {
    const before = String(await this.#command("GET", "/window"));
    const opened = await this.#command("POST", "/window/new", { type: "tab" });
    await this.#command("POST", "/window", { handle: String(member(opened, "handle")) });
    return before;
  }

  /** Closes the tab and goes to another one. */
  async closeTab(next: string): Promise<void> {
    await this.#command("DELETE", "/window");
    await this.#command("POST", "/window", { handle: next });
  }

  /** Ends it as a person would. */
  async quit(): Promise<void> {
    const ended = send("DELETE", this.#session);
    await within(ended, END_SECONDS, "the browser to quit").catch(() => {});
    await this[Symbol.asyncDispose]();
  }

  /** Ends whatever still runs of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await killTree(this.#driver.pid);
    await this.#driver.status;
  }

  async #find(selector: string): Promise<string> {
    let id = "";
    await this.#until(selector, async () => {
      const query = { using: "css selector", value: selector };
      const found = await this.#command("POST", "/elements", query);
      const [first] = Array.isArray(found) ? found : [];
      id = String(Object.values(first ?? {})[0] ?? "");
      return id !== "";
    });
    return id;
  }

  /** Tries until it is so. A page that is being left answers with an error. */
  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const giveUpAt = performance.now() + COMMAND_SECONDS * 1_000;
    while (!await isSo().catch(() => false)) {
      if (performance.now() > giveUpAt) throw new Error(`The browser shows no ${what}`);
      await pause(POLL_MS);
    }
  }

  #command(method: string, path: string, body?: Json): Promise<Json> {
    const answer = send(method, this.#session + path, body);
    return within(answer, COMMAND_SECONDS, `the browser to answer ${method} ${path}`);
  }
}

/** A port of this machine that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  return listener.addr.port;
}

function startDriver(port: number, profile: string): Deno.ChildProcess {
  try {
    return new Deno.Command(DRIVER, {
      args: [`--port=${port}`],
      // What it leaves there goes with the profile.
      env: { TMPDIR: profile },
      stdin: "null",
      stdout: "null",
      stderr: "null",
      // Ctrl-C reaches the conductor alone.
      detached: true,
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new NoBrowser(`there is no ${DRIVER} on this machine (it comes with Chromium)`);
  }
}

async function untilReady(url: string, driver: Deno.ChildProcess): Promise<void> {
  let hasEnded = false;
  void driver.status.then(() => hasEnded = true);
  while (!hasEnded) {
    const status = await send("GET", `${url}/status`).catch(() => null);
    if (status !== null) return;
    await pause(POLL_MS);
  }
  throw new Error(`${DRIVER} has ended`);
}

async function send(method: string, url: string, body?: Json): Promise<Json> {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const value = member(await response.json(), "value");
  if (response.ok) return value;
  throw new Error(`${member(value, "error")}: ${member(value, "message")}`);
}

function member(value: unknown, key: string): Json {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) ?? null : null;
}
