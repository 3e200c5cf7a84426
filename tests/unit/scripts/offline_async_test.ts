import { assertEquals, assertRejects } from "@std/assert";
import { deadline, debounce, delay, pooledMap, retry, RetryError } from "@std/async";
import { delay as delayByPath } from "@std/async/delay";
import { FakeTime } from "@std/testing/time";

Deno.test("delay() resolves after its time and rejects when aborted", async () => {
  using time = new FakeTime();
  let isDone = false;
  const waiting = delay(100).then(() => (isDone = true));
  time.tick(99);
  await time.runMicrotasks();
  assertEquals(isDone, false);
  time.tick(1);
  await waiting;
  const controller = new AbortController();
  const aborted = delayByPath(100, { signal: controller.signal });
  controller.abort();
  await assertRejects(() => aborted, DOMException);
});

Deno.test("deadline() gives up after its time", async () => {
  const never = new Promise<void>(() => {});
  const error = await assertRejects(() => deadline(never, 1), DOMException);
  assertEquals(error.name, "TimeoutError");
  assertEquals(await deadline(Promise.resolve(1), 1_000), 1);
});

Deno.test("debounce() calls once", () => {
  using time = new FakeTime();
  const seen: number[] = [];
  const note = debounce((value: number) => void seen.push(value), 10);
  note(1);
  note(2);
  assertEquals(note.pending, true);
  time.tick(10);
  assertEquals(seen, [2]);
});

Deno.test("pooledMap() keeps the order", async () => {
  const doubled = pooledMap(2, [1, 2, 3], (value) => Promise.resolve(value * 2));
  assertEquals(await Array.fromAsync(doubled), [2, 4, 6]);
});

Deno.test("retry() tries again and gives up", async () => {
  let attempts = 0;
  const options = { maxAttempts: 3, minTimeout: 1, maxTimeout: 1, jitter: 0 };
  const second = await retry(
    () => ++attempts === 2 ? "done" : Promise.reject(new Error()),
    options,
  );
  assertEquals([second, attempts], ["done", 2]);
  await assertRejects(() => retry(() => Promise.reject(new Error("no")), options), RetryError);
});
