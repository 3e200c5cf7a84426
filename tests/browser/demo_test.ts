/**
 * The demo with a browser, as the demo itself drives it.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";

const ROOT = new URL("../..", import.meta.url);

// The demo knows no other engine.
if ((Deno.env.get("TIDINGS_ENGINE") ?? "chromium") === "chromium") {
  Deno.test("chromium: the demo finds every event of a browser that closes tabs and quits", async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "demo", "--requests=100"],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const [said = "", warned] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals({ code, warned }, { code: 0, warned: "" }, said);
    for (const name of ["product_opened", "tea_brewed", "session_end", "all events"]) {
      // Missing is the last column but one.
      assertMatch(said, new RegExp(`^${name}( +\\d+){4} +0 +\\d+$`, "m"));
    }
    assertMatch(said, /^browser +Chromium \S+: \d+ pages, \d+ tabs closed, 2 quits$/m);
    assertMatch(said, /^PASS: of \d+ events in the browser, \d+ arrived/m);
  });
}
