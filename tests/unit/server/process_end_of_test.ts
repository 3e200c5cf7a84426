import { assertStrictEquals } from "@std/assert";
import type { OnProcessEnd } from "../../../src/core/ports.ts";
import { onProcessEnd } from "../../../src/runtime/process_end.ts";
import { chooseProcessEnd, processEndOf } from "../../../src/server/process_end_of.ts";

const never: OnProcessEnd = () => () => {};

Deno.test("processEndOf() is the global process where nothing was chosen", () => {
  assertStrictEquals(processEndOf(new class {}()), onProcessEnd);
});

Deno.test("processEndOf() is what was chosen for a client's class, or for one above it", () => {
  class Base {}
  class Client extends Base {}
  class Derived extends Client {}
  chooseProcessEnd(Client, never);
  assertStrictEquals(processEndOf(new Client()), never);
  assertStrictEquals(processEndOf(new Derived()), never);
  assertStrictEquals(processEndOf(new Base()), onProcessEnd);
});
