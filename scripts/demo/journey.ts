/**
 * What a customer does in the shop. It follows from their number alone, so that every run is alike.
 *
 * @module
 */
import { PRODUCTS } from "./shop_goods.ts";

/** One request. */
export interface Step {
  /** Where to. */
  readonly path: string;
  /** What is posted; a page is asked for when there is nothing. */
  readonly form?: Readonly<Record<string, string>>;
}

/** A customer's visit. */
export interface Journey {
  /** What they browse with. */
  readonly userAgent: string;
  /** Their requests, in order. */
  readonly steps: readonly Step[];
}

/** One visitor in this many is a crawler: it looks, and buys nothing. */
const CRAWLER_EVERY = 80;
/** An early one, so that few requests meet one too. */
const FIRST_CRAWLER = 7;

/** The visit of one customer. */
export function journey(customer: number): Journey {
  if (customer % CRAWLER_EVERY === FIRST_CRAWLER) {
    const steps = [{ path: "/" }, { path: `/products/${PRODUCTS[0]?.id}` }];
    return { userAgent: "demo-crawler/1.0", steps };
  }
  const [first = "", second = ""] = [customer, customer + 1]
    .map((number) => PRODUCTS[number % PRODUCTS.length]?.id ?? "");
  const steps: Step[] = [
    { path: "/" },
    { path: "/api/products" },
    { path: `/products/${first}` },
    { path: `/products/${second}` },
    { path: "/cart", form: { product: second } },
    { path: "/cart" },
  ];
  if (customer % 2 === 0) steps.push({ path: "/login", form: { user: `user-${customer}` } });
  if (customer % 3 === 0) steps.push({ path: "/checkout", form: {} }, { path: "/thanks" });
  return { userAgent: "demo-browser/1.0", steps };
}
