import { assertStrictEquals } from "@std/assert";
import fs from "node:fs";
import process from "node:process";
import { builtin } from "../../../../src/runtime/node/builtin.ts";

Deno.test("builtin() is the module that an import gives", () => {
  assertStrictEquals(builtin("node:fs").readFileSync, fs.readFileSync);
  assertStrictEquals<unknown>(builtin("node:process"), process);
});
