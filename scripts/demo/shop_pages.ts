/**
 * The shop's pages as HTML.
 *
 * @module
 */
import { formatPrice, type Product, PRODUCTS } from "./shop_goods.ts";

/** Where the pages' script is. */
export const SCRIPT_PATH = "/demo/page.js";

/** What a page tells its script. */
export interface PageFacts {
  /** Where browsers send their events. */
  readonly endpoint: string;
  /** Whether the page keeps a ledger of its events. */
  readonly hasLedger: boolean;
  /** Whether there is a script at all. */
  readonly hasScript: boolean;
  /** The user's name, after the login. */
  readonly user: string | undefined;
}

/** Makes the pages for one visitor. */
export class ShopPages {
  readonly #facts: PageFacts;

  constructor(facts: PageFacts) {
    this.#facts = facts;
  }

  /** The home page. */
  home(): Response {
    const links = PRODUCTS.map((product) => `<li>${productLink(product)}</li>`).join("");
    const mishaps = `<p>${button("spill", "Spill the tea")} (throws an error)<br>${
      button("forget", "Forget the kettle")
    } (rejects a promise)</p>`;
    const secret = `<p data-tidings-ignore>${button("secret", "A button that nobody tracks")}</p>`;
    return this.#page("Tea for two", `<ul>${links}</ul>${mishaps}${secret}`);
  }

  /** A product's page: longer than a screen, so that it can be scrolled. */
  product(product: Product): Response {
    const { id, name, cents } = product;
    const acts = `<p>${button("brew", "Brew some")} ${button("leaves", "Show the leaves")}</p>`;
    const form =
      `<form method="post" action="/cart" id="order" name="order"><input type="hidden" ` +
      `name="product" value="${id}"><button id="put">Put in the cart</button></form>`;
    return this.#page(name, `<p>${formatPrice(cents)}</p>${acts}${form}${story(name)}`, product);
  }

  /** The cart. */
  cart(cart: readonly Product[]): Response {
    const items = cart.map((product) => `<li>${productLink(product)}</li>`).join("");
    const form = `<form method="post" action="/checkout" id="checkout"><button id="pay">Pay` +
      `</button></form>`;
    return this.#page(
      "Your cart",
      cart.length === 0 ? "<p>Empty.</p>" : `<ul>${items}</ul>${form}`,
    );
  }

  /** The page after a payment. */
  thanks(): Response {
    return this.#page("Thank you", `<p><a href="/">More tea</a></p>`);
  }

  /** The login. */
  login(): Response {
    const field = `<label>Name <input name="user" required autocomplete="off"></label>`;
    return this.#page(
      "Log in",
      `<form method="post" action="/login" id="login">${field} <button id="go">Go</button></form>`,
    );
  }

  #page(title: string, body: string, product?: Product): Response {
    const { endpoint, hasLedger, hasScript, user } = this.#facts;
    const data = [
      `data-endpoint="${escape(endpoint)}"`,
      ...(hasLedger ? ["data-ledger"] : []),
      ...(user === undefined ? [] : [`data-user="${escape(user)}"`]),
      ...(product === undefined ? [] : [`data-product="${product.id}"`]),
    ].join(" ");
    const elsewhere = new URL("/health", endpoint).href;
    return html(`<!doctype html><html lang="en" ${data}><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${title}</title>
<link rel="icon" href="data:,"><style>${STYLE}</style>
<nav><a href="/">Shop</a> · <a href="/cart">Cart</a> · <a href="/login">Log in</a> ·
<a href="${escape(elsewhere)}" id="elsewhere">Elsewhere</a></nav>
<h1>${title}</h1><output></output>${body}
${hasScript ? `<script type="module" src="${SCRIPT_PATH}"></script>` : ""}`);
  }
}

/** A page without anything on it. */
export function blankPage(): Response {
  return html(`<!doctype html><html lang="en"><title>Blank</title><link rel="icon" href="data:,">`);
}

const STYLE = `:root { color-scheme: light dark }
body { font: 1.1rem/1.5 system-ui; max-width: 36rem; margin: 2rem auto; padding: 0 1rem }
button { font: inherit; padding: .2em .8em }
output { display: block; min-height: 1.5em }`;

function button(id: string, text: string): string {
  return `<button type="button" id="${id}">${text}</button>`;
}

function productLink({ id, name, cents }: Product): string {
  return `<a href="/products/${id}">${name}</a> ${formatPrice(cents)}`;
}

function story(name: string): string {
  const paragraph = `<p>${name}: made by hand, in small numbers, by people who drink tea.</p>`;
  return paragraph.repeat(40);
}

function html(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } });
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
