/**
 * A process of the demo: started, commanded, ended. What it is for, it knows itself.
 *
 * @module
 */
import { type Command, type Message, messages, type News, toLine } from "./messages.ts";
import { within } from "./within.ts";

/** Type stripping and a cold cache included. */
const START_SECONDS = 30;
const REPLY_SECONDS = 15;

/** What to start. */
export interface ChildPlan {
  /** What messages call it: "shop". */
  readonly name: string;
  /** Its file in this folder. */
  readonly file: string;
  /** All that it may do. */
  readonly permissions: readonly string[];
  /** Its arguments. */
  readonly args: readonly string[];
  /** Told of what it says without having been asked. */
  readonly onNews?: (news: News) => void;
}

/** A running process. */
export class Child {
  /** What messages call it. */
  readonly name: string;
  /** How it ended. */
  readonly ended: Promise<Deno.CommandStatus>;
  readonly #process: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #replies: Promise<Message>[] = [];
  readonly #deliver: ((message: Message) => void)[] = [];

  private constructor({ name, file, permissions, args, onNews }: ChildPlan) {
    this.name = name;
    const url = new URL(file, import.meta.url);
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--cached-only", ...permissions, url.href, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
      // Ctrl-C reaches the conductor alone: it ends the others in order.
      detached: true,
    }).spawn();
    this.#stdin = this.#process.stdin.getWriter();
    this.ended = this.#process.status;
    this.#await();
    void this.#listen(onNews).catch(() => {});
  }

  /** Starts a process. */
  static start(plan: ChildPlan): Child {
    return new Child(plan);
  }

  /** Its process id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Resolves to the port at which it listens. */
  async ready(): Promise<number> {
    const message = await this.#next("to start", START_SECONDS);
    if (message.kind !== "ready") throw new Error(`The ${this.name} said ${message.kind} first`);
    return message.port;
  }

  /** Tells it something; resolves when it has done so, to the number of 503s it has answered. */
  async tell(command: Command): Promise<number> {
    this.#await();
    // A process that has ended takes no more; that it has is found out below.
    await this.#stdin.write(toLine(command)).catch(() => {});
    const reply = await this.#next(`to ${command.kind}`, REPLY_SECONDS);
    return reply.kind === "done" ? reply.unavailable : 0;
  }

  /** Sends it a signal, unless it has ended already. */
  signal(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Ends it at once, if it has not ended. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
    await this.#stdin.close().catch(() => {});
  }

  /** Says why it does not answer. */
  async explain(): Promise<never> {
    const silent = `The ${this.name} does not answer`;
    const { code, signal } = await within(this.ended, 1, "").catch(() => fail(silent));
    return fail(`The ${this.name} has ended with ${signal ?? `exit code ${code}`}`);
  }

  #await(): void {
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#replies.push(promise);
    this.#deliver.push(resolve);
  }

  async #next(what: string, seconds: number): Promise<Message> {
    const reply = this.#replies.shift();
    if (reply === undefined) throw new Error(`Nothing was asked of the ${this.name}`);
    // Its last words may still be on the way.
    const endedEarly = this.ended.then(() => within(reply, 1, "")).catch(() => this.explain());
    endedEarly.catch(() => {});
    return await within(Promise.race([reply, endedEarly]), seconds, `the ${this.name} ${what}`);
  }

  async #listen(onNews: ChildPlan["onNews"]): Promise<void> {
    for await (const message of messages(this.#process.stdout)) {
      if (message.kind === "batch" || message.kind === "refusal") onNews?.(message);
      else this.#deliver.shift()?.(message);
    }
  }
}

function fail(message: string): never {
  throw new Error(message);
}
