/**
 * What the processes of the demo have agreed on.
 *
 * @module
 */

/** The one key that the collector accepts. */
export const DEMO_KEY = "demo-key";

/** The property that carries an event's id: what the shop gives the SDK as `messageIdKey`. */
export const MESSAGE_ID_KEY = "messageId";

/** The only address that the demo uses. */
export const LOOPBACK = "127.0.0.1";
