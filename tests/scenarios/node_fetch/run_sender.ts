/**
 * Runs the sender as a process of its own, on the runtime that runs the tests.
 *
 * @module
 */
import { startProgram } from "../../support/program.ts";
import type { SenderPlan } from "./sender.ts";

/** How a sender ended. */
export interface SenderEnding {
  /** Its exit code; `null` where a signal ended it. */
  readonly code: number | null;
  /** The line that it said. */
  readonly line: string;
  /** What it complained about. */
  readonly stderr: string;
  /** From its line to its end, in milliseconds. */
  readonly lingeredMs: number;
}

/** The last three for encryption: `node:tls` asks Deno for the machine's authorities. */
const PERMISSIONS = ["--allow-net=127.0.0.1", "--allow-sys", "--allow-env", "--allow-read"];

/** Runs it to its end. */
export async function runSender(
  plan: SenderPlan,
  env: Readonly<Record<string, string>> = {},
): Promise<SenderEnding> {
  await using program = startProgram(new URL("./sender.ts", import.meta.url), {
    args: [JSON.stringify(plan)],
    permissions: PERMISSIONS,
    env,
  });
  const line = await program.saidFirst();
  const saidAt = await program.said(line);
  const { code, at } = await program.ended();
  return { code, line, stderr: program.stderr, lingeredMs: at - saidAt };
}
