/**
 * WebDriver commands over Firefox's own socket. Frames are `<byte length>:<json>`, one command at a time.
 *
 * @module
 */
import { type Command, type Json, type JsonObject, member } from "./driver.ts";

/** What Firefox calls the commands. */
const NAMES: Readonly<Record<string, string>> = {
  "POST /url": "Navigate",
  "POST /back": "Back",
  "POST /forward": "Forward",
  "POST /refresh": "Refresh",
  "POST /execute/sync": "ExecuteScript",
  "POST /execute/async": "ExecuteAsyncScript",
  "POST /timeouts": "SetTimeouts",
  "POST /window/minimize": "MinimizeWindow",
  "POST /window/rect": "SetWindowRect",
  "POST /window/new": "NewWindow",
  "GET /window": "GetWindowHandle",
  "GET /window/handles": "GetWindowHandles",
  "POST /window": "SwitchToWindow",
  "DELETE /window": "CloseWindow",
  "POST /actions": "PerformActions",
  "POST /element": "FindElement",
  "GET /screenshot": "TakeScreenshot",
};

const COLON = 58;

/** An open connection. */
export class Marionette implements Disposable {
  readonly #socket: Deno.TcpConn;
  #buffer = new Uint8Array(0);
  #id = 0;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  /** Connects, and reads the greeting. */
  static async connect(port: number): Promise<Marionette> {
    const marionette = new Marionette(await Deno.connect({ hostname: "127.0.0.1", port }));
    await marionette.#read();
    return marionette;
  }

  /** Sends a command by Firefox's name. */
  async send(name: string, parameters: JsonObject = {}): Promise<Json> {
    await this.#write(JSON.stringify([0, ++this.#id, name, parameters]));
    const [, , error, result] = await this.#read();
    if (error) throw new Error(`${name}: ${member(error, "error")}: ${member(error, "message")}`);
    const isWrapped = result && Object.keys(result).join() === "value";
    return isWrapped ? member(result, "value") : result ?? null;
  }

  /** Sends a command by its WebDriver path. */
  readonly command: Command = (method, path, body = {}) => {
    const click = /^\/element\/(.+)\/click$/.exec(path)?.[1];
    if (click !== undefined) return this.send("WebDriver:ElementClick", { id: click });
    const name = NAMES[`${method} ${path}`];
    if (name === undefined) throw new Error(`Firefox is not known to take ${method} ${path}`);
    return this.send(`WebDriver:${name}`, path === "/screenshot" ? { full: false } : body);
  };

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  async #write(message: string): Promise<void> {
    const bytes = new TextEncoder().encode(message);
    const frame = new Uint8Array([...new TextEncoder().encode(`${bytes.length}:`), ...bytes]);
    for (let at = 0; at < frame.length;) at += await this.#socket.write(frame.subarray(at));
  }

  async #read(): Promise<Json[]> {
    const chunk = new Uint8Array(1 << 16);
    for (;;) {
      const frame = this.#takeFrame();
      if (frame !== null) {
        const message: Json = JSON.parse(frame);
        return Array.isArray(message) ? message : [];
      }
      const count = await this.#socket.read(chunk);
      if (count === null) throw new Error("Firefox has closed the connection");
      const grown = new Uint8Array(this.#buffer.length + count);
      grown.set(this.#buffer);
      grown.set(chunk.subarray(0, count), this.#buffer.length);
      this.#buffer = grown;
    }
  }

  #takeFrame(): string | null {
    const colon = this.#buffer.indexOf(COLON);
    if (colon < 1) return null;
    const end = colon + 1 + Number(new TextDecoder().decode(this.#buffer.subarray(0, colon)));
    if (this.#buffer.length < end) return null;
    const frame = new TextDecoder().decode(this.#buffer.subarray(colon + 1, end));
    this.#buffer = this.#buffer.slice(end);
    return frame;
  }
}
