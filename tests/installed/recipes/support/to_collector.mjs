/**
 * Preloaded into a program as a user would write it, which names no collector: leads what it sends to the
 * API to `COLLECTOR`, and says which port it listens on.
 *
 * @module
 */
import { Server } from "node:net";
import process from "node:process";

const { fetch } = globalThis;
globalThis.fetch = (url, init) => {
  const goal = String(url).replace("https://api.inslytic.com/", `${process.env.COLLECTOR}/`);
  return fetch(goal, init);
};

// As an open pool of database connections holds a process.
if (process.env.HELD_OPEN) setInterval(() => {}, 3_600_000);

/** Says it as Deno does by itself. */
const tell = (port) => console.log(`Listening on http://127.0.0.1:${port}/`);

const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  this.once("listening", () => tell(this.address().port));
  return listen.apply(this, args);
};

const { Bun } = globalThis;
const serveInBun = Bun?.serve;
if (serveInBun) {
  Bun.serve = (options) => {
    const server = serveInBun(options);
    tell(server.port);
    return server;
  };
}
