/**
 * A running browser, driven as a person would: real clicks, real windows, a real end.
 *
 * @module
 */
import { type Command, type Json, type JsonObject, member, retrying, text } from "./driver.ts";

/** The engines that the tests know. */
export type Engine = "chromium" | "firefox" | "webkit";

/** What an engine's launcher gives. */
export interface Launched {
  /** Which engine it is. */
  readonly engine: Engine;
  /** Its version, as it says itself. */
  readonly version: string;
  /** Sends a command. */
  readonly command: Command;
  /** Goes offline or back, by what the engine has for it; without that, `null`. */
  readonly setOffline: ((isOffline: boolean) => Promise<void>) | null;
  /** Kills every process of it with SIGKILL, and waits for that. */
  readonly kill: () => Promise<void>;
  /** Ends it as a person would, by the driver; the processes may be left. */
  readonly quit: () => Promise<void>;
}

/** What a test may ask of a browser before it starts. */
export interface LaunchOptions {
  /** Whether Global Privacy Control is on; only Firefox has it. */
  readonly hasGpc?: boolean;
  /** Whether any access to `localStorage` throws, as the user's settings make it; not in WebKit. */
  readonly refusesStorage?: boolean;
}

/** A browser with one session. */
export class Browser implements AsyncDisposable {
  /** Which engine it is. */
  readonly engine: Engine;
  /** Its version. */
  readonly version: string;
  readonly #launched: Launched;

  constructor(launched: Launched) {
    this.#launched = launched;
    this.engine = launched.engine;
    this.version = launched.version;
  }

  /** Opens an address in the current tab and waits until it is loaded. */
  async goto(url: string): Promise<void> {
    await this.#launched.command("POST", "/url", { url });
    // WebKit now and then answers for the page before.
    await retrying(url, async () => {
      const script = `return document.readyState === "complete" && location.href`;
      return await this.run(script) === new URL(url).href || null;
    });
  }

  /** Goes one page back. */
  async back(): Promise<void> {
    await this.#launched.command("POST", "/back");
  }

  /** Goes one page forward. */
  async forward(): Promise<void> {
    await this.#launched.command("POST", "/forward");
  }

  /** Loads the page again. */
  async reload(): Promise<void> {
    await this.#launched.command("POST", "/refresh");
  }

  /** Runs the body of a function in the page and gives what it returns. */
  run(script: string, ...args: Json[]): Promise<Json> {
    return this.#launched.command("POST", "/execute/sync", { script, args });
  }

  /** The same for a script that returns a promise. */
  async runAsync(script: string, ...args: Json[]): Promise<Json> {
    const body = `const done = arguments[arguments.length - 1];
      (async (...args) => { ${script} })(...arguments).then(
        (value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));`;
    const answer = await this.#launched.command("POST", "/execute/async", { script: body, args });
    if (member(answer, "error") !== null) throw new Error(text(member(answer, "error")));
    return member(answer, "value");
  }

  /** Runs a script that returns texts. */
  async runForTexts(script: string, ...args: Json[]): Promise<string[]> {
    const value = await this.run(script, ...args);
    if (!Array.isArray(value)) throw new Error(`no list: ${JSON.stringify(value)}`);
    return value.map((item: Json) => text(item));
  }

  /** Minimises the window: its page is hidden, for real, in each engine. */
  async hide(): Promise<void> {
    await this.#launched.command("POST", "/window/minimize");
  }

  /** Brings the window back. */
  async show(): Promise<void> {
    const rectangle = { x: 0, y: 0, width: 1_000, height: 700 };
    await this.#launched.command("POST", "/window/rect", rectangle);
  }

  /** Opens a tab, without going to it, and gives its handle. */
  async openTab(): Promise<string> {
    return text(
      member(await this.#launched.command("POST", "/window/new", { type: "tab" }), "handle"),
    );
  }

  /** The handle of the current tab. */
  async tab(): Promise<string> {
    return text(await this.#launched.command("GET", "/window"));
  }

  /** The handles of all tabs. */
  async tabs(): Promise<string[]> {
    const handles = await this.#launched.command("GET", "/window/handles");
    return Array.isArray(handles) ? handles.map(text) : [];
  }

  /** Goes to a tab. */
  async use(handle: string): Promise<void> {
    await this.#launched.command("POST", "/window", { handle });
  }

  /** Closes the current tab; the next call must be `use()`. */
  async closeTab(): Promise<void> {
    await this.#launched.command("DELETE", "/window");
  }

  /** Clicks what a selector finds, with a trusted event. */
  async click(selector: string): Promise<void> {
    const found = await this.#launched.command("POST", "/element", {
      using: "css selector",
      value: selector,
    });
    const id = found !== null && typeof found === "object" ? Object.values(found)[0] : "";
    await this.#launched.command("POST", `/element/${text(id ?? "")}/click`);
  }

  /** Moves pointer and keys as the WebDriver standard's actions say, with trusted events. */
  async perform(actions: readonly JsonObject[]): Promise<void> {
    await this.#launched.command("POST", "/actions", { actions });
  }

  /** What the current tab shows, as a PNG. */
  async screenshot(): Promise<Uint8Array> {
    return Uint8Array.fromBase64(text(await this.#launched.command("GET", "/screenshot")));
  }

  /** Goes offline or back by what the engine has; false where it has nothing for it. */
  async setOffline(isOffline: boolean): Promise<boolean> {
    await this.#launched.setOffline?.(isOffline);
    return this.#launched.setOffline !== null;
  }

  /** Quits the browser as the driver does it. */
  async quit(): Promise<void> {
    await this.#launched.quit();
  }

  /** Kills the whole browser with SIGKILL. */
  async kill(): Promise<void> {
    await this.#launched.kill();
  }

  /** As `kill()`: a test's profile is thrown away, so nothing is lost. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#launched.kill();
  }
}
