/**
 * Forms and pages full of secrets, where none may be told.
 *
 * @module
 */
import type { SecretKind, Secrets } from "./secrets.ts";

/** HTML with secrets in it. `<deep>…</deep>` stands for an element with a shadow root. */
type Make = (secrets: Secrets) => string;

const field = (type: string, kind: SecretKind, rest = ""): Make => (secrets) =>
  `<input type="${type}" value="${secrets.make(kind)}" ${rest}>`;

const PASSWORD = field("password", "password", `autocomplete="current-password"`);

const all = (...makes: readonly Make[]): Make => (secrets) =>
  makes.map((make) => make(secrets)).join("\n");

const within = (before: string, make: Make, after: string): Make => (secrets) =>
  before + make(secrets) + after;

const form = (make: Make): Make =>
  within(`<form id="form" name="A form">`, make, "<button>Go</button></form>");

/** A secret of a kind, as text. */
const text = (kind: SecretKind): Make => (secrets) => secrets.make(kind);

/** One that is known by its look, as text. */
const known: Make = (secrets) => secrets.makeKnown();

const EDITABLE = ["true", "", "plaintext-only"];

/** What nobody may be told, whoever wrote it: values, what was typed, and texts that are no button's or link's. */
const HIDDEN: Readonly<Record<string, Make>> = {
  password: PASSWORD,
  login: all(field("email", "email", `autocomplete="username"`), PASSWORD),
  card: all(
    field("text", "card", `autocomplete="cc-number" inputmode="numeric"`),
    field("text", "words", `autocomplete="cc-name"`),
    field("tel", "code", `autocomplete="cc-csc"`),
  ),
  code: field("text", "code", `autocomplete="one-time-code"`),
  hidden: all(field("hidden", "token", `name="csrf"`), field("hidden", "words")),
  autofilled: all(
    field("text", "words", `autocomplete="street-address" data-fill`),
    field("email", "email", `autocomplete="email" data-fill`),
  ),
  buttons: all(field("submit", "words"), field("button", "words"), field("reset", "words")),
  area: within("<textarea>", text("words"), "</textarea>"),
  options: (secrets) =>
    `<select><optgroup label="${secrets.make("words")}"><option selected value="${
      secrets.make("token")
    }">` +
    `${secrets.make("words")}</option></optgroup></select><input list="list"><datalist id="list">` +
    `<option value="${secrets.make("words")}">${secrets.make("words")}</option></datalist>`,
  output: within(`<output>`, text("words"), `</output><meter value="0.5">half</meter>`),
  editable: (secrets) =>
    `<div contenteditable="${secrets.pick(EDITABLE)}">${secrets.make("words")} ` +
    `<a href="#e">${secrets.make("words")}</a><button type="button">${
      secrets.make("words")
    }</button>` +
    `<span role="button">${secrets.make("words")}</span></div>`,
  textbox: within(`<div role="textbox" tabindex="0">`, text("words"), "</div>"),
  texts: all(
    within("<p>", text("words"), "</p>"),
    within("<label>", all(text("words"), PASSWORD), "</label>"),
    within("<details open><summary>", text("words"), "</summary>open</details>"),
    within("<fieldset><legend>", text("words"), "</legend></fieldset>"),
    within(`<ul role="listbox"><li role="option">`, text("words"), "</li></ul>"),
    within(`<div role="tab" tabindex="0">`, text("words"), "</div>"),
    within("<table><tr><td>", text("words"), "</td></tr></table>"),
  ),
  attributes: (secrets) =>
    `<button type="button" aria-label="${secrets.make("words")}" title="${
      secrets.make("words")
    }" ` +
    `data-user="${secrets.make("words")}" value="${secrets.make("words")}" name="${
      secrets.make("token")
    }" ` +
    `class="${secrets.make("words")}"><img src="data:," alt="${
      secrets.make("words")
    }"> Go</button>` +
    `<input placeholder="${secrets.make("words")}" aria-label="${secrets.make("words")}" name="${
      secrets.make("words")
    }">`,
  action: (secrets) =>
    `<form action="/go?token=${secrets.make("words")}#${secrets.make("token")}" name="A form">` +
    `<button formaction="/go?password=${secrets.make("password")}">Go</button></form>`,
  ignored: (secrets) =>
    `<section data-tidings-ignore><a href="https://else.example/${secrets.make("words")}" ` +
    `id="${secrets.make("words")}">${secrets.make("words")}</a><form id="${
      secrets.make("words")
    }" ` +
    `name="${secrets.make("words")}"><input name="nodeType"><input name="matches">` +
    `<button>${secrets.make("words")}</button></form></section>`,
};

/** What may stand within a link or a button, and is not told with its text. */
const INNER: Readonly<Record<string, Make>> = {
  field: field("text", "words"),
  password: PASSWORD,
  area: within("<textarea>", text("words"), "</textarea>"),
  select: within("<select><option>", text("words"), "</option></select>"),
  editable: within("<i contenteditable>", text("words"), "</i>"),
  output: within("<output>", text("words"), "</output>"),
  ignored: within("<i data-tidings-ignore>", text("words"), "</i>"),
  script: within(`<script type="application/json">`, text("words"), "</script>"),
  style: within("<style>", within("/*", text("words"), "*/"), "</style>"),
  noscript: within("<noscript>", text("words"), "</noscript>"),
  template: within("<template>", text("words"), "</template>"),
  comment: within("<!--", text("words"), "-->"),
  known,
  split: (secrets) => secrets.make("card").replace(/.{4}/g, "<b>$&</b>"),
  address: within("mail ", text("email"), " now"),
};

/** Where those are put. */
const ACTED: Readonly<Record<string, (make: Make) => Make>> = {
  link: (make) => within(`<a href="#l">Edit `, make, " here</a>"),
  button: (make) => within(`<button type="button"><b>Pay `, make, "</b></button>"),
  role: (make) => within(`<div role="button" tabindex="0">Pay `, make, "</div>"),
  drawing: (make) =>
    within(
      `<a href="#d">`,
      make,
      `<svg width="9" height="9"><a href="#s"><text>Go</text></a></svg></a>`,
    ),
  slotted: (make) => within(`<deep slot><a href="#s">To `, make, "</a></deep>"),
  named: (make) => (secrets) =>
    `<button type="button" id="${secrets.makeKnown()}" role="${secrets.make("email")}">Go ${
      make(secrets)
    }</button>`,
};

/** How everything is wrapped. */
const WRAPPINGS: readonly ((make: Make) => Make)[] = [
  (make) => make,
  form,
  (make) => within("<deep>", make, "</deep>"),
  (make) => within("<deep>", form(make), "</deep>"),
  (make) => within("<deep><deep><div>", form(make), "</div></deep></deep>"),
];

/** Forms and pages, one text of HTML each. */
export function makeForms(secrets: Secrets, count: number): string[] {
  const makes = [
    ...Object.values(HIDDEN),
    ...Object.values(ACTED).flatMap((act) => Object.values(INNER).map(act)),
  ];
  return Array.from({ length: count }, (_, at) => {
    const make = makes[at % makes.length] ?? known;
    const wrap = WRAPPINGS[Math.floor(at / makes.length + at) % WRAPPINGS.length] ?? form;
    return wrap(make)(secrets);
  });
}
