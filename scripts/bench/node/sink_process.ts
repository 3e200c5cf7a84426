/**
 * The sink as a process of its own.
 *
 * @module
 */

/** A sink that listens. */
export class SinkProcess {
  /** What a client is given as endpoint. */
  readonly endpoint: string;
  readonly #process: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    process: Deno.ChildProcess,
    lines: AsyncIterator<string>,
    endpoint: string,
  ) {
    this.#process = process;
    this.#stdin = process.stdin.getWriter();
    this.#lines = lines;
    this.endpoint = endpoint;
  }

  /** Starts one. */
  static async start(node: string, program: string): Promise<SinkProcess> {
    const process = new Deno.Command(node, {
      args: [program],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const lines = readLines(process.stdout);
    return new SinkProcess(process, lines, `http://127.0.0.1:${await nextLine(lines)}`);
  }

  /** How many events have come since it was last asked. */
  async takeCount(): Promise<number> {
    await this.#stdin.write(new TextEncoder().encode("\n"));
    return Number(await nextLine(this.#lines));
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stdin.close().catch(() => {});
    await this.#process.status;
    await this.#lines.return?.();
  }
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function nextLine(lines: AsyncIterator<string>): Promise<string> {
  const { done, value } = await lines.next();
  if (done) throw new Error("The sink has ended");
  return value;
}
