/**
 * Starts a recipe as a user does, with its key and its port in the environment, and its events led to a
 * collector of the test.
 *
 * @module
 */
import { findProgram } from "../../../../scripts/package/command.ts";
import { PINS } from "../../../../scripts/package/pins.ts";
import type { ServedCollector } from "../../../scenarios/process_end/served_collector.ts";
import { Program } from "../../../support/program.ts";
import { until } from "../../../support/until.ts";

/** What runs a recipe. */
export type RecipeRuntime = "bun" | "deno" | "node";

/** Preloaded into every program. */
const PRELOAD = new URL("to_collector.mjs", import.meta.url).pathname;

/** The newest line of Node runs TypeScript as it is. */
const NODE = PINS.node.toSorted().at(-1) ?? "";

/** What each is given before the file. */
const FLAGS: Readonly<Record<RecipeRuntime, readonly string[]>> = {
  bun: ["--preload", PRELOAD],
  deno: [
    "run",
    "--check",
    "--no-lock",
    "--no-prompt",
    "--allow-net",
    "--allow-env",
    `--preload=${PRELOAD}`,
  ],
  node: ["--import", PRELOAD],
};

/** The key of every recipe's project. */
export const API_KEY = "recipe-key";

/** A free port, for those that read it from the environment. */
const FREE_PORT = { PORT: "0", DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0" };

/** How a recipe is started. */
export interface RecipeOptions {
  /** What its environment has besides. */
  readonly env?: Readonly<Record<string, string>>;
  /** False where the file itself leads what is sent to `COLLECTOR`, and says where it listens. */
  readonly isPreloaded?: boolean;
}

/** Starts a file. */
export async function startRecipe(
  runtime: RecipeRuntime,
  file: string,
  { endpoint }: Pick<ServedCollector, "endpoint">,
  { env = {}, isPreloaded = true }: RecipeOptions = {},
): Promise<Program> {
  const full = { INSLYTIC_API_KEY: API_KEY, COLLECTOR: endpoint, ...FREE_PORT, ...env };
  const flags = isPreloaded ? FLAGS[runtime] : [];
  return new Program([...flags, file], full, await findRuntime(runtime));
}

/** Resolves to the address that a program listens on. */
export async function addressOf(program: Program): Promise<string> {
  const said = () => [...program.lines, program.stderr].join("\n");
  const address = () => /Listening on (http:\/\/127\.0\.0\.1:\d+)\//.exec(said())?.[1];
  const explain = () => `The recipe does not listen: ${said()}`;
  await until(() => address() !== undefined || program.isOver, explain, START_MS);
  const found = address();
  if (found === undefined) throw new Error(explain());
  return found;
}

/** A start takes a second on a busy machine. */
const START_MS = 20_000;

const found = new Map<RecipeRuntime, Promise<string>>();

/** The path of a runtime. npx takes longer to tell it than the runtime to start: it is asked once. */
export function findRuntime(runtime: RecipeRuntime): Promise<string> {
  if (runtime === "deno") return Promise.resolve(Deno.execPath());
  const path = found.get(runtime) ??
    findProgram(runtime, runtime === "bun" ? PINS.bun : NODE, ".");
  found.set(runtime, path);
  return path;
}
