import { assertEquals, assertThrows } from "@std/assert";
import { type EndedSession, Sessions } from "../../../src/browser/sessions.ts";
import { FakeClock } from "../../../src/testing/fake_clock.ts";

/** All but the id of the event, which is anything. */
type Ended = Omit<EndedSession, "messageId">;

function createSessions(): { sessions: Sessions; clock: FakeClock; ended: Ended[] } {
  const clock = new FakeClock({ epochMs: 0, settle: "microtasks" });
  const ended: Ended[] = [];
  let made = 0;
  const nextId = (): string => String(++made);
  const context = { clock, sessionTimeoutMs: 1_000, nextId };
  const sessions = new Sessions(
    context,
    ({ messageId: _, ...session }) => void ended.push(session),
  );
  return { sessions, clock, ended };
}

Deno.test("Sessions.current() stays the same until nobody was there for the timeout", async () => {
  const { sessions, clock, ended } = createSessions();
  sessions.confirm(sessions.current());
  await clock.advance(999);
  assertEquals(sessions.current(), "s_1");
  await clock.advance(1_000);
  assertEquals(sessions.current(), "s_3");
  assertEquals(ended, [{ sessionId: "s_1", durationMs: 999, endedAtMs: 999 }]);
});

Deno.test("Sessions.end() tells nothing of a session without events, and tells once", () => {
  const { sessions, ended } = createSessions();
  sessions.end();
  sessions.current();
  sessions.end();
  assertEquals(ended, []);
  sessions.confirm(sessions.current());
  sessions.end();
  sessions.end();
  assertEquals(ended, [{ sessionId: "s_3", durationMs: 0, endedAtMs: 0 }]);
});

Deno.test("Sessions.end() within the timeout ends now, with the time to the last activity", async () => {
  const { sessions, clock, ended } = createSessions();
  sessions.confirm(sessions.current());
  await clock.advance(300);
  sessions.touch();
  await clock.advance(300);
  sessions.end();
  assertEquals(ended, [{ sessionId: "s_1", durationMs: 300, endedAtMs: 600 }]);
});

Deno.test("Sessions.touch() ends a session that is over, and opens none", async () => {
  const { sessions, clock, ended } = createSessions();
  sessions.confirm(sessions.current());
  await clock.advance(5_000);
  sessions.touch();
  assertEquals(ended, [{ sessionId: "s_1", durationMs: 0, endedAtMs: 0 }]);
});

Deno.test("Sessions.touch() counts what a machine slept, though its monotonic clock stood still", () => {
  let epochMs = 0;
  const ended: Ended[] = [];
  const sessions = new Sessions({
    clock: {
      now: () => 0,
      epochNow: () => epochMs,
      setTimer: () => () => {},
      keepAlive: () => () => {},
    },
    sessionTimeoutMs: 1_000,
    nextId: () => "x",
  }, ({ messageId: _, ...session }) => void ended.push(session));
  sessions.confirm(sessions.current());
  epochMs = 60_000;
  sessions.touch();
  assertEquals(ended, [{ sessionId: "s_x", durationMs: 0, endedAtMs: 0 }]);
});

Deno.test("Sessions.end() that is cut while it tells tells again, under the same id", () => {
  const clock = new FakeClock({ epochMs: 0, settle: "microtasks" });
  const told: string[] = [];
  let made = 0;
  const nextId = (): string => String(++made);
  const sessions = new Sessions({ clock, sessionTimeoutMs: 1_000, nextId }, ({ messageId }) => {
    told.push(messageId);
    if (told.length === 1) throw new Error("the process ends here");
  });
  sessions.confirm(sessions.current());
  assertThrows(() => sessions.end());
  for (let i = 0; i < 2; i++) sessions.end();
  assertEquals(told, ["2", "2"]);
});
