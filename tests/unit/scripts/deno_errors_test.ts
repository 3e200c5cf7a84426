import { assertEquals } from "@std/assert";
import { readTypeErrors } from "../../../scripts/deno_errors.ts";

Deno.test("readTypeErrors() names the place of each error, and not those that explain one", () => {
  const output = `Check mod.ts
TS9007 [ERROR]: Function must have an explicit return type annotation.
export function slow() {
                ~~~~
    at file:///tmp/a/mod.ts:54:17

    TS9031 [ERROR]: Add a return type to the function declaration.
    export function slow() {
                    ~~~~
        at file:///tmp/a/mod.ts:54:17

TS2322 [ERROR]: Type 'string' is not assignable to type 'number'.
  It is a text.
const a: number = "";
      ~
    at file:///tmp/a/src/b.ts:3:7

Found 2 errors.
`;
  assertEquals(readTypeErrors(output, "/tmp/a").map(({ file, line }) => `${file}:${line}`), [
    "mod.ts:54",
    "src/b.ts:3",
  ]);
  assertEquals(readTypeErrors("Check mod.ts\n", "/tmp/a"), []);
});
