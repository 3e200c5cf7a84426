/**
 * What the release check is told on its command line.
 *
 * @module
 */

/** What it is told. */
export interface ReleaseFlags {
  /** The tag that is to be released; `undefined` before there is one. */
  readonly tag: string | undefined;
  /** The folder for the npm tarball; `undefined` to keep none. */
  readonly out: string | undefined;
}

/**
 * Reads the flags.
 *
 * @throws {TypeError} At any other argument: a flag that is misspelt would check too little.
 */
export function readReleaseFlags(args: readonly string[]): ReleaseFlags {
  const flags: { tag?: string; out?: string } = {};
  for (const arg of args) {
    const [, name, value] = /^--(tag|out)=(.+)$/s.exec(arg) ?? [];
    if ((name !== "tag" && name !== "out") || value === undefined) {
      throw new TypeError(
        `Cannot read '${arg}': 'deno task release:check' takes --tag=v1.2.3 and --out=folder`,
      );
    }
    flags[name] = value;
  }
  return { tag: flags.tag, out: flags.out };
}
