/**
 * What the shop answers, and what it tracks on the way.
 *
 * @module
 */
import type { ShopTracker, Visitor } from "./shop_events.ts";
import { findProduct, formatPrice, type Product, PRODUCTS } from "./shop_goods.ts";
import { cartPage, homePage, loginPage, productPage, thanksPage } from "./shop_pages.ts";

/** What the shop remembers of a visitor. */
interface Session {
  userId: string | undefined;
  cart: Product[];
}

/** A request, read. */
interface Call {
  readonly request: Request;
  readonly path: string;
  readonly visitor: Visitor;
  readonly session: Session;
}

/** The path under which the conductor reads the client's books. */
export const STATS_PATH = "/demo/stats";

/** The shop: takes requests, answers with pages. */
export class Shop {
  readonly #tracker: ShopTracker;
  readonly #sessions = new Map<string, Session>();

  /** A shop that has just opened. */
  constructor(tracker: ShopTracker) {
    this.#tracker = tracker;
  }

  /** Answers a request. */
  async answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    if (path === STATS_PATH) return Response.json(this.#tracker.stats());
    if (path === "/api/products") return Response.json(PRODUCTS);
    const known = /\bvisitor=([\w-]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
    const anonymousId = known ?? crypto.randomUUID();
    const session = this.#session(anonymousId);
    const userAgent = request.headers.get("user-agent") ?? "";
    const visitor = { anonymousId, userId: session.userId, userAgent };
    const call = { request, path, visitor, session };
    const response = request.method === "POST" ? await this.#act(call) : this.#show(call);
    if (known === undefined) {
      response.headers.append("set-cookie", `visitor=${anonymousId}; Path=/; HttpOnly`);
    }
    return response;
  }

  #session(anonymousId: string): Session {
    const session = this.#sessions.get(anonymousId) ?? { userId: undefined, cart: [] };
    this.#sessions.set(anonymousId, session);
    return session;
  }

  #show({ path, visitor, session }: Call): Response {
    const product = findProduct(/^\/products\/(\w+)$/.exec(path)?.[1] ?? "");
    const page = product !== undefined
      ? productPage(product)
      : path === "/"
      ? homePage()
      : path === "/cart"
      ? cartPage(session.cart)
      : path === "/thanks"
      ? thanksPage()
      : path === "/login"
      ? loginPage()
      : undefined;
    if (page === undefined) return new Response("Not found", { status: 404 });
    const { userAgent } = visitor;
    this.#tracker.track(visitor, "page_viewed", { path, userAgent });
    if (product !== undefined) {
      const price = formatPrice(product.cents);
      this.#tracker.track(visitor, "product_viewed", { product: product.id, price, userAgent });
    }
    return page;
  }

  async #act({ request, path, visitor, session }: Call): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    switch (path) {
      case "/cart":
        return this.#addToCart(visitor, session, form.get("product") ?? "");
      case "/login":
        return this.#logIn(visitor, session, form.get("user") ?? "");
      case "/checkout":
        return this.#checkOut(visitor, session);
      default:
        return new Response("Not found", { status: 404 });
    }
  }

  #addToCart(visitor: Visitor, session: Session, id: string): Response {
    const product = findProduct(id);
    if (product === undefined) return new Response("No such product", { status: 400 });
    session.cart.push(product);
    const price = formatPrice(product.cents);
    this.#tracker.track(visitor, "cart_added", { product: product.id, price });
    return goTo("/cart");
  }

  #logIn(visitor: Visitor, session: Session, user: string): Response {
    if (user === "") return new Response("Who are you?", { status: 400 });
    session.userId = user;
    this.#tracker.identify(visitor, user, { plan: "free" });
    return goTo("/");
  }

  #checkOut(visitor: Visitor, session: Session): Response {
    if (session.cart.length === 0) return goTo("/cart");
    const cents = session.cart.reduce((sum, product) => sum + product.cents, 0);
    const items = session.cart.length;
    session.cart = [];
    this.#tracker.track(visitor, "checkout_completed", { items, amount: formatPrice(cents) });
    return goTo("/thanks");
  }
}

function goTo(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path } });
}
