/**
 * A copy of this checkout in which faults are planted, and in which the real release check runs.
 *
 * @module
 */
import { dirname } from "node:path/posix";
import { mustRun, type Result, run } from "../../scripts/package/command.ts";
import { repositoryPaths } from "../../scripts/source_files.ts";

/** A change of one file. */
export interface Plant {
  /** The file's path; it need not exist. */
  readonly path: string;
  /** Makes the new text out of the old one, which is empty for a file that does not exist. */
  readonly change: (text: string) => string;
}

/** What to do in a copy. */
export interface Trial {
  readonly plants: readonly Plant[];
  /** Whether what was planted is committed. */
  readonly isCommitted?: boolean;
  /** What the check is told. */
  readonly flags?: readonly string[];
}

/** Git, whatever the settings of the machine. */
const GIT = [
  "-c",
  "user.name=t",
  "-c",
  "user.email=t@example.invalid",
  "-c",
  "commit.gpgsign=false",
];

/** A copy. */
export class CheckoutCopy implements AsyncDisposable {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** Copies what git knows or would add, and commits it. */
  static async create(): Promise<CheckoutCopy> {
    const copy = new CheckoutCopy(await Deno.makeTempDir({ prefix: "tidings_copy_" }));
    for (const path of await repositoryPaths()) {
      await Deno.mkdir(dirname(copy.#pathOf(path)), { recursive: true });
      await Deno.copyFile(path, copy.#pathOf(path));
    }
    await copy.#git("init", "--quiet");
    await copy.#commit();
    return copy;
  }

  /** Runs the check with faults planted, and takes them away again. */
  async run({ plants, isCommitted = false, flags = [] }: Trial): Promise<Result> {
    const kept = new Map<string, string | undefined>();
    try {
      for (const { path, change } of plants) {
        const text = await Deno.readTextFile(this.#pathOf(path)).catch(() => undefined);
        if (!kept.has(path)) kept.set(path, text);
        await Deno.writeTextFile(this.#pathOf(path), change(text ?? ""));
      }
      if (isCommitted) await this.#commit();
      const args = ["task", "--quiet", "release:check", ...flags];
      return await run({ program: Deno.execPath(), args, cwd: this.#dir });
    } finally {
      for (const [path, text] of kept) {
        if (text === undefined) await Deno.remove(this.#pathOf(path));
        else await Deno.writeTextFile(this.#pathOf(path), text);
      }
    }
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#dir, { recursive: true });
  }

  async #commit(): Promise<void> {
    await this.#git("add", "--all");
    await this.#git("commit", "--quiet", "--message=copy");
  }

  async #git(...args: string[]): Promise<void> {
    await mustRun({ program: "git", args: [...GIT, ...args], cwd: this.#dir });
  }

  #pathOf(path: string): string {
    return `${this.#dir}/${path}`;
  }
}
