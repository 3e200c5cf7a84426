/**
 * Stands where the way off this machine would begin: whoever is sent here as a proxy, or as a registry of
 * packages, gets no answer and is remembered.
 *
 * @module
 */

/** Remembers who wanted to leave. */
export interface StrayTrap extends AsyncDisposable {
  /** What clients are given as proxy. */
  readonly url: string;
  /** The first line of each request that came. */
  readonly strays: readonly string[];
}

/** Sets a trap on a free port. */
export function setStrayTrap(): StrayTrap {
  const strays: string[] = [];
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const watching = (async () => {
    for await (const connection of listener) strays.push(await readFirstLine(connection));
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}/`,
    strays,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await watching;
    },
  };
}

async function readFirstLine(connection: Deno.TcpConn): Promise<string> {
  using _ = connection;
  const buffer = new Uint8Array(1_024);
  const count = await connection.read(buffer).catch(() => 0) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, count)).split("\r\n")[0] ?? "";
}
