import { assert, assertEquals } from "@std/assert";
import { trackClicks } from "../../../../src/browser/trackers/track_clicks.ts";
import { clickOn, FakeElement, type FakeNode, startOnBench } from "./tracker_bench.ts";

/** What is told of a click. */
function toldOf(element: FakeNode): unknown {
  const { fire, told } = startOnBench(trackClicks);
  fire("click", clickOn(element));
  return told[0]?.metadata;
}

const textOf = (...children: readonly (FakeNode | string)[]): unknown =>
  Reflect.get(Object(toldOf(new FakeElement("button", {}, ...children))), "text");

for (
  const [children, text] of [
    [["Buy now"], "Buy now"],
    [["  Buy\n  ", new FakeElement("b", {}, "3"), " now "], "Buy 3 now"],
    [["Pay ", new FakeElement("input", {}, "secret"), "now"], "Pay now"],
    [["Pay ", new FakeElement("i", { contenteditable: "" }, "secret"), "now"], "Pay now"],
    [["Pay ", new FakeElement("i", { "data-tidings-ignore": "" }, "secret"), "now"], "Pay now"],
    [["Pay ", new FakeElement("output", {}, "secret"), "now"], "Pay now"],
    [["mail me@mail.example now"], "mail * now"],
    [["card 4111 1111 1111 1111"], "card *"],
    [["card 4111-1111-1111-1111."], "card *"],
    [
      ["card ", ..."4111 1111 1111 1111".split(" ").map((part) => new FakeElement("b", {}, part))],
      "card *",
    ],
    [["key 0123456789abcdef0123 of ours"], "key * of ours"],
    [["key 0a5f745135b4fdb8f591145126770657"], "key *"],
    [["12 of 2026"], "12 of 2026"],
    [["see https://me:pw@a.example/b?token=secret#secret here"], "see https://a.example/b here"],
    [["a.example/b?token=secret"], "a.example/b"],
    [["black and/or white?"], "black and/or white?"],
    [["x".repeat(99) + "😀"], "x".repeat(99)],
    [["word ".repeat(1_000)], "word ".repeat(20)],
    [[], ""],
  ] as const
) {
  Deno.test(`a button's text is told as '${text}'`, () => {
    assertEquals(textOf(...children), text);
  });
}

Deno.test("of a list of cards none is told, not even the one that is cut", () => {
  const text = String(textOf("4111 1111 1111 1111, ".repeat(100)));
  assert(!text.includes("4"), text);
});

Deno.test("id and role are told without what looks like a secret", () => {
  const attributes = { id: "user-me@mail.example", role: "link" };
  assertEquals(toldOf(new FakeElement("i", attributes)), {
    tag: "i",
    role: "link",
    id: "*",
    text: "",
  });
  const card = { id: "4111111111111111" };
  assertEquals(toldOf(new FakeElement("i", card)), { tag: "i", id: "*" });
});

/** Has a neighbour without end, and counts how often it is asked for that. */
class Endless extends FakeElement {
  static looks = 0;
  override get nextSibling(): FakeNode {
    Endless.looks++;
    return new Endless("b");
  }
}

Deno.test("of a link that holds a page 200 nodes are looked at", () => {
  assertEquals(textOf("Buy ", new Endless("b")), "Buy");
  assert(Endless.looks > 100 && Endless.looks <= 200, `${Endless.looks}`);
});

Deno.test("a link within a link within a link is read as far as a text can be", () => {
  let inner = new FakeElement("b", {}, "deep");
  for (let depth = 0; depth < 10_000; depth++) inner = new FakeElement("b", {}, inner);
  assertEquals(textOf("top ", inner), "top");
});

for (const part of ["1", "1 ", "1-", "a ", "@", "%25", " ", "\ud83d", "-"]) {
  Deno.test(`100 kB of ${JSON.stringify(part)} in a button's text take less than 5 ms`, () => {
    const button = new FakeElement("button", { id: part.repeat(100_000) }, part.repeat(100_000));
    const tries = Array.from({ length: 5 }, () => {
      const began = performance.now();
      toldOf(button);
      return performance.now() - began;
    });
    assert(Math.min(...tries) < 5, `${Math.min(...tries)} ms`);
  });
}
