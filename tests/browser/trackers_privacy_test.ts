/**
 * Pages full of secrets, with every tracker on: none is in any request, nor in any storage.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { makeForms } from "./corpus/forms.ts";
import { findSecrets, Secrets } from "./corpus/secrets.ts";
import { makeUrls } from "./corpus/urls.ts";
import { TIME, TIME_OPTION, VISIT } from "./corpus/visit.ts";
import { type JsonObject, retrying } from "./rig/driver.ts";
import { clickOn, KEYS, type } from "./rig/hand.ts";
import { inEachEngine, type Stage } from "./rig/stage.ts";
import { ALL_TRACKERS, arrivedEvents, openPage, trackerPage } from "./rig/tracker_page.ts";

const FORMS = 300;
const URLS = 200;

/** Opens a page with every tracker, whose time can be made to pass. */
async function openFor(stage: Stage, name: string): Promise<void> {
  const page = trackerPage(stage.collector, {
    options: {
      ...ALL_TRACKERS,
      autoTrackWebVitals: true,
      enrichDeviceInfo: true,
      captureUtmParams: true,
      maxBatchSize: 100,
      maxQueueSize: 5_000,
    },
    code: TIME_OPTION + "webVitals: () => Promise.resolve({})",
    body: TIME,
    script: VISIT,
  });
  await openPage(stage, name, page);
}

/** Until a page and its client are there. */
async function shown({ browser }: Stage, path: string): Promise<void> {
  const script = "return !!window.isReady && location.pathname";
  await retrying(path, async () => await browser.run(script) === path || null);
}

/** What the client makes at random: a card's digits may be in there by chance. */
const RANDOM = /"(messageId|visitorId|sessionId|occurredAt)":"[^"]*"/g;

/** Leaves the page, and holds all that has left the browser or stayed in it to the secrets. */
async function assertNoSecret(stage: Stage, secrets: Secrets): Promise<void> {
  const { browser, collector, site } = stage;
  const dumps = await browser.runForTexts("return [...dumps]");
  assert(dumps.some((dump) => dump.includes("click")), "nothing was stored");
  await browser.goto(site.blank);
  await collector.quiet();
  const requests = collector.requests.flatMap((
    { target, body, headers },
  ) => [target, body.replace(RANDOM, ""), JSON.stringify([...headers])]);
  const left = await browser.run(
    "return JSON.stringify([{ ...localStorage }, { ...sessionStorage }])",
  );
  const stored = [...dumps, String(left)].map((dump) =>
    dump.replaceAll('\\"', '"').replace(RANDOM, "")
  );
  assertEquals(findSecrets(secrets.planted, requests), [], "a request holds a secret");
  assertEquals(findSecrets(secrets.planted, stored), [], "the storage holds a secret");
}

/** How often each event came, which must be often enough. */
function countNames({ collector }: Stage, least: Readonly<Record<string, number>>): void {
  const counts: Record<string, number> = {};
  for (const { name } of arrivedEvents(collector)) counts[name] = (counts[name] ?? 0) + 1;
  console.log(JSON.stringify(counts));
  for (const [name, count] of Object.entries(least)) {
    assert((counts[name] ?? 0) >= count, `${counts[name]} of ${name}`);
  }
}

Deno.test("a planted secret is found whole, in part, in groups and percent-encoded", () => {
  const card = "4111 1111 1111 1111";
  for (const text of [card, "x4111-1111-11x", "a=4111%201111%201111", "11111111"]) {
    assertEquals(findSecrets([card], [text]), [card], text);
  }
  assertEquals(findSecrets(["me.too@mail.test"], ["?a=me.too%40mail"]), ["me.too@mail.test"]);
  assertEquals(findSecrets([card, "me.too@mail.test"], ["4111 111", "mail.te"]), []);
});

inEachEngine("300 forms and pages give nothing away that is not a page's own", async (stage) => {
  const { browser, collector } = stage;
  const secrets = new Secrets(6);
  const forms = makeForms(secrets, FORMS);
  await openFor(stage, "page");
  await browser.runAsync("await visitForms(args[0])", forms);
  for (const form of forms.slice(0, 5)) await fillIn(stage, form, secrets.make("password"));
  await browser.runAsync("await rest()");
  assert(secrets.planted.length >= FORMS);
  await assertNoSecret(stage, secrets);
  countNames(stage, { click: 2 * FORMS, form_submit: FORMS / 3 });
  // It is not that nothing is told.
  const texts = new Set(arrivedEvents(collector).map(({ metadata }) => metadata["text"]));
  for (const text of ["Edit here", "Edit * here", "Pay", "Pay *", "Go"]) {
    assert(texts.has(text), `no '${text}' among ${[...texts].slice(0, 50)}`);
  }
});

/** As a person does it. */
async function fillIn({ browser }: Stage, form: string, password: string): Promise<void> {
  await browser.run(
    `
    window.skew += 61_000;
    window.box = grow(arguments[0] + '<form><input type="password" class="typed"><button>Go</button></form>');
    scrollTo(0, 0);`,
    form,
  );
  await clickOn(browser, `box.querySelector(".typed")`);
  await type(browser, ...password, KEYS.enter);
  assertEquals(await browser.run(`return box.querySelector(".typed").value`), password);
  await browser.run("box.remove()");
}

inEachEngine("200 URLs give no token, address or card away", async (stage) => {
  const { browser, site, collector } = stage;
  const secrets = new Secrets(7);
  const urls: readonly JsonObject[] = makeUrls(secrets, URLS).map((url): JsonObject => ({
    ...url,
  }));
  await openFor(stage, "page");
  await browser.runAsync("await visitUrls(args[0])", urls);
  const dumps = await browser.runForTexts("return [...dumps]");
  // A real referrer, too: from an address with secrets in its path.
  const last = makeUrls(secrets, 6)[5]?.local ?? "";
  site.add("next", trackerPage(collector, { options: ALL_TRACKERS, script: VISIT }));
  await browser.run(
    `
    history.pushState({}, "", arguments[0]);
    document.body.insertAdjacentHTML("afterbegin", "<p><a id=next href=/next>next</a></p>");
    window.isLeaving = true;
    scrollTo(0, 0);`,
    last,
  );
  await clickOn(browser, `document.querySelector("#next")`);
  await shown(stage, "/next");
  await browser.run("for (const dump of arguments[0]) dumps.add(dump)", dumps);
  await browser.runAsync("await rest()");
  await assertNoSecret(stage, secrets);
  countNames(stage, {
    pageview: URLS,
    outbound_click: URLS,
    error: 2 * URLS,
    unhandled_rejection: URLS,
  });
  assert(arrivedEvents(collector).some(({ referrer }) => referrer?.startsWith(site.origin)));
});
