import { assertEquals } from "@std/assert";
import { countByName, seenOf } from "../../../scripts/demo/arrival.ts";
import { answerCollect, readEvents } from "../../../scripts/demo/collect_route.ts";
import { emptyStats, PageBooks, readReport } from "../../../scripts/demo/page_books.ts";

const URL_WITH_KEY = "http://localhost/api/collect?apiKey=demo-key";

function post(body: string, url: string = URL_WITH_KEY, headers: HeadersInit = {}): Request {
  return new Request(url, { method: "POST", body, headers });
}

function bodyOf(...names: string[]): string {
  return JSON.stringify({ events: names.map((name) => ({ name, metadata: { messageId: name } })) });
}

function report(page: string, tracked: number): string {
  const problems = [{ atMs: tracked, text: `of ${page}` }];
  return JSON.stringify({ page, stats: { ...emptyStats(), tracked, queued: tracked }, problems });
}

/** Requests, and the status that each gets. */
const REQUESTS: readonly (readonly [string, Request, number])[] = [
  ["a beacon with the key in its address", post(bodyOf("a")), 202],
  ["a preflight", new Request(URL_WITH_KEY, { method: "OPTIONS" }), 204],
  ["a wrong key", post(bodyOf("a"), "http://localhost/api/collect?apiKey=other"), 401],
  ["no key", post(bodyOf("a"), "http://localhost/api/collect"), 401],
  ["no JSON", post("{"), 400],
  ["no events", post('{"events":[]}'), 400],
  ["a name that is none", post(bodyOf("")), 400],
  ["a name of 101 characters", post(bodyOf("n".repeat(101))), 400],
  ["101 events", post(bodyOf(...Array.from({ length: 101 }, () => "a"))), 400],
  ["a page that asks", new Request(URL_WITH_KEY), 405],
];

for (const [what, request, status] of REQUESTS) {
  Deno.test(`the demo's collector answers ${what} with ${status}, for any origin`, async () => {
    const response = await answerCollect(request, () => {});
    await response.body?.cancel();
    assertEquals(response.status, status);
    assertEquals(response.headers.get("access-control-allow-origin"), "*");
  });
}

Deno.test("the demo's collector says how many events it accepted, and 500 when it cannot keep them", async () => {
  const headers = { "x-api-key": "demo-key" };
  const request = () => post(bodyOf("a", "b"), "http://localhost/api/collect", headers);
  assertEquals(await (await answerCollect(request(), () => {})).json(), { accepted: 2 });
  const full = await answerCollect(request(), () => {
    throw new Error("disk full");
  });
  await full.body?.cancel();
  assertEquals(full.status, 500);
});

Deno.test("seenOf() shows path and data of an event, and no more than fits a line", () => {
  const [event] = readEvents(JSON.stringify({
    events: [{
      name: "click",
      path: "/cart",
      visitorId: "v_1",
      metadata: { messageId: "m", browser: "Chrome", tag: "button", at: { x: 1 } },
    }],
  })) ?? [];
  if (event === undefined) throw new Error("no event");
  assertEquals(seenOf(event, "browser"), {
    id: "m",
    name: "click",
    user: "v_1",
    detail: '/cart · tag: button · at: {"x":1}',
  });
  const long = { ...event, body: JSON.stringify({ metadata: { text: "x".repeat(10_000) } }) };
  assertEquals(seenOf(long, "browser").detail.length, 240);
});

Deno.test("countByName() counts a name that the language itself uses", () => {
  const counts = countByName([{ name: "__proto__" }, { name: "a" }, { name: "a" }]);
  assertEquals(Object.entries(counts), [["__proto__", 1], ["a", 2]]);
});

Deno.test("PageBooks adds up the last word of each page, and stays bounded", () => {
  const books = new PageBooks();
  assertEquals(books.add(report("one", 1)), true);
  assertEquals(books.add(report("one", 3)), true);
  assertEquals(books.add(report("two", 2)), true);
  assertEquals([books.count, books.sum().tracked, books.sum().queued], [2, 5, 5]);
  assertEquals(books.problems().map(({ text }) => text), ["of two", "of one"]);
  for (let page = 0; page < 500; page++) books.add(report(`page ${page}`, 1));
  assertEquals([books.count, books.sum().tracked], [502, 505]);
  assertEquals(books.problems().length, 20);
});

/** What is no report. */
const NO_REPORTS: readonly string[] = [
  "",
  "null",
  "[]",
  JSON.stringify({ page: "p", problems: [], stats: {} }),
  JSON.stringify({ page: "p", problems: [], stats: { ...emptyStats(), tracked: -1 } }),
  JSON.stringify({ page: "p", problems: [], stats: { ...emptyStats(), dropped: { x: "1" } } }),
  JSON.stringify({ page: 1, problems: [], stats: emptyStats() }),
  JSON.stringify({ page: "p", stats: emptyStats() }),
];

for (const text of NO_REPORTS) {
  Deno.test(`readReport() takes ${text.slice(0, 72) || "an empty text"} for no report of a page`, () => {
    assertEquals(readReport(text), null);
  });
}
