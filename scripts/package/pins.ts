/**
 * The exact versions of all that is brought in through npm to try the package with. Libraries that our own
 * scripts import are pinned in `deno.json` and `deno.lock`.
 *
 * @module
 */

/** Versions by package. */
export const PINS = {
  /** One of each line of Node that is supported, as the npm package that carries its binary. */
  node: ["20.20.2", "22.23.3", "24.21.0"],
  bun: "1.4.5",
  /**
   * The oldest that are supported: one program has to run there. Of workerd that is the day as of which it
   * behaves, the first that it knows.
   */
  oldest: { deno: "2.0.0", node: "20.0.0", bun: "1.1.0", workerdDay: "2021-11-02" },
  /** From the oldest that the declarations are for to the newest there is. */
  typescript: ["5.4.5", "5.6.3", "5.9.3", "6.0.3", "7.0.2"],
  nodeTypes: "20.19.43",
  /** The newest for the oldest Node; it carries workerd 1.20260426.1. */
  miniflare: "4.20260426.0",
  edgeVm: "5.0.0",
  publint: "0.3.25",
  attw: "0.18.5",
  /** What the README's recipes are for; Workers are those of `miniflare`. */
  recipes: {
    "@cloudflare/workers-types": "5.20261117.1",
    "@happy-dom/global-registrator": "21.0.4",
    "@hono/node-server": "2.1.9",
    "@sveltejs/kit": "3.2.0",
    "@types/aws-lambda": "8.10.164",
    "@types/express": "5.0.6",
    "@types/react": "19.3.3",
    "express": "5.3.0",
    "fastify": "5.12.8",
    "hono": "4.13.19",
    "next": "16.4.6",
    "react": "19.3.1",
    "react-dom": "19.3.1",
  },
  /** Bundlers, each with what starts it. */
  esbuild: "0.28.2",
  vite: "8.3.4",
  webpack: "5.113.0",
  webpackCli: "7.3.1",
  /** What the cost of an import is compared with. */
  peers: { "posthog-node": "5.70.0", "@segment/analytics-node": "3.1.0" },
  /** What else the README says how to move from, and a page for it to run in. */
  movedFrom: { "posthog-js": "1.449.2" },
  happyDom: "21.0.4",
} as const;
