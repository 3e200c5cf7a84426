/**
 * Looks for keys, tokens and passwords: known formats by a scanner, in all files; what only looks like a
 * key in what is published. No finding repeats what was found, for logs are read by others.
 *
 * @module
 */
import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { type Finding, lineAt } from "../findings.ts";
import type { SourceFile } from "../source_files.ts";
import { findKeyLike } from "./key_like.ts";

/** Files with planted secrets, by the scanner's rule that they trip, and why. None is published. */
const PLANTED: Readonly<Record<string, string>> = {
  // The key of the certificates that tests of TLS serve on loopback; nobody trusts their authority.
  "tests/support/test_certificates.ts": "privatekey",
  // URLs with a password, which must not become part of an event.
  "tests/api/track_test.ts": "basicauth",
  "tests/scenarios/hostile/exotics.ts": "basicauth",
  "tests/scenarios/hostile/primitives.ts": "basicauth",
};

/** What all findings advise. A key that was committed is in the history. */
const ADVICE = "take it out; if it was ever committed, revoke it as well";

const CONFIG = {
  rules: [{
    id: "@secretlint/secretlint-rule-preset-recommend",
    rule: creator,
    rules: [{
      id: "@secretlint/secretlint-rule-aws",
      // Off by default: ids of access keys are no secret by themselves, but have no place here.
      options: { enableIDScanRule: true },
    }],
  }],
};

/** Secrets in a file by the scanner's list of formats, planted ones left out. */
export async function findKnownSecrets({ path, text }: SourceFile): Promise<Finding[]> {
  const { messages } = await lintSource({
    source: { filePath: path, content: text, contentType: "text" },
    options: { config: CONFIG, maskSecrets: true },
  });
  return messages.flatMap(({ loc, ruleId }) => {
    const rule = ruleId.replace(/^.*-rule-/, "");
    if (PLANTED[path] === rule) return [];
    return [{ file: path, line: loc.start.line, message: `has a secret (${rule}): ${ADVICE}` }];
  });
}

/** What looks like a key in a published file. */
export function findLiveKeys({ path, text }: SourceFile): Finding[] {
  return findKeyLike(text).map(({ text: found, index }) => ({
    file: path,
    line: lineAt(text, index),
    message: `has what looks like a live key ('${found.slice(0, 4)}…'): ${ADVICE}`,
  }));
}
