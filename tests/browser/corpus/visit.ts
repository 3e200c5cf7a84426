/**
 * What is done with the corpus on a page, by script: all that a tracker follows.
 *
 * @module
 */

/** For a page, before its client: the time that the client sees, which passes as it is told to. */
export const TIME: string = `<script>window.skew = 0;</script>`;

/** For a client's options: so no tracker is over its limit for longer than the next form. */
export const TIME_OPTION: string = `clock: {
  now: () => performance.now() + window.skew,
  epochNow: () => Date.now(),
  setTimer: (act, delayMs) => {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
  keepAlive: () => () => {},
},`;

/** For a page: `visitForms(forms)` and `visitUrls(urls)`; `dumps` holds what was in the storage meanwhile. */
export const VISIT: string = `
globalThis.dumps = new Set();
const MINUTE_MS = 61_000;
const stay = (event) => {
  if (window.isLeaving) return;
  if (event.type === "submit" || event.composedPath().some((one) => one.localName === "a")) event.preventDefault();
};
for (const type of ["click", "auxclick", "submit"]) addEventListener(type, stay);
addEventListener("error", (event) => event.preventDefault());
addEventListener("unhandledrejection", (event) => event.preventDefault());

/** Gives each <deep> a shadow root; with the attribute, around what is in it, else with that inside. */
const deepen = (root) => {
  for (let deep; deep = root.querySelector("deep");) {
    const host = document.createElement("div");
    const shadow = host.attachShadow({ mode: "open" });
    shadow.addEventListener("submit", stay);
    const inner = deep.hasAttribute("slot") ? host : shadow;
    if (inner === host) shadow.innerHTML = "<button type=button>Slotted <slot></slot></button>";
    inner.append(...deep.childNodes);
    deep.replaceWith(host);
    deepen(inner);
  }
};
globalThis.grow = (html) => {
  const box = document.createElement("div");
  box.innerHTML = html;
  deepen(box);
  document.body.append(box);
  return box;
};
const everythingIn = (root) => [...root.querySelectorAll("*")].flatMap((element) =>
  [element, ...(element.shadowRoot ? everythingIn(element.shadowRoot) : [])]);

const fire = (element, Kind, type) =>
  element.dispatchEvent(new Kind(type, { bubbles: true, composed: true, cancelable: true, button: type === "auxclick" ? 1 : 0 }));

const actOn = (element) => {
  element.focus?.();
  fire(element, KeyboardEvent, "keydown");
  if ("value" in element) {
    fire(element, InputEvent, "input");
    fire(element, Event, "change");
  }
  if (element.click) element.click();
  else fire(element, MouseEvent, "click");
  fire(element, MouseEvent, "auxclick");
  if (element.localName === "form") HTMLFormElement.prototype.requestSubmit.call(element);
};

globalThis.rest = async () => {
  dumps.add(JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  while (metrics.pending > 0) await metrics.flush();
};

globalThis.visitForms = async (forms) => {
  for (const [at, html] of forms.entries()) {
    window.skew += MINUTE_MS;
    const box = grow(html);
    for (const element of everythingIn(box)) actOn(element);
    box.remove();
    if (at % 10 === 9) await rest();
  }
  await rest();
};

const ownReferrer = document.referrer;
globalThis.visitUrls = async (urls) => {
  for (const [at, { whole, local }] of urls.entries()) {
    window.skew += MINUTE_MS;
    Object.defineProperty(document, "referrer", { configurable: true, get: () => whole });
    // Browsers let a page change its address some ten times a second.
    if (at % 3 === 0) history.pushState({}, "", local);
    else metrics.trackPageview({ url: whole, path: local });
    const box = grow("<a>x</a>");
    const link = box.querySelector("a");
    link.href = whole;
    link.textContent = whole;
    actOn(link);
    box.remove();
    const error = new Error("no answer from " + whole + " for " + local);
    dispatchEvent(new ErrorEvent("error", { message: error.message, filename: whole, lineno: 1, colno: 2, error }));
    // A script that says to be that URL: the browser makes the stack.
    setTimeout(new Function("throw new Error('at ' + location.href);\\n//# sourceURL=" + whole));
    Promise.reject(error);
    Promise.reject("cannot read \\"" + local + "\\"");
    await new Promise((resolve) => setTimeout(resolve));
    if (at % 10 === 9) await rest();
  }
  await rest();
};`;
