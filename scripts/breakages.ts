/**
 * Rules broken on purpose, and the tests that must notice. `deno task breakages` breaks one after the other.
 *
 * @module
 */

/** One rule to break. */
export interface Breakage {
  /** A short name for the table. */
  readonly name: string;
  /** The file to change, from the repository's top. */
  readonly file: string;
  /** Text that stands in it exactly once. */
  readonly search: string;
  /** What to put in its place. */
  readonly replacement: string;
  /** What a user would see if it shipped. */
  readonly breaks: string;
  /** Files or folders of tests to run. */
  readonly tests: readonly string[];
  /** Names of the tests, as `deno test --filter` takes them. */
  readonly filter?: string;
}

/** Every rule that is broken on purpose. */
export const BREAKAGES: readonly Breakage[] = [];
