/**
 * The recipes of frameworks with pages: compiled, and that of React shown in a document.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import * as esbuild from "esbuild";
import { mustRun } from "../../../scripts/package/command.ts";
import { testTypes } from "./support/compiled_recipes.ts";
import { readRecipe } from "./support/readme_recipes.ts";
import { createRecipeProject } from "./support/recipe_project.ts";
import { findRuntime } from "./support/recipe_server.ts";

const project = await createRecipeProject([
  "@happy-dom/global-registrator",
  "@sveltejs/kit",
  "@types/react",
  "next",
  "react",
  "react-dom",
  // Only the declarations of the frameworks are needed: no images, no compilers, no bundlers.
], ["--omit=optional", "--legacy-peer-deps"]);

/** As SvelteKit writes it for `src/env.ts`. */
const APP_ENV = `
declare module "$app/env/private" {
  type Variables = typeof import("./src/env").variables;
  export const INSLYTIC_API_KEY: Variables["INSLYTIC_API_KEY"] extends object ? string : never;
}
`;

const PLATFORM = {
  lib: ["es2022", "dom", "dom.iterable"],
  types: ["node"],
  generated: { "sveltekit/app_env.ts": APP_ENV },
};

testTypes(project, PLATFORM, {
  "Next.js, app router": [
    ["apiKey:", "key:"],
    ["inslytic.track(", "inslytic.send("],
    ["after(() => inslytic.flush())", "after(inslytic)"],
    ["{ after }", "{ later }"],
    ["autoTrackPageviews: true", 'autoTrackPageviews: "yes"'],
    ['metrics.track("buy_clicked", {', 'metrics.track({ eventName: "buy_clicked" }, {'],
  ],
  "SvelteKit": [
    ["apiKey:", "key:"],
    ["inslytic.track(", "inslytic.send("],
    ["defineEnvVars(", "defineVars("],
    ["import { INSLYTIC_API_KEY }", "import { INSLYTIC_KEY }"],
    ["({ event, resolve })", "({ request, resolve })"],
    ["autoTrackRouteChanges: true", "autoTrackRoutes: true"],
    ["metrics.track(", "metrics.send("],
    ["({ kind, event })", "({ status, event })"],
  ],
  "React": [
    ["createMetricsClient(", "createMetrics("],
    ["metrics.track(", "metrics.send("],
    ["{ metadata: { cart } }", "{ properties: { cart } }"],
    ["[cart]", "cart"],
  ],
});

/** A document, made before anything looks for one, that counts the page's listeners and keeps what is sent. */
const PAGE = `
import { GlobalRegistrator } from "@happy-dom/global-registrator";

GlobalRegistrator.register({ url: "https://shop.example/" });
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

export const seen = { effects: 0, listeners: 0, events: [] };

for (const target of [window, document]) {
  const { addEventListener, removeEventListener } = target;
  target.addEventListener = (...args) => {
    seen.listeners++;
    addEventListener.apply(target, args);
  };
  target.removeEventListener = (...args) => {
    seen.listeners--;
    removeEventListener.apply(target, args);
  };
}

globalThis.fetch = async (_url, { body }) => {
  for (const { name, metadata } of JSON.parse(body).events) seen.events.push(name + " " + metadata.cart);
  return Response.json({}, { status: 202 });
};
`;

/** Shows the recipe, clicks, and shows it for another cart. */
const SHOW = `
import { seen } from "./page";
import { act, Fragment, StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { Checkout } from "./checkout";
import { metrics } from "./metrics";

const Mode = process.argv[2] === "strict" ? StrictMode : Fragment;

function Counter() {
  useEffect(() => {
    seen.effects++;
  }, []);
  return null;
}

document.body.innerHTML = "<div></div>";
const root = createRoot(document.querySelector("div"));
const show = (cart) => act(() => root.render(<Mode><Counter /><Checkout cart={cart} /></Mode>));
await show("a");
await act(() => document.querySelector("button").click());
await show("b");
await metrics.flush();
console.log(JSON.stringify(seen));
process.exit();
`;

/** What a document with the recipe in it has seen. */
interface Seen {
  readonly effects: number;
  readonly listeners: number;
  readonly events: readonly string[];
}

/** The recipe and what shows it as one program, in React's build for development. */
async function bundleCheckout(): Promise<void> {
  for (const { path, text } of await readRecipe("React")) await project.write(path ?? "", text);
  await project.write("src/page.ts", PAGE);
  await project.write("src/show.tsx", SHOW);
  esbuild.buildSync({
    absWorkingDir: project.dir,
    entryPoints: ["src/show.tsx"],
    outfile: "show.mjs",
    bundle: true,
    format: "esm",
    platform: "browser",
    external: ["@happy-dom/*"],
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "warning",
  });
}

Deno.test("React: StrictMode's double mounting loses no event, doubles none, and no listener", async () => {
  await bundleCheckout();
  const program = await findRuntime("node");
  const show = async (mode: "plain" | "strict"): Promise<Seen> =>
    JSON.parse(await mustRun({ program, args: ["show.mjs", mode], cwd: project.dir }));
  const [plain, strict] = await Promise.all([show("plain"), show("strict")]);
  assertEquals([plain.effects, strict.effects], [1, 2]);
  assertEquals(plain.events, ["checkout_viewed a", "order_placed a", "checkout_viewed b"]);
  assertEquals(strict, { ...plain, effects: 2 });
});
