/**
 * One line per phase: what begins, and, on the same line when it is over, what came of it. Reads the same
 * in a terminal and in a file.
 *
 * @module
 */

/** Where the second half of a line begins: with it a line fits a terminal of 80 columns. */
const WIDTH = 37;

/** Tells how far the demo is. */
export class Progress {
  readonly #startedMs = performance.now();
  #isOpen = false;

  /** Prints a line of its own. */
  say(line: string): void {
    this.end();
    print(`${line}\n`);
  }

  /** Runs a phase. What it resolves to says what came of it. */
  async phase(name: string, run: () => Promise<string>): Promise<void> {
    const seconds = ((performance.now() - this.#startedMs) / 1_000).toFixed(1).padStart(4);
    print(`${seconds} s  ${`${name} `.padEnd(WIDTH, ".")} `);
    this.#isOpen = true;
    const outcome = await run();
    this.#isOpen = false;
    print(`${outcome}\n`);
  }

  /** Prints the names of the columns that phases come to, where they come to numbers. */
  columns(names: string): void {
    this.say(" ".repeat(WIDTH + 9) + names);
  }

  /** Ends a line that a phase has left open. */
  end(): void {
    if (this.#isOpen) print("\n");
    this.#isOpen = false;
  }
}

function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
