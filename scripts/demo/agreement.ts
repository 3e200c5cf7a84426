/**
 * What the processes of the demo, and the shop's pages, have agreed on.
 *
 * @module
 */

/** The one key that the collector accepts. */
export const DEMO_KEY = "demo-key";

/** The member that carries an event's id: what the shop gives both clients as `messageIdKey`. */
export const MESSAGE_ID_KEY = "messageId";

/** The only address that the demo uses. */
export const LOOPBACK = "127.0.0.1";

/** The same address by another name: to a browser another origin, and another site. */
export const OTHER_LOOPBACK = "localhost";

/** Where browsers send their events. */
export const COLLECT_PATH = "/api/collect";

/** The path under which the shop's page tells, and the conductor reads, the clients' books. */
export const BOOKS_PATH = "/demo/books";

/** A page of the shop without anything on it: it shares the storage of the others. */
export const BLANK_PATH = "/demo/blank";

/** What the keys of the page's ledger begin with. */
export const LEDGER_PREFIX = "demo:ledger:";

/** Who sent an event. */
export type Source = "server" | "browser";
