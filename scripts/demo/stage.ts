/**
 * Where the demo plays: its processes and its files. Knows the least each process may do, and leaves
 * nothing behind.
 *
 * @module
 */
import { LOOPBACK } from "./agreement.ts";
import { Child, type ChildPlan } from "./child.ts";

/** A process and where it is to be found. */
export interface Served {
  /** The process. */
  readonly child: Child;
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** Its port. */
  readonly port: number;
}

/** The demo's processes and files. */
export class Stage implements AsyncDisposable {
  /** The folder of both files. */
  readonly dir: string;
  /** The collector's database. */
  readonly database: string;
  /** The shop's ledger. */
  readonly ledger: string;
  readonly #children = new Set<Child>();
  readonly #keepsFiles: boolean;

  private constructor(dir: string, keepsFiles: boolean) {
    this.dir = dir;
    this.database = `${dir}/collector.sqlite`;
    this.ledger = `${dir}/shop.jsonl`;
    this.#keepsFiles = keepsFiles;
  }

  /** An empty stage. */
  static async build(keepsFiles: boolean): Promise<Stage> {
    return new Stage(await Deno.makeTempDir({ prefix: "tidings-demo-" }), keepsFiles);
  }

  /** Starts a collector on this database; a `port` of 0 is any. */
  startCollector(port: number, onBatch?: ChildPlan["onBatch"]): Promise<Served> {
    return this.#start({
      name: "collector",
      file: "collector.ts",
      permissions: [
        `--allow-net=${LOOPBACK}:${port}`,
        `--allow-read=${this.dir}`,
        `--allow-write=${this.dir}`,
      ],
      args: [this.database, String(port)],
      ...(onBatch === undefined ? {} : { onBatch }),
    });
  }

  /** Opens the shop. */
  startShop(collector: Served): Promise<Served> {
    return this.#start({
      name: "shop",
      file: "shop.ts",
      permissions: [
        `--allow-net=${LOOPBACK}:0,${LOOPBACK}:${collector.port}`,
        `--allow-write=${this.ledger}`,
      ],
      args: [collector.url, this.ledger],
    });
  }

  /** Ends what still runs and removes the files. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#children].map((child) => child.kill()));
    if (!this.#keepsFiles) await Deno.remove(this.dir, { recursive: true });
  }

  async #start(plan: ChildPlan): Promise<Served> {
    const child = Child.start(plan);
    this.#children.add(child);
    void child.ended.then(() => this.#children.delete(child));
    const port = await child.ready();
    return { child, port, url: `http://${LOOPBACK}:${port}` };
  }
}
