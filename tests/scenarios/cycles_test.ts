/** Clients that come and go leave nothing behind. */
import { assertEquals, assertLess } from "@std/assert";
import { startProgram } from "../support/program.ts";
import { serve } from "../support/serve.ts";

Deno.test("10,000 clients that track and shut down leave no timer, no listener and no socket", async () => {
  const answer = () => Promise.resolve(new Response("{}", { status: 202 }));
  await using served = await serve(answer);
  await using child = startProgram(new URL("./memory/cycles_child.ts", import.meta.url), {
    args: [served.endpoint],
  });
  const { code } = await child.ended();
  assertEquals(code, 0, child.stderr);
  assertEquals(JSON.parse(await child.saidFirst()), {
    delivered: 10_000,
    listeners: [0, 0, 0, 0],
    timers: 0,
  });
  // The platform keeps a socket for the next request; clients must not each have one of their own.
  assertLess(served.connections(), 50);
});
