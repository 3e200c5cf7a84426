/**
 * What makes the one program run on a platform: it gets address and name from outside, calls the program,
 * and tells what came of it and where that was.
 *
 * @module
 */

/** Tells as a line of JSON, where there is a process. */
const TELL = "console.log(JSON.stringify({ result, where }));";

/** For Deno, beside `track_one_event.js`. */
export const DENO_HOST: string = `import "./track_one_event.js";
const result = await trackOneEvent(...Deno.args);
const where = "Deno " + Deno.version.deno;
${TELL}
`;

/** For Bun, beside `track_one_event.mjs`. */
export const BUN_HOST: string = `import "./track_one_event.mjs";
const result = await trackOneEvent(...process.argv.slice(2));
const where = "Bun " + Bun.version;
${TELL}
`;

/** For an ES module in Node, beside `track_one_event.mjs`. */
export const NODE_HOST: string = `import "./track_one_event.mjs";
const result = await trackOneEvent(...process.argv.slice(2));
const where = "Node " + process.versions.node;
${TELL}
`;

/** For CommonJS in Node, beside `track_one_event.cjs`. */
export const COMMON_JS_HOST: string = `require("./track_one_event.cjs");
const where = "Node " + process.versions.node + ", CommonJS";
trackOneEvent(...process.argv.slice(2)).then((result) => { ${TELL} });
`;

/** A worker, to be bundled beside `track_one_event.mjs`. A worker may do nothing before it is asked. */
export const WORKER: string = `import "./track_one_event.mjs";
export default {
  async fetch(request) {
    const { endpoint, eventName } = Object.fromEntries(new URL(request.url).searchParams);
    const result = await trackOneEvent(endpoint, eventName);
    return Response.json({ result, where: navigator.userAgent + ", process: " + typeof process });
  },
};
`;

/** For Node: runs the bundled worker, asks it once, and hands on its answer. */
export function workerHost(compatibilityDate: string): string {
  return `import { readFileSync } from "node:fs";
import { Miniflare } from "miniflare";
const [, , endpoint, eventName] = process.argv;
const contents = readFileSync("worker.js", "utf8");
const miniflare = new Miniflare({
  cf: false, // Or it asks the network, at its start, what it knows of requests.
  host: "127.0.0.1",
  port: 0,
  compatibilityDate: ${JSON.stringify(compatibilityDate)},
  modules: [{ type: "ESModule", path: "worker.js", contents }],
});
try {
  const query = new URLSearchParams({ endpoint, eventName });
  const response = await miniflare.dispatchFetch("http://worker.test/?" + query);
  console.log(await response.text());
} finally {
  await miniflare.dispose();
}
`;
}

/** For Node: runs the program, bundled as `edge.js`, in the edge's VM. */
export const EDGE_HOST: string = `import { readFileSync } from "node:fs";
import { EdgeVM } from "@edge-runtime/vm";
const [, , ...args] = process.argv;
const vm = new EdgeVM();
vm.evaluate(readFileSync("edge.js", "utf8"));
const result = await vm.evaluate("trackOneEvent(..." + JSON.stringify(args) + ")");
const where = vm.evaluate(
  "EdgeRuntime + ', process: ' + typeof process + ', AbortSignal.any: ' + typeof AbortSignal.any",
);
${TELL}
`;

/** A page that loads the installed package's modules as they are, beside both programs. */
export const PAGE: string = `<!doctype html><meta charset="utf-8"><title>A page</title>
<script>
const tell = ({ message = "a script did not load" }) => globalThis.fault ??= message;
addEventListener("error", tell, true);
</script>
<script type="importmap">
{
  "imports": {
    "@tidings/sdk": "/node_modules/@tidings/sdk/esm/mod.js",
    "@tidings/sdk/browser": "/node_modules/@tidings/sdk/esm/src/browser.js"
  }
}
</script>
<script type="module" src="/track_one_event.mjs"></script>
<script type="module" src="/track_from_page.mjs"></script>
`;
