/**
 * What the shop sells.
 *
 * @module
 */

/** A thing to buy. */
export interface Product {
  /** Its place in URLs. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** Its price in cents. */
  readonly cents: number;
}

/** The whole range. */
export const PRODUCTS: readonly Product[] = [
  { id: "teapot", name: "Teapot", cents: 3_490 },
  { id: "kettle", name: "Kettle", cents: 4_900 },
  { id: "cup", name: "Cup", cents: 890 },
  { id: "oolong", name: "Oolong, 100 g", cents: 1_250 },
  { id: "sencha", name: "Sencha, 100 g", cents: 1_450 },
];

/** The product in a URL, if there is one. */
export function findProduct(id: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id);
}

/** `34.90` */
export function formatPrice(cents: number): string {
  return (cents / 100).toFixed(2);
}
