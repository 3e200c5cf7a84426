import { assertEquals } from "@std/assert";
import { checkConfig, withoutLinks } from "../../../scripts/check_config.ts";

const TOP = {
  name: "@a/b",
  exports: { ".": "./mod.ts" },
  tasks: { ok: "deno lint" },
  imports: { "@std/assert": "jsr:@std/assert@^1.0.0" },
  links: ["./scripts/offline/assert"],
  test: { include: ["tests/"] },
  exclude: ["npm/"],
};

Deno.test("withoutLinks() drops links and fits paths to their place", () => {
  assertEquals(withoutLinks(TOP), {
    name: "@a/b",
    exports: { ".": "./../../mod.ts" },
    imports: { "@std/assert": "jsr:@std/assert@^1.0.0" },
    test: { include: ["./../../tests/"] },
    exclude: ["./../../npm/"],
  });
});

Deno.test("checkConfig() reports a second configuration that drifted", () => {
  assertEquals(checkConfig(TOP, withoutLinks(TOP)), []);
  const drifted = { ...withoutLinks(TOP), imports: {} };
  assertEquals(checkConfig(TOP, drifted).length, 1);
});
