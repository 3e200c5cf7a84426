/**
 * What the shop answers, and what it tracks on the way.
 *
 * @module
 */
import { BLANK_PATH, BOOKS_PATH } from "./agreement.ts";
import { type BothBooks, PageBooks } from "./page_books.ts";
import type { ShopTracker, Visitor } from "./shop_events.ts";
import { findProduct, formatPrice, type Product, PRODUCTS } from "./shop_goods.ts";
import { blankPage, type PageFacts, SCRIPT_PATH, ShopPages } from "./shop_pages.ts";

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
  readonly pages: ShopPages;
}

/** What the shop's pages need. */
export interface ShopFront extends Pick<PageFacts, "endpoint" | "hasLedger"> {
  /** Their script; empty if there is none. */
  readonly script: string;
}

/** The path under which the conductor reads the client's books. */
export const STATS_PATH = "/demo/stats";

/** The shop: takes requests, answers with pages. */
export class Shop {
  readonly #tracker: ShopTracker;
  readonly #front: ShopFront;
  readonly #sessions = new Map<string, Session>();
  readonly #pageBooks = new PageBooks();

  /** A shop that has just opened. */
  constructor(tracker: ShopTracker, front: ShopFront) {
    this.#tracker = tracker;
    this.#front = front;
  }

  /** Answers a request. */
  async answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    const plain = await this.#answerAnyone(request, path);
    if (plain !== null) return plain;
    const known = /\bvisitor=([\w-]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
    const anonymousId = known ?? crypto.randomUUID();
    const session = this.#session(anonymousId);
    const userAgent = request.headers.get("user-agent") ?? "";
    const visitor = { anonymousId, userId: session.userId, userAgent };
    const { endpoint, hasLedger, script } = this.#front;
    const facts = { endpoint, hasLedger, hasScript: script !== "", user: session.userId };
    const call = { request, path, visitor, session, pages: new ShopPages(facts) };
    const response = request.method === "POST" ? await this.#act(call) : this.#show(call);
    if (known === undefined) {
      response.headers.append("set-cookie", `visitor=${anonymousId}; Path=/; HttpOnly`);
    }
    return response;
  }

  /** What is answered alike for everyone, and not tracked. */
  async #answerAnyone(request: Request, path: string): Promise<Response | null> {
    switch (path) {
      case STATS_PATH:
        return Response.json(this.#tracker.stats());
      case BOOKS_PATH:
        return request.method === "POST"
          ? new Response(null, { status: this.#pageBooks.add(await request.text()) ? 204 : 400 })
          : Response.json(this.#books());
      case SCRIPT_PATH:
        return new Response(this.#front.script, {
          headers: { "content-type": "text/javascript; charset=utf-8" },
        });
      case BLANK_PATH:
        return blankPage();
      case "/api/products":
        return Response.json(PRODUCTS);
      default:
        return null;
    }
  }

  #books(): BothBooks {
    const problems = [
      ...this.#tracker.problems.map((problem) => ({ ...problem, by: "server" as const })),
      ...this.#pageBooks.problems().map((problem) => ({ ...problem, by: "browser" as const })),
    ].sort((a, b) => a.atMs - b.atMs);
    return {
      server: this.#tracker.books(),
      browser: this.#pageBooks.sum(),
      pages: this.#pageBooks.count,
      problems,
    };
  }

  #session(anonymousId: string): Session {
    const session = this.#sessions.get(anonymousId) ?? { userId: undefined, cart: [] };
    this.#sessions.set(anonymousId, session);
    return session;
  }

  #show({ path, visitor, session, pages }: Call): Response {
    const product = findProduct(/^\/products\/(\w+)$/.exec(path)?.[1] ?? "");
    const page = product !== undefined ? pages.product(product) : showPage(pages, path, session);
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

function showPage(pages: ShopPages, path: string, session: Session): Response | undefined {
  switch (path) {
    case "/":
      return pages.home();
    case "/cart":
      return pages.cart(session.cart);
    case "/thanks":
      return pages.thanks();
    case "/login":
      return pages.login();
    default:
      return undefined;
  }
}

function goTo(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path } });
}
