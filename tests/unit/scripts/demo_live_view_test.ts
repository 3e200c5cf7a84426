import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { LiveView } from "../../../scripts/demo/live_view.ts";
import { until } from "../../support/until.ts";

/** The stream's messages so far, and the way to end it. */
async function watch(url: string): Promise<{ read: () => string; leave: () => Promise<void> }> {
  const response = await fetch(`${url}/events`);
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const reading = (async () => {
    for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
      text += chunk.value;
    }
  })();
  return {
    read: () => text,
    leave: async () => {
      await reader?.cancel();
      await reading;
    },
  };
}

Deno.test("the live view's page may run its own files and nothing else", async () => {
  await using live = await LiveView.open();
  for (const path of ["/", "/live.js", "/live.css", "/state.js", "/plot.js", "/render.js"]) {
    const response = await fetch(live.url + path);
    assertEquals(response.status, 200, path);
    const policy = response.headers.get("content-security-policy") ?? "";
    assertStringIncludes(policy, "default-src 'none'; script-src 'self'; style-src 'self'");
    assert(!policy.includes("unsafe"), policy);
    const text = await response.text();
    assert(!/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/.test(text), path);
  }
  const response = await fetch(`${live.url}/../live_view.ts`);
  await response.body?.cancel();
  assertEquals(response.status, 404);
});

Deno.test("the live view is not shown under a name that somebody made point here", async () => {
  await using live = await LiveView.open();
  const { hostname, port } = new URL(live.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const request = "GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
  await connection.write(new TextEncoder().encode(request));
  const answer = await new Response(connection.readable).text();
  assertMatch(answer, /^HTTP\/1\.1 404 /);
});

Deno.test("the stream tells what was before, then what comes, and forgets who leaves", async () => {
  await using live = await LiveView.open();
  live.add("server", [{ id: "1", name: "early", user: "u", detail: "" }]);
  const { read, leave } = await watch(live.url);
  await until(() => read().includes('"totals":[["early",1,0]]'), () => "waited for the snapshot");
  assertEquals(live.viewers, 1);
  live.add("browser", [{ id: "2", name: "late", user: "u", detail: "" }]);
  await until(
    () => read().includes('"type":"batch"') && read().includes("late"),
    () => "waited for the batch",
  );
  await leave();
  await until(() => live.viewers === 0, () => "waited for the viewer to be gone");
});

Deno.test("a refused request is shown within the next second", async () => {
  await using live = await LiveView.open();
  const { read, leave } = await watch(live.url);
  live.refuse("POST /v1/ingest: 401");
  await until(() => read().includes("POST /v1/ingest: 401"), () => "waited for the refusal");
  await leave();
});
