/**
 * What visitors do, and exactly what is told of it: clicks, links away, forms, depths.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { until } from "../support/until.ts";
import { type JsonObject, retrying } from "./rig/driver.ts";
import { BUTTONS, clickOn, KEYS, type } from "./rig/hand.ts";
import { inEachEngine, type Stage } from "./rig/stage.ts";
import { arrivedEvents, createWatch, openPage, toldOf, trackerPage } from "./rig/tracker_page.ts";

/** Fills `#outer` with a shadow root within a shadow root, which holds some HTML; finds things in it. */
const nest = (html: string) => `
const outer = document.querySelector("#outer").attachShadow({ mode: "open" });
outer.innerHTML = "<div id=inner></div>";
const deep = outer.querySelector("#inner").attachShadow({ mode: "open" });
deep.innerHTML = ${JSON.stringify(html)};
globalThis.deep = deep;`;

const find = (selector: string) => `document.querySelector(${JSON.stringify(selector)})`;
const findDeep = (selector: string) => `deep.querySelector(${JSON.stringify(selector)})`;

const CLICKABLE = `
<p id="plain">words that are nobody's business</p>
<button id="buy" type="button"> Buy <b>3</b>
  now <input id="field" value="typed"></button>
<a id="more" role="link" href="#more">Read more</a>
<div id="made" role="button">Made</div>
<label for="field" id="label">Of a field</label> <label id="alone">Of nothing</label>
<div contenteditable><button id="edited" type="button">typed</button></div>
<div data-tidings-ignore><button id="quiet" type="button">Quiet</button></div>
<div id="outer"></div>`;

inEachEngine("each click is told, with the text of buttons and links only", async (stage) => {
  const { browser, collector } = stage;
  const watch = createWatch(stage);
  const page = { options: { autoTrackClicks: true }, body: CLICKABLE };
  const script = nest(
    `<button id="deep">Deep</button><p data-tidings-ignore><button id="hush">Hush</button></p>`,
  );
  await openPage(stage, "page", trackerPage(collector, { ...page, script }));
  const finds = [
    "#plain",
    "#buy b",
    "#field",
    "#more",
    "#made",
    "#label",
    "#alone",
    "#edited",
    "#quiet",
  ].map(find);
  for (const element of [...finds, findDeep("#deep"), findDeep("#hush")]) {
    await clickOn(browser, element);
  }
  const click = (metadata: object) => ({ name: "click", metadata });
  assertEquals(await watch(), [
    click({ tag: "p", id: "plain" }),
    click({ tag: "button", id: "buy", text: "Buy 3 now" }),
    click({ tag: "input", id: "field" }),
    click({ tag: "a", role: "link", id: "more", text: "Read more" }),
    click({ tag: "div", role: "button", id: "made", text: "Made" }),
    // A label clicks its field, and that is what is told.
    click({ tag: "input", id: "field" }),
    click({ tag: "label", id: "alone" }),
    click({ tag: "button", id: "edited" }),
    click({ tag: "button", id: "deep", text: "Deep" }),
  ]);
});

/** Whether the driver has this button, and the engine events for it; says so where not. */
async function canPress({ browser }: Stage, button: number): Promise<boolean> {
  await browser.run(`addEventListener("mouseup", ({ button }) => window.released = button)`);
  await clickOn(browser, find("h1"), { button });
  const canDrive = await browser.run("return released") === button;
  const isHeard = await browser.run(`return "onauxclick" in window`) === true;
  if (!canDrive) console.log(`skipped: ${browser.engine}'s driver releases the main button only`);
  else if (!isHeard) console.log(`skipped: ${browser.engine} has no auxclick`);
  return canDrive && isHeard;
}

inEachEngine("links to other hosts are told, however they are opened", async (stage) => {
  const { browser, collector, site } = stage;
  const watch = createWatch(stage);
  // The same server by another name.
  const away = `http://localhost:${new URL(site.origin).port}/away`;
  const link = (id: string) =>
    `<a id="${id}" href="${away}?token=secret&utm_source=${id}#secret">to <b>${id}</b></a>`;
  await openPage(
    stage,
    "page",
    trackerPage(collector, {
      options: { autoTrackOutbound: true },
      body: `<a id="stay" href="#here">here</a> <a id="mail" href="mailto:a@b.example">mail</a>
      ${link("away")} <p data-tidings-ignore>${link("quiet")}</p> <div id="outer"></div>`,
      script: nest(link("deep")) +
        `for (const type of ["click", "auxclick"]) {
        addEventListener(type, (event) => window.isLeaving || event.preventDefault());
      }`,
    }),
  );
  const told = (id: string) => ({
    name: "outbound_click",
    metadata: { href: `${away}?utm_source=${id}` },
  });
  for (const element of [find("#stay"), find("#mail"), find("#quiet"), find("#away b")]) {
    await clickOn(browser, element, { held: KEYS.control });
  }
  const hasButtons = await canPress(stage, BUTTONS.middle);
  if (hasButtons) {
    await clickOn(browser, find("#away"), { button: BUTTONS.secondary });
    await clickOn(browser, findDeep("#deep"), { button: BUTTONS.middle });
  }
  assertEquals(await watch(), [told("away"), ...(hasButtons ? [told("deep")] : [])]);
  const before = arrivedEvents(collector).length;
  await browser.run("window.isLeaving = true");
  await clickOn(browser, find("#away"));
  await until(() => arrivedEvents(collector).length > before, () => "nothing came");
  assertEquals(arrivedEvents(collector).slice(before).map(toldOf), [told("away")], "the page left");
});

const FIELD = `<input class="field" value="typed">`;
const SUBMIT = `<button class="send">Send</button>`;
const FORMS = `
<form id="signup" name="Sign up">${FIELD}${SUBMIT}</form>
<form id="invalid"><input required>${SUBMIT}</form>
<form id="hidden-names">${FIELD}<input name="id"><input name="matches"><input name="nodeType">
  <input name="getAttribute">${SUBMIT}</form>
<form id="quiet" data-tidings-ignore><input name="nodeType">${FIELD}${SUBMIT}</form>
<div id="outer"></div>
<p data-tidings-ignore><span id="quiet-host"></span></p>
<div id="slotted-host"><form id="slotted">${FIELD}${SUBMIT}</form></div>`;

const submission = (metadata: JsonObject) => ({ name: "form_submit", metadata });

inEachEngine("each submission is told once, and nothing of what was typed", async (stage) => {
  const { browser, collector, site } = stage;
  const watch = createWatch(stage);
  await openPage(
    stage,
    "page",
    trackerPage(collector, {
      options: { autoTrackForms: true },
      body: FORMS,
      script: `${nest(`<form id="deep" name="Deep">${FIELD}${SUBMIT}</form>`)}
const quiet = ${find("#quiet-host")}.attachShadow({ mode: "open" });
quiet.innerHTML = ${JSON.stringify(`<form id="quiet-deep">${FIELD}${SUBMIT}</form>`)};
globalThis.quiet = quiet;
${find("#slotted-host")}.attachShadow({ mode: "open" }).innerHTML = "<p><slot></slot></p>";
for (const root of [document, deep, quiet]) {
  root.addEventListener("submit", (event) => window.isLeaving || event.preventDefault());
}`,
    }),
  );
  const submit = async (form: (selector: string) => string, id: string) => {
    await clickOn(browser, form(`#${id} .send`));
    await clickOn(browser, form(`#${id} .field`));
    await type(browser, "x", KEYS.enter);
  };
  const findQuiet = (selector: string) => `quiet.querySelector(${JSON.stringify(selector)})`;
  await submit(find, "signup");
  await submit(find, "hidden-names");
  await submit(findDeep, "deep");
  await submit(find, "slotted");
  await submit(find, "quiet");
  await submit(findQuiet, "quiet-deep");
  // Its field is empty, and must not be: so it is not submitted.
  await clickOn(browser, find("#invalid .send"));
  const named = submission({ formId: "signup", formName: "Sign up" });
  const rest = [{ formId: "hidden-names" }, { formId: "deep", formName: "Deep" }, {
    formId: "slotted",
  }].map(submission);
  // By click and by key.
  assertEquals(await watch(), [named, ...rest].flatMap((event) => [event, event]));
  const before = arrivedEvents(collector).length;
  await browser.run(`window.isLeaving = true; ${find("#signup")}.action = "${site.blank}"`);
  await clickOn(browser, find("#signup .send"));
  await until(() => arrivedEvents(collector).length > before, () => "nothing came");
  assertEquals(arrivedEvents(collector).slice(before).map(toldOf), [named], "the page left");
});

const END = "\uE010";

inEachEngine("each depth is told once for each page, and no other scrolling", async (stage) => {
  const { browser, collector } = stage;
  const watch = createWatch(stage);
  await openPage(
    stage,
    "page",
    trackerPage(collector, {
      options: { autoTrackScrollDepth: true, scrollThresholds: [100, 50] },
      body: `<div id="box" style="height: 50px; overflow: auto"><p style="height: 900px"></p></div>
      <p id="tall" style="height: 4000.5px">tall</p>`,
    }),
  );
  const reached = (percent: number) => ({ name: "scroll_depth", metadata: { percent } });
  const scrollTo = async (top: number) => {
    await browser.run("scrollTo({ top: arguments[0], behavior: 'instant' })", top);
  };
  const told = async (count: number) => {
    const script = "return metrics.pending";
    await retrying("a depth", async () => await browser.run(script) === count || null);
  };
  await scrollTo(2_000);
  await told(1);
  await clickOn(browser, find("body"));
  await type(browser, END);
  await told(2);
  await scrollTo(0);
  await scrollTo(2_000);
  assertEquals(await watch(), [reached(50), reached(100)], "each once");
  await browser.run(`history.pushState(null, "", "/other")`);
  await scrollTo(0);
  await type(browser, END);
  await told(2);
  assertEquals(await watch(), [reached(50), reached(100)], "on another page");
  await browser.run(`history.pushState(null, "", "/short"); ${find("#tall")}.remove();`);
  // The page that is short now moves by itself.
  await watch();
  await browser.run(`history.pushState(null, "", "/box"); ${find("#box")}.scrollTop = 500;`);
  assertEquals(await watch(), [], "a box within the page");
});
