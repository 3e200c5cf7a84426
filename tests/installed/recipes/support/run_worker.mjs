/**
 * Runs a bundled Worker in workerd. What it sends goes to the collector, whatever it names.
 *
 * @module
 */
import { createRequire } from "node:module";
import process from "node:process";

const { fetch, Miniflare, Request } = createRequire(import.meta.url)("miniflare");

const collector = process.env.COLLECTOR;
const folder = import.meta.dirname;

const worker = new Miniflare({
  // It would ask for what the edge knows of a request.
  cf: false,
  host: "127.0.0.1",
  port: 0,
  modulesRoot: folder,
  modules: [{ type: "ESModule", path: `${folder}/worker.mjs` }],
  compatibilityDate: "2026-04-01",
  bindings: { INSLYTIC_API_KEY: process.env.INSLYTIC_API_KEY },
  outboundService: (request) => {
    const { pathname } = new URL(request.url);
    return fetch(new Request(new URL(pathname, collector), request));
  },
});
const { port } = await worker.ready;
console.log(`Listening on http://127.0.0.1:${port}/`);
process.once("SIGTERM", () => worker.dispose());
