/**
 * The shop's pages as HTML.
 *
 * @module
 */
import { formatPrice, type Product, PRODUCTS } from "./shop_goods.ts";

/** The home page. */
export function homePage(): Response {
  const links = PRODUCTS.map((product) => `<li>${productLink(product)}</li>`).join("");
  return page("Tea for two", `<ul>${links}</ul>`);
}

/** A product's page. */
export function productPage(product: Product): Response {
  const { id, name, cents } = product;
  const form = `<form method="post" action="/cart"><input type="hidden" name="product" ` +
    `value="${id}"><button>Put in the cart</button></form>`;
  return page(name, `<p>${formatPrice(cents)}</p>${form}`);
}

/** The cart. */
export function cartPage(cart: readonly Product[]): Response {
  const items = cart.map((product) => `<li>${productLink(product)}</li>`).join("");
  const form = `<form method="post" action="/checkout"><button>Pay</button></form>`;
  return page("Your cart", cart.length === 0 ? "<p>Empty.</p>" : `<ul>${items}</ul>${form}`);
}

/** The page after a payment. */
export function thanksPage(): Response {
  return page("Thank you", `<p><a href="/">More tea</a></p>`);
}

/** The login. */
export function loginPage(): Response {
  const field = `<label>Name <input name="user" required></label>`;
  return page("Log in", `<form method="post" action="/login">${field} <button>Go</button></form>`);
}

function productLink({ id, name, cents }: Product): string {
  return `<a href="/products/${id}">${name}</a> ${formatPrice(cents)}`;
}

function page(title: string, body: string): Response {
  const navigation = `<nav><a href="/">Shop</a> · <a href="/cart">Cart</a> · ` +
    `<a href="/login">Log in</a></nav>`;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>` +
    `<body style="font: 1.1rem system-ui; max-width: 36rem; margin: 2rem auto">` +
    `${navigation}<h1>${title}</h1>${body}`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}
