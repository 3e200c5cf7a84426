/**
 * The licence is MIT, by its text and by every word about it, and goes with both packages.
 *
 * @module
 */
import type { Finding } from "../findings.ts";

/** Where it stands, and who gets it. */
export interface Licensed {
  /** The text of `LICENSE`. */
  readonly text: string;
  /** What `deno.json` says. */
  readonly config: { readonly license?: unknown };
}

const FILE = "LICENSE";

const NAME = "MIT";

/** The text behind the copyright line, as the Open Source Initiative has it. */
const MIT = `
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so,
subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN
NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY,
WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** What is wrong in the repository. */
export function checkLicence({ text, config }: Licensed): Finding[] {
  const findings: Finding[] = [];
  const [, terms] = /^MIT License Copyright \(c\) \d{4} .+? (Permission .*)$/.exec(flat(text)) ??
    [];
  if (terms !== flat(MIT)) {
    const message = "is not the MIT licence word for word, with its heading, a year and a name";
    findings.push({ file: FILE, line: 1, message });
  }
  return [...findings, ...checkName("deno.json", config.license)];
}

/** What is wrong with the licence of the npm package. */
export function checkNpmLicence(manifest: { readonly license?: unknown }): Finding[] {
  return checkName("scripts/build_npm.ts", manifest.license);
}

/** A package that goes without the licence. */
export function checkIncluded(kind: "JSR" | "npm", paths: readonly string[]): Finding[] {
  if (paths.includes(FILE)) return [];
  return [{
    file: FILE,
    line: 1,
    message: `is not in the ${kind} package: the licence demands it`,
  }];
}

function checkName(file: string, name: unknown): Finding[] {
  if (name === NAME) return [];
  const message = `names the licence ${JSON.stringify(name)}, ${FILE} is ${NAME}`;
  return [{ file, line: 1, message }];
}

/** Lines may be broken anywhere. */
function flat(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
