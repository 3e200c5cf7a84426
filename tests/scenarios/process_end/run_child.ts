/**
 * Runs the child programs of this folder: tells what they said, when, and how they ended. Whatever is
 * waited for has a deadline, and no child outlives its test.
 *
 * @module
 */
import type { ChildConfig } from "./child.ts";

/** How a child ended. */
export interface Ending {
  /** Its exit code; for a signal as shells count it. */
  readonly code: number;
  /** The signal that ended it, if one did. */
  readonly signal: Deno.Signal | null;
  /** When it had ended, by `performance.now()`. */
  readonly at: number;
}

/** What a child may do besides reaching this machine. */
const LOOPBACK_ONLY: readonly string[] = ["--allow-net=127.0.0.1"];

/** Longer than any child may take: a child that takes longer hangs. */
const PATIENCE_MS = 20_000;

/** Starts a child program, named without its extension. */
export function startChild(
  program: string,
  config: Partial<ChildConfig>,
  permissions: readonly string[] = LOOPBACK_ONLY,
): Child {
  const path = new URL(`./${program}.ts`, import.meta.url).href;
  const full = { endpoint: "", count: 0, options: {}, variant: "", copies: [], ...config };
  return new Child([
    "run",
    "--quiet",
    "--no-prompt",
    "--no-lock",
    ...permissions,
    path,
    JSON.stringify(full),
  ]);
}

/** A running child. */
export class Child {
  readonly #process: Deno.ChildProcess;
  readonly #ended: Promise<Ending>;
  readonly #saidAt = new Map<string, number>();
  #stdout = "";
  #stderr = "";
  #isOver = false;

  /** @param args What the runtime is given. */
  constructor(args: string[]) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { stdout, stderr, status } = this.#process;
    const ended = status.then((result) => ({ ...result, at: performance.now() }));
    const read = [
      readText(stdout, (text) => this.#heard(text)),
      readText(stderr, (text) => this.#stderr += text),
    ];
    this.#ended = Promise.all([ended, ...read]).then(([ending]) => {
      this.#isOver = true;
      return ending;
    });
  }

  /** What it has written to its standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The lines that it has said so far. */
  get lines(): string[] {
    return [...this.#saidAt.keys()];
  }

  /** Resolves when it has said this line, to the time of that. */
  async said(line: string): Promise<number> {
    await until(() => this.#saidAt.has(line) || this.#isOver, () => this.#explain(`say '${line}'`));
    const at = this.#saidAt.get(line);
    if (at === undefined) throw new Error(this.#explain(`say '${line}'`));
    return at;
  }

  /** Sends it a signal, unless it has ended. */
  signal(signal: Deno.Signal): number {
    try {
      this.#process.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
    return performance.now();
  }

  /** Resolves when it has ended. */
  async ended(): Promise<Ending> {
    await until(() => this.#isOver, () => this.#explain("end"));
    return await this.#ended;
  }

  /** Ends it, if the test has not seen it end. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) this.signal("SIGKILL");
    await this.#ended;
  }

  #heard(text: string): void {
    const at = performance.now();
    const lines = (this.#stdout + text).split("\n");
    this.#stdout = lines.pop() ?? "";
    for (const line of lines) this.#saidAt.set(line, at);
  }

  #explain(goal: string): string {
    return `The child did not ${goal}. It said ${this.lines.join(" / ")} and wrote ${this.stderr}`;
  }
}

/** Resolves when `isTrue`; rejects when that takes longer than anything here may. */
export async function until(isTrue: () => boolean, explain: () => string): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!isTrue()) {
    if (performance.now() > giveUpAt) throw new Error(explain());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function readText(
  stream: ReadableStream<Uint8Array>,
  take: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
}
