import { assertEquals } from "@std/assert";
import * as main from "@tidings/sdk";
import * as node from "@tidings/sdk/node";

Deno.test("@tidings/sdk/node has all that @tidings/sdk has", () => {
  for (const name of Object.keys(main)) assertEquals(name in node, true, name);
});
