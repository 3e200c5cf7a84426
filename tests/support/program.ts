/**
 * Runs a program of the tests as a process of its own, on the runtime that runs the tests: tells what it
 * said, when, and how it ended. Whatever is waited for has a deadline, and no program outlives its test.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { until } from "./until.ts";

/** How a program ended. */
export interface Ending {
  /** Its exit code; `null` where a signal ended it. */
  readonly code: number | null;
  /** The signal that ended it, if one did. */
  readonly signal: string | null;
  /** When it had ended, by `performance.now()`. */
  readonly at: number;
}

/** How to start a program. */
export interface ProgramOptions {
  /** What it is given as arguments. */
  readonly args?: readonly string[];
  /** Deno's flags for what it may do, at least one; no other runtime has any. Reach this machine if left out. */
  readonly permissions?: readonly string[];
  /** What its environment has besides that of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether the tests run on Deno: it has permissions, and takes TypeScript with its import map. */
export const isDeno: boolean = "deno" in process.versions;

const LOOPBACK_ONLY: readonly string[] = ["--allow-net=127.0.0.1"];

/**
 * Starts a program.
 *
 * @param source Its source file. Elsewhere than on Deno what it was translated to lies beside it.
 */
export function startProgram(
  source: URL,
  { args = [], permissions = LOOPBACK_ONLY, env = {} }: ProgramOptions = {},
): Program {
  if (!isDeno) return new Program([translationOf(source), ...args], env);
  const flags = ["--quiet", "--no-prompt", "--no-lock", ...permissions];
  return new Program(["run", ...flags, source.href, ...args], env);
}

/** The CommonJS file, where there is one, or the ES module. */
function translationOf(source: URL): string {
  const path = fileURLToPath(source).replace(/\.ts$/, "");
  return existsSync(`${path}.cjs`) ? `${path}.cjs` : `${path}.js`;
}

/** A running program. */
export class Program {
  readonly #process;
  readonly #ended: Promise<Ending>;
  readonly #saidAt = new Map<string, number>();
  #stdout = "";
  #stderr = "";
  #isOver = false;

  /**
   * @param args What the runtime is given.
   * @param added What its environment has besides that of the tests.
   * @param runtime The runtime's path, if it is not the one that runs the tests.
   */
  constructor(
    args: readonly string[],
    added: Readonly<Record<string, string>> = {},
    runtime: string = process.execPath,
  ) {
    // A runtime that is told to colour and not to colour says so on its standard error.
    const { FORCE_COLOR: _, ...env } = process.env;
    this.#process = spawn(runtime, args, {
      env: { ...env, NO_COLOR: "1", ...added },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { stdout, stderr } = this.#process;
    stdout.setEncoding("utf8").on("data", (text: string) => this.#heard(text));
    stderr.setEncoding("utf8").on("data", (text: string) => this.#stderr += text);
    let at = 0;
    this.#process.on("exit", () => at = performance.now());
    this.#ended = once(this.#process, "close").then(([code, signal]) => {
      this.#isOver = true;
      return { code, signal, at };
    });
  }

  /** What it has written to its standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The lines that it has said so far, each once. */
  get lines(): string[] {
    return [...this.#saidAt.keys()];
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves when it has said this line, to the time of that. */
  async said(line: string): Promise<number> {
    await until(() => this.#saidAt.has(line) || this.#isOver, () => this.#explain(`say '${line}'`));
    const at = this.#saidAt.get(line);
    if (at === undefined) throw new Error(this.#explain(`say '${line}'`));
    return at;
  }

  /** Resolves to the first line that it says. */
  async saidFirst(): Promise<string> {
    await until(() => this.lines.length > 0 || this.#isOver, () => this.#explain("say anything"));
    const [line] = this.lines;
    if (line === undefined) throw new Error(this.#explain("say anything"));
    return line;
  }

  /** Sends it a signal, unless it has ended. */
  signal(signal: "SIGTERM" | "SIGINT" | "SIGKILL" | "SIGSTOP" | "SIGCONT"): number {
    try {
      // Not the child's own kill(): Deno then takes that signal for the one that ended it.
      if (this.#process.pid !== undefined) process.kill(this.#process.pid, signal);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
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
    return `The program did not ${goal}. It said ${
      this.lines.join(" / ")
    } and wrote ${this.stderr}`;
  }
}
