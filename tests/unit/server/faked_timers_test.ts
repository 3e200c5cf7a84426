/** Hosts fake the globals in their own tests: the client lives in the time that it was made in. */
import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { InslyticNode } from "../../../src/server/inslytic_node.ts";
import { TEST_KEY } from "../../support/test_bench.ts";

Deno.test("a client made under faked timers retries at 0, 1, 3 and 7 s of faked time", async () => {
  using time = new FakeTime();
  const begin = time.now;
  const times: number[] = [];
  const client = new InslyticNode({
    apiKey: TEST_KEY,
    handleSignals: false,
    logger: { warn: () => {} },
    fetch: () => {
      times.push(time.now - begin);
      return Promise.resolve(new Response(null, { status: 503 }));
    },
  });
  client.track({ eventName: "e", anonymousId: "a" });
  void client.flush();
  for (let ms = 0; ms < 7_500; ms += 100) {
    await time.tickAsync(100);
    for (let turn = 0; turn < 50; turn++) await undefined;
  }
  assertEquals(times, [0, 1_000, 3_000, 7_000]);
  await client.shutdown({ timeoutMs: 0 });
});
