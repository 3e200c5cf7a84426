/**
 * Has others judge the packed package: what package managers, bundlers and compilers make of its entries.
 *
 * @module
 */
import type { Row } from "../test_summary.ts";
import { run } from "./command.ts";
import { PINS } from "./pins.ts";

/**
 * Judges a tarball.
 *
 * @param show Told what was found.
 * @returns A row for each judge.
 */
export async function lintPackage(
  tarball: string,
  cwd: string,
  show: (text: string) => void,
): Promise<Row[]> {
  const judges = [
    { name: "publint", args: [`publint@${PINS.publint}`, tarball, "--strict"] },
    {
      name: "are the types wrong",
      args: [`@arethetypeswrong/cli@${PINS.attw}`, tarball, "--profile", "node16"],
    },
  ];
  const rows: Row[] = [];
  for (const { name, args } of judges) {
    const started = performance.now();
    const command = { program: "npx", args: ["--yes", "--prefer-offline", ...args], cwd };
    const { code, output } = await run(command);
    if (code !== 0) show(`${name}:\n${output}\n`);
    const seconds = (performance.now() - started) / 1_000;
    rows.push({ name, passed: Number(code === 0), failed: Number(code !== 0), seconds, note: "" });
  }
  return rows;
}
