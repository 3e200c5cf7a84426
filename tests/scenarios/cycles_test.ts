/** Clients that come and go leave nothing behind. */
import { assertEquals, assertLess } from "@std/assert";

Deno.test("10,000 clients that track and shut down leave no timer, no listener and no socket", async () => {
  const open = new Set<string>();
  let most = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (_, info) => {
    open.add(`${info.remoteAddr.port}`);
    most = Math.max(most, open.size);
    return new Response("{}", { status: 202 });
  });
  const child = new URL("./memory/cycles_child.ts", import.meta.url).pathname;
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-net=127.0.0.1",
      child,
      `http://127.0.0.1:${server.addr.port}`,
    ],
    stderr: "inherit",
  }).output();
  await server.shutdown();
  assertEquals(success, true);
  assertEquals(JSON.parse(new TextDecoder().decode(stdout)), {
    delivered: 10_000,
    listeners: [0, 0, 0, 0],
    timers: 0,
  });
  // The platform keeps a socket for the next request; clients must not each have one of their own.
  assertLess(most, 50);
});
