import { assert, assertEquals, assertFalse, assertMatch, assertRejects } from "@std/assert";
import { isLocal, withLoopbackOnly } from "../../../scripts/fetch_guard.ts";
import { parseSummary } from "../../../scripts/test_summary.ts";

/** Runs a test's body under the preload, in a process of its own. */
async function runGuarded(body: string): Promise<{ output: string; code: number }> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/a_test.ts`, `Deno.test("a", async () => { ${body} });`);
    const preload = `--preload=${await Deno.realPath("tests/loopback_only.ts")}`;
    const { stdout, code } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-config", "--no-check", "--allow-net=127.0.0.1", preload, dir],
      env: { NO_COLOR: "1" },
    }).output();
    return { output: new TextDecoder().decode(stdout), code };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A request that code under test would swallow. */
const FOREIGN = 'await fetch("https://api.example.com/secret?key=1").catch(() => {});';

Deno.test("a request off loopback fails the test run, naming the origin only", async () => {
  const { output, code } = await runGuarded(FOREIGN);
  assertEquals(code, 1);
  assert((parseSummary(output)?.failed ?? 0) > 0);
  assertMatch(output, /A test sent a request to https:\/\/api\.example\.com, only loopback/);
  assertFalse(output.replaceAll(FOREIGN, "").includes("key=1"));
});

Deno.test("a request off loopback fails the test run even if errors are declared handled", async () => {
  const listener = 'addEventListener("error", (event) => event.preventDefault());';
  assertEquals((await runGuarded(listener + FOREIGN)).code, 1);
});

Deno.test("a request to loopback passes", async () => {
  const { code, output } = await runGuarded(`
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => new Response("hi"));
    const response = await fetch("http://127.0.0.1:" + server.addr.port);
    if (await response.text() !== "hi") throw new Error("no answer");
  `);
  assertEquals(code, 0, output);
});

Deno.test("isLocal() tells this machine from others", () => {
  const local = [
    "http://127.0.0.1:80/",
    "http://localhost/",
    "http://[::1]:9/",
    "data:,x",
    "blob:x",
  ];
  const foreign = [
    "https://example.com",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
  ];
  assertEquals(local.map((url) => isLocal(new URL(url))), local.map(() => true));
  assertEquals(foreign.map((url) => isLocal(new URL(url))), foreign.map(() => false));
});

Deno.test("withLoopbackOnly() reads the address of a text, a URL and a Request", async () => {
  const sent: unknown[] = [];
  const send = withLoopbackOnly(
    (input) => Promise.resolve(new Response(String(sent.push(input)))),
    (url) => Promise.reject(new Error(url.origin)),
  );
  await send("http://127.0.0.1/");
  await send(new URL("http://localhost/"));
  await send(new Request("http://[::1]/"));
  await send("not a url");
  assertEquals(sent.length, 4);
  for (const input of ["https://a.example/x", new Request("https://a.example/x")]) {
    await assertRejects(() => send(input), Error, "https://a.example");
  }
});
