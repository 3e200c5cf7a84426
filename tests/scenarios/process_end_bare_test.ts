/**
 * A process ends with the exit code, or by the signal, with which it would end without the SDK.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { ChildConfig } from "./process_end/child.ts";
import { startChild } from "./process_end/run_child.ts";
import { serveCollector } from "./process_end/served_collector.ts";

type Signal = "SIGTERM" | "SIGINT";

/** How a program ends: its exit code, and the signal that ended it. */
type End = readonly [code: number | null, signal: string | null];

/** Runs a program to its end, and sends it the signal when it is ready for that. */
async function endOf(
  program: string,
  config: Partial<ChildConfig>,
  signal: Signal | undefined,
): Promise<End> {
  await using child = startChild(program, config);
  if (signal !== undefined) {
    await child.said("ready");
    child.signal(signal);
  }
  const { code, signal: endedBy } = await child.ended();
  return [code, endedBy];
}

const PROGRAMS: readonly (readonly [program: string, variant: string, signal?: Signal])[] = [
  ["script", ""],
  ["script", "exitCode 3"],
  ["script", "exit(5)"],
  ["script", "throws"],
  ["script", "rejects"],
  ["awaiter", "flush"],
  ["service", "", "SIGTERM"],
  ["service", "", "SIGINT"],
  ["host", "hears it once", "SIGTERM"],
  ["host", "removes itself", "SIGTERM"],
  ["host", "exits at once", "SIGTERM"],
  ["host", "drains, then exits", "SIGTERM"],
  ["host", "shuts down, then exits", "SIGTERM"],
  ["host", "shuts down, then ends", "SIGTERM"],
  ["host", "shuts down, then ends", "SIGINT"],
];

for (const [program, variant, signal] of PROGRAMS) {
  const what = [program, variant, signal].filter(Boolean).join(" | ");
  Deno.test(`a process ends with a client as it does without one: ${what}`, async () => {
    await using served = await serveCollector();
    const config = { endpoint: served.endpoint, count: 5, variant };
    const [withClient, bare] = await Promise.all([
      endOf(program, config, signal),
      endOf(program, { ...config, isBare: true }, signal),
    ]);
    assertEquals(withClient, bare);
    const isSudden = /exit\(5\)|throws|rejects|exits at once/.test(variant);
    if (!isSudden) assertEquals(served.numbers(), [0, 1, 2, 3, 4]);
  });
}
