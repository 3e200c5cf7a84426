/**
 * Runs the sender as a process of its own, on the runtime that runs the tests.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { SenderPlan } from "./sender.ts";

/** How a sender ended. */
export interface SenderEnding {
  /** Its exit code; `null` where a signal ended it. */
  readonly code: number | null;
  /** What it said. */
  readonly stdout: string;
  /** What it complained about. */
  readonly stderr: string;
  /** From its last word to its end, in milliseconds. */
  readonly lingeredMs: number;
}

/** Longer than any sender may take: one that takes longer hangs. */
const PATIENCE_MS = 20_000;

/** Runs it to its end. */
export function runSender(
  plan: SenderPlan,
  env: Readonly<Record<string, string>> = {},
): Promise<SenderEnding> {
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [...program(), JSON.stringify(plan)], {
    env: { ...inherited, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  let saidAt = performance.now();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    saidAt = performance.now();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text);
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr, lingeredMs: performance.now() - saidAt });
    });
  });
}

/** What the runtime is given: on Deno the source, elsewhere what it was translated to, which lies beside it. */
function program(): string[] {
  const source = new URL("./sender.ts", import.meta.url);
  if ("deno" in process.versions) {
    // The last three for encryption: node:tls asks Deno for the machine's authorities.
    const allowed = ["--allow-net=127.0.0.1", "--allow-sys", "--allow-env", "--allow-read"];
    const flags = ["--quiet", "--no-prompt", "--no-lock", ...allowed];
    return ["run", ...flags, source.href];
  }
  const path = fileURLToPath(source).replace(/\.ts$/, "");
  return [existsSync(`${path}.cjs`) ? `${path}.cjs` : `${path}.js`];
}
