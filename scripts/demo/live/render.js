// @ts-check
/**
 * Puts what the page knows on the screen. Everything that came from outside becomes text, and nothing else.
 *
 * @module
 */
import { isBalanced, sumOf } from "./state.js";

/** @typedef {import("../live_log.ts").LiveEvent} LiveEvent */
/** @typedef {import("../live_log.ts").Refusal} Refusal */
/** @typedef {import("../page_books.ts").BothBooks} BothBooks */
/** @typedef {import("@tidings/sdk").Stats} Stats */

const MAX_PROBLEMS = 20;

/**
 * The element with this id.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no element '${id}'`);
  return element;
}

/**
 * Lists the last events.
 *
 * @param {readonly LiveEvent[]} events
 */
export function renderEvents(events) {
  reconcile(byId("events"), events, ({ seq }) => `${seq}`, (event) => {
    const item = document.createElement("li");
    const time = make("time", clock(event.atMs), "time");
    const who = make("span", event.source, `source ${event.source}`);
    item.append(time, " ", who, " ", make("strong", event.name, "name"));
    const facts = [event.user, event.detail].filter((text) => text !== "").join(" · ");
    if (facts !== "") item.append(" ", make("span", facts, "detail"));
    return item;
  }, () => {});
}

/**
 * Fills the table of counts.
 *
 * @param {readonly { name: string, server: number, browser: number }[]} counts
 */
export function renderCounts(counts) {
  const [body, foot] = sectionsOf("counts");
  reconcile(body, counts, ({ name }) => name, ({ name }) => makeRow(name, 3), (row, count) => {
    fillRow(row, [count.server, count.browser, count.server + count.browser]);
  });
  const server = counts.reduce((sum, count) => sum + count.server, 0);
  const browser = counts.reduce((sum, count) => sum + count.browser, 0);
  const total = [{ name: "all events", numbers: [server, browser, server + browser] }];
  reconcile(foot, total, ({ name }) => name, ({ name }) => makeRow(name, 3), (row, { numbers }) => {
    fillRow(row, numbers);
  });
}

/** @type {readonly (readonly [string, (stats: Stats) => number | string])[]} */
const BOOK_ROWS = [
  ["tracked", ({ tracked }) => tracked],
  ["restored from storage", ({ restored }) => restored],
  ["delivered", ({ delivered }) => delivered],
  ["handed to the browser", ({ handedOver }) => handedOver],
  ["dropped", ({ dropped }) => formatDrops(dropped)],
  ["waiting", ({ queued }) => queued],
  ["on the wire", ({ inFlight }) => inFlight],
  ["requests", ({ requests }) => requests],
  ["of them retries", ({ retries }) => retries],
];

/**
 * Shows the books of both clients.
 *
 * @param {BothBooks | null} books
 */
export function renderBooks(books) {
  const [body] = sectionsOf("books");
  reconcile(body, BOOK_ROWS, ([name]) => name, ([name]) => makeRow(name, 2), (row, [, read]) => {
    fillRow(row, books === null ? ["–", "–"] : [read(books.server), read(books.browser)]);
  });
  setText(byId("balance"), describeBalance(books));
}

/**
 * Lists what went wrong last, newest first.
 *
 * @param {BothBooks | null} books
 * @param {readonly Refusal[]} refusals
 */
export function renderProblems(books, refusals) {
  const all = [
    ...(books?.problems ?? []),
    ...refusals.map((refusal) => ({ ...refusal, by: "collector refused" })),
  ].sort((a, b) => b.atMs - a.atMs).slice(0, MAX_PROBLEMS);
  const lines = all.length === 0 ? [{ atMs: 0, text: "None.", by: "" }] : all;
  const seen = new Map();
  reconcile(byId("problems"), lines, ({ atMs, by, text }) => {
    const key = `${atMs} ${by} ${text}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return `${key} ${seen.get(key)}`;
  }, ({ atMs, by, text }) => {
    const item = document.createElement("li");
    if (by !== "") item.append(make("time", clock(atMs), "time"), ` ${by}: `);
    item.append(text);
    return item;
  }, () => {});
}

/**
 * Names the colours of the plot.
 *
 * @param {readonly import("../live_log.ts").Band[]} bands
 */
export function renderLegend(bands) {
  const keyOf = (/** @type {import("../live_log.ts").Band} */ { name, colour }) =>
    `${colour} ${name}`;
  reconcile(byId("legend"), bands, keyOf, ({ name, colour }) => {
    const item = document.createElement("li");
    item.append(make("span", "", `swatch fill-${colour}`), " ", name);
    return item;
  }, () => {});
}

/**
 * Changes a text, if it is another one.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {BothBooks | null} books
 * @returns {string}
 */
function describeBalance(books) {
  if (books === null) return "No shop answers.";
  const pages = `${books.pages} ${books.pages === 1 ? "page" : "pages"}`;
  const off = [
    ...(isBalanced(books.server) ? [] : ["the server's"]),
    ...(isBalanced(books.browser) ? [] : ["the browser's"]),
  ];
  const balance = off.length === 0 ? "Both balance" : `Out of balance: ${off.join(" and ")}`;
  return `${balance}: tracked + restored = delivered + handed over + dropped + waiting + on the wire. ` +
    `The browser's are the sum over ${pages}, as each last said.`;
}

/**
 * @param {Readonly<Record<string, number>>} dropped
 * @returns {string}
 */
function formatDrops(dropped) {
  const reasons = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  return reasons.length === 0 ? "0" : `${sumOf(dropped)} (${reasons.join(", ")})`;
}

/**
 * Makes the children of an element those of a list, in its order, and leaves alone what is there already.
 *
 * @template Item
 * @param {Element} parent
 * @param {readonly Item[]} items
 * @param {(item: Item) => string} keyOf
 * @param {(item: Item) => HTMLElement} create
 * @param {(element: Element, item: Item) => void} update
 */
function reconcile(parent, items, keyOf, create, update) {
  const keyed = items.map((item) => /** @type {const} */ ([keyOf(item), item]));
  const wanted = new Set(keyed.map(([key]) => key));
  /** @type {Map<string, Element>} */
  const there = new Map();
  for (const child of [...parent.children]) {
    const key = child instanceof HTMLElement ? child.dataset.key ?? "" : "";
    if (wanted.has(key)) there.set(key, child);
    else child.remove();
  }
  let next = parent.firstElementChild;
  for (const [key, item] of keyed) {
    let element = there.get(key);
    if (element === undefined) {
      const created = create(item);
      created.dataset.key = key;
      element = created;
    }
    update(element, item);
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

/**
 * @param {string} id
 * @returns {[HTMLElement, HTMLElement]} Body and foot.
 */
function sectionsOf(id) {
  const table = byId(id);
  const [body, foot] = [table.querySelector("tbody"), table.querySelector("tfoot")];
  if (body === null) throw new Error(`no body in '${id}'`);
  return [body, foot ?? body];
}

/**
 * @param {string} name
 * @param {number} cells
 * @returns {HTMLElement}
 */
function makeRow(name, cells) {
  const row = document.createElement("tr");
  const heading = make("th", name, "");
  heading.setAttribute("scope", "row");
  row.append(heading, ...Array.from({ length: cells }, () => document.createElement("td")));
  return row;
}

/**
 * @param {Element} row
 * @param {readonly (number | string)[]} values
 */
function fillRow(row, values) {
  for (const [index, cell] of [...row.querySelectorAll("td")].entries()) {
    const value = values[index] ?? "";
    setText(cell, typeof value === "number" ? value.toLocaleString("en-US") : value);
  }
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} className
 * @returns {HTMLElement}
 */
function make(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className !== "") element.className = className;
  return element;
}

/**
 * @param {number} ms
 * @returns {string}
 */
function clock(ms) {
  return new Date(ms).toTimeString().slice(0, 8);
}
