/**
 * A request whose body comes when the test says so.
 *
 * @module
 */

/** A request that the server is busy with. */
export interface Upload {
  /** Sends the body; resolves to the answer's status once the connection is over. */
  finish(): Promise<number>;
}

/** Sends a request's head, and waits until the server asks for the JSON body. */
export async function startUpload(url: string, body: string): Promise<Upload> {
  const { hostname, port, pathname } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${hostname}`,
    "content-type: application/json",
    `content-length: ${body.length}`,
    "connection: close",
    "expect: 100-continue",
  ];
  const send = (text: string) => connection.write(new TextEncoder().encode(text));
  await send(`${head.join("\r\n")}\r\n\r\n`);
  const answers = connection.readable.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await answers.read();
  if (!value.startsWith("HTTP/1.1 100 ")) throw new Error(`The server said '${value}'`);
  return {
    finish: async () => {
      await send(body);
      let answer = "";
      for (let part = await answers.read(); !part.done; part = await answers.read()) {
        answer += part.value;
      }
      return Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]);
    },
  };
}
