import { assert, assertEquals } from "@std/assert";
import { trackErrors } from "../../../../src/browser/trackers/track_errors.ts";
import { startOnBench, type TrackerBench } from "./tracker_bench.ts";

const bench = (): TrackerBench => startOnBench(trackErrors);

/** The message of a rejection, as it is told. */
function toldOf(message: string): unknown {
  const { fire, told } = bench();
  fire("unhandledrejection", { reason: message });
  return told[0]?.metadata["message"];
}

const TOKEN = "0123456789abcdef0123";

for (
  const [text, told] of [
    ["nothing to hide?", "nothing to hide"],
    ["get https://a.example/b?token=1#x failed", "get https://a.example/b failed"],
    ["get /b?token=1 failed", "get /b failed"],
    ["get b.php?token=(1)'2 failed", "get b.php failed"],
    ["get ../b#token failed", "get ../b failed"],
    ["https://me:pass@a.example/b", "https://a.example/b"],
    ["https://me:p@ss@a.example/b", "https://a.example/b"],
    ["https://me:p(a's)s@a.example/b", "https://a.example/b"],
    ["//me:pass@a.example/b", "//a.example/b"],
    ["https:\\\\me:pass@a.example/b", "https:\\\\a.example/b"],
    [`https://a.example/reset/${TOKEN}/b`, "https://a.example/reset/*/b"],
    [`GET /users/me%40mail.example/${TOKEN}: 404`, "GET /users/*/* 404"],
    ["me@mail.example is unknown", "* is unknown"],
    ["(https://a.example/b.js?v=1:10:5)", "(https://a.example/b.js:10:5)"],
    ["at https://a.example/b#part:10:5", "at https://a.example/b:10:5"],
    ["at f (https://me:pass@a.example/b.js:1:234)", "at f (https://a.example/b.js:1:234)"],
    ["call@https://a.example/b.js:10:5", "call@https://a.example/b.js:10:5"],
    ["me@mail.example,https://a.example/b", "*https://a.example/b"],
    [`https://a.example/main.${TOKEN}.js:1:2`, `https://a.example/main.${TOKEN}.js:1:2`],
    [`https://a.example/${TOKEN}/main.js:1:2`, "https://a.example/*/main.js:1:2"],
    ["blob:https://a.example/0a1b2c3d-0a1b-0a1b-0a1b", "blob:https://a.example/*"],
    ["aFunctionWithALongName2025 is not defined", "aFunctionWithALongName2025 is not defined"],
    ["a line\n  and\tanother", "a line\n  and\tanother"],
  ] as const
) {
  Deno.test(`an error that says '${text}' is told as '${told}'`, () => {
    assertEquals(toldOf(text), told);
  });
}

Deno.test("an error is told with where it was, and as much of its stack as there is room for", () => {
  const { fire, told } = bench();
  const stack = `Error: no\n    at f (https://a.example/b.js?v=1:1:2)\n${
    "    at g (c.js:3:4)\n".repeat(1_000)
  }`;
  fire("error", {
    error: { message: `no ${"x ".repeat(1_000)}`, stack },
    message: "Uncaught Error: no",
    filename: "https://me:pass@a.example/b.js?v=1",
    lineno: 1,
    colno: 2,
  });
  const [{ name, metadata } = { name: "", metadata: {} }] = told;
  assertEquals(name, "error");
  assertEquals(Object.keys(metadata), ["message", "source", "line", "column", "stack"]);
  assertEquals([metadata["source"], metadata["line"], metadata["column"]], [
    "https://a.example/b.js",
    1,
    2,
  ]);
  assertEquals(String(metadata["message"]).length, 500);
  assertEquals(String(metadata["stack"]).length, 4_000);
  assert(
    String(metadata["stack"]).startsWith(
      "Error: no\n    at f (https://a.example/b.js:1:2)\n    at g",
    ),
  );
});

Deno.test("a thrown text is told by the browser's message, and a resource that does not load not at all", () => {
  const { fire, told } = bench();
  fire("error", { error: "text", message: "Uncaught text", filename: "", lineno: 0, colno: 0 });
  fire("error", { target: {} });
  assertEquals(told.map(({ metadata }) => metadata), [
    { message: "Uncaught text", source: "", line: 0, column: 0 },
  ]);
});

for (
  const [what, reason] of [
    ["nothing", undefined],
    ["a number", 404],
    ["an object with other members", { message: 1, stack: {} }],
  ] as const
) {
  Deno.test(`a rejection with ${what} is told without a message`, () => {
    const { fire, told } = bench();
    fire("unhandledrejection", { reason });
    assertEquals(told, [{ name: "unhandled_rejection", metadata: {} }]);
  });
}

Deno.test("an error that cannot be read harms nobody", () => {
  const { fire, told } = bench();
  const reason = new Proxy({}, {
    get: () => {
      throw new Error("hostile");
    },
  });
  fire("unhandledrejection", { reason });
  fire("unhandledrejection", { reason: "next" });
  assertEquals(told.map(({ metadata }) => metadata), [{ message: "next" }]);
});

Deno.test("the same error is told once a minute", async () => {
  const { clock, fire, told } = bench();
  fire("unhandledrejection", { reason: "one" });
  fire("unhandledrejection", { reason: "one" });
  fire("unhandledrejection", { reason: "two" });
  await clock.advance(59_999);
  fire("unhandledrejection", { reason: "one" });
  assertEquals(told.map(({ metadata }) => metadata["message"]), ["one", "two"]);
  await clock.advance(1);
  fire("unhandledrejection", { reason: "one" });
  assertEquals(told.length, 3);
});

Deno.test("errors that differ only in what is masked are the same", () => {
  const { fire, told } = bench();
  for (const id of [1, 2, 3]) fire("unhandledrejection", { reason: `no /order?id=${id}` });
  assertEquals(told.length, 1);
});

/** Longest that a page may be held up, with room for a busy machine: the best of some tries counts. */
const MAX_MS = 5;

const LENGTH = 100_000;

for (
  const part of [
    "?",
    "#",
    "/",
    "//",
    "@",
    "a@",
    "//a@",
    "https://",
    "a",
    ":1",
    ":1:1)",
    "a.js",
    ".",
    "%25",
    "? ",
    " ",
    "\n",
    "?:1",
    ")",
    "\ud800",
    "1-",
    "a://a@",
  ]
) {
  const name = JSON.stringify(part);
  Deno.test(`100 kB of ${name} in an error take less than ${MAX_MS} ms`, () => {
    const text = part.repeat(Math.ceil(LENGTH / part.length));
    // As much as is looked at of a stack, too: more than that is one cut word.
    for (const stack of [text, text.slice(0, 8_000), text.slice(0, 7_999) + "!"]) {
      const tries = Array.from({ length: 5 }, () => {
        const { fire } = bench();
        const reason = { message: text.slice(0, 1_000), stack };
        const began = performance.now();
        fire("unhandledrejection", { reason });
        return performance.now() - began;
      });
      assert(Math.min(...tries) < MAX_MS, `${Math.min(...tries)} ms`);
    }
  });
}
