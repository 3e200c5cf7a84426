/**
 * The way to a browser: commands of the WebDriver standard, whatever carries them.
 *
 * @module
 */

/** What a browser answers or is given. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Sends one command: method and path as in the WebDriver standard, without `/session/…`. */
export type Command = (
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: JsonObject,
) => Promise<Json>;

/** The member `key` of an answer, or `null` where there is none. */
export function member(value: Json | undefined, key: string): Json {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as JsonObject)[key] ?? null // An object that is no array.
    : null;
}

/** An answer that must be a text. */
export function text(value: Json): string {
  if (typeof value !== "string") throw new Error(`no text: ${JSON.stringify(value)}`);
  return value;
}

/** Longest that a browser may take to start or to answer, on a busy machine. */
export const PATIENCE_MS = 30_000;

/** Tries every 20 ms, until something comes of it. */
export async function retrying<T>(what: string, attempt: () => Promise<T | null>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const result = await attempt();
    if (result !== null) return result;
    if (performance.now() > giveUpAt) throw new Error(`${what}: nothing after ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A port of this machine that was free a moment ago. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
