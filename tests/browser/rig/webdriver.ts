/**
 * WebDriver over HTTP, as chromedriver and WebKitWebDriver speak it.
 *
 * @module
 */
import {
  type Command,
  freePort,
  type Json,
  type JsonObject,
  member,
  retrying,
  text,
} from "./driver.ts";

/** A session with a browser. */
export interface Session {
  /** The browser's version. */
  readonly version: string;
  /** Sends a command. */
  readonly command: Command;
}

/** Where a driver listens. */
export interface DriverProcess {
  /** The process. */
  readonly child: Deno.ChildProcess;
  /** Its port on loopback. */
  readonly port: number;
}

/** Starts a driver. */
export function startDriver(
  program: string,
  args: (port: number) => string[],
  env: Record<string, string>,
): DriverProcess {
  const port = freePort();
  const child = new Deno.Command(program, {
    args: args(port),
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return { child, port };
}

/** Opens a session with the browser of a driver. */
export async function openSession(port: number, capabilities: JsonObject): Promise<Session> {
  const send = (method: string, path: string, body: JsonObject) => call(port, method, path, body);
  await retrying("the driver", () => send("GET", "/status", {}).catch(() => null));
  const session = await send("POST", "/session", { capabilities: { alwaysMatch: capabilities } });
  const path = `/session/${text(member(session, "sessionId"))}`;
  return {
    version: text(member(member(session, "capabilities"), "browserVersion")),
    command: (method, rest, body = {}) => send(method, path + rest, body),
  };
}

async function call(port: number, method: string, path: string, body: JsonObject): Promise<Json> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: method === "POST" ? JSON.stringify(body) : null,
  });
  const value = member(await response.json(), "value");
  if (response.ok) return value;
  throw new Error(`${method} ${path}: ${member(value, "error")}: ${member(value, "message")}`);
}
