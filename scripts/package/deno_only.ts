/**
 * Tests by name that run on Deno alone, each with its reason. Everything else in their folders runs on
 * every runtime.
 *
 * @module
 */

/** Why a file, or all files of a folder, of `tests/` runs on Deno alone. */
export const DENO_ONLY: Readonly<Record<string, string>> = {
  "tests/scenarios/chaos":
    "a harness of its own, minutes long; no part of it depends on the runtime",
  "tests/scenarios/chaos_long_test.ts": "starts that harness",
  "tests/scenarios/demo_test.ts": "tries the demo, which is a program for Deno",
  "tests/scenarios/file_storage/kills_main.ts": "a command for people, no test",
  "tests/scenarios/file_storage_permissions_test.ts": "no other runtime has permissions",
  "tests/scenarios/flood_test.ts": "measures the heap by V8's flags, through the engine alone",
  "tests/scenarios/hostile": "a corpus that is read by the code that every runtime shares",
  "tests/scenarios/hostile_corpus_long_test.ts": "as above, and takes long",
  "tests/scenarios/hostile_payloads_long_test.ts": "as above, and takes long",
  "tests/scenarios/process_end_permissions_test.ts": "no other runtime has permissions",
};

/** Whether a path of `tests/` is left out elsewhere than on Deno. */
export function isDenoOnly(path: string): boolean {
  return Object.keys(DENO_ONLY).some((one) => path === one || path.startsWith(`${one}/`));
}
