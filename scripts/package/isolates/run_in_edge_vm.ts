/**
 * Runs a script in an edge VM, a runtime of web standards as edge functions have it, and prints what its
 * function `main` resolves to. Neither `process` nor `AbortSignal.any()` is there.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import process from "node:process";

/** The part of the edge runtime that is used here. */
interface EdgeRuntime {
  readonly EdgeVM: new () => { evaluate(script: string): unknown };
}

// Its types are not installed where this is checked.
const { EdgeVM } = createRequire(import.meta.url)("@edge-runtime/vm") as EdgeRuntime;
const vm = new EdgeVM();
vm.evaluate(await readFile(process.argv[2] ?? "", "utf8"));
console.log(await vm.evaluate("main()"));
