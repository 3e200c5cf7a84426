/**
 * What `deno publish` makes of this checkout: which files, from where they import, what they give away.
 *
 * @module
 */
import { assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { createTarGzip } from "nanotar";
import config from "../../deno.json" with { type: "json" };
import { checkBanned } from "../../scripts/check_docs.ts";
import { readModule, resolveRelative } from "../../scripts/import_graph.ts";
import type { SourceFile } from "../../scripts/source_files.ts";
import { publishCheckout } from "./support/published_checkout.ts";

const { registry, release, log, close } = await publishCheckout();
Deno.test.afterAll(close);

const FILES: readonly SourceFile[] = [...release.files].map(([path, bytes]) => ({
  path: path.slice(1),
  text: new TextDecoder().decode(bytes),
}));

const PATHS: ReadonlySet<string> = new Set(FILES.map(({ path }) => path));

/** What is meant to be published, a path a line. */
const LIST = new URL("./published_files.txt", import.meta.url);

Deno.test("deno publish takes this checkout without a complaint", () => {
  const complaints = log.split("\n").filter((line) => /warn|error|slow-type|missing-/i.test(line));
  assertEquals(complaints, []);
  assertStringIncludes(log, `Successfully published ${config.name}@${config.version}`);
  assertEquals(release.exports, config.exports);
});

Deno.test("deno publish publishes the files that are listed, no more and no fewer", async () => {
  const published = [...PATHS].sort();
  if (Deno.args.includes("--update")) {
    await Deno.writeTextFile(LIST, published.join("\n") + "\n");
  }
  const listed = (await Deno.readTextFile(LIST)).trim().split("\n");
  assertEquals(
    {
      extra: published.filter((path) => !listed.includes(path)),
      missing: listed.filter((path) => !PATHS.has(path)),
    },
    { extra: [], missing: [] },
    "if that is meant, run 'deno task test:jsr-registry -- --update' and commit the list; " +
      "else see 'publish' in deno.json",
  );
});

Deno.test("a published file imports published files by their path, and node: in its folder only", () => {
  const modules = FILES.filter(({ path }) => path.endsWith(".ts")).map(readModule);
  const others = modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => !PATHS.has(resolveRelative(path, specifier) ?? ""))
      .filter(({ specifier }) =>
        !(specifier?.startsWith("node:") && path.startsWith("src/runtime/node/"))
      )
      .map(({ specifier, line }) => `${path}:${line} imports ${specifier}`)
  );
  assertEquals(others, [], "import by relative path: the package has no dependencies");
});

Deno.test("no published file names a registry's host or a path of somebody's machine", () => {
  assertEquals(FILES.flatMap(checkBanned), []);
});

/** Puts an upload of one file on the registry. */
async function upload(version: string, denoJson: object, headers: HeadersInit): Promise<Response> {
  const path = `api/scopes/tidings/packages/sdk/versions/${version}?config=/deno.json`;
  const body = await createTarGzip([{ name: "./deno.json", data: JSON.stringify(denoJson) }]);
  return await fetch(registry.url + path, {
    method: "POST",
    body: new Uint8Array(body),
    headers,
  });
}

const HEADERS: HeadersInit = { authorization: "Bearer any" };

Deno.test("the registry takes no version a second time", async () => {
  const { name, version } = config;
  const answer = await upload(version, { name, version }, HEADERS);
  assertEquals([answer.status, (await answer.json()).code], [400, "duplicateVersionPublish"]);
  assertStrictEquals(registry.store.find(release), release);
});

Deno.test("the registry takes no upload that is not what it claims to be", async () => {
  const { name, version } = config;
  const refusals = [
    await upload("9.0.0", { name, version }, HEADERS),
    await upload("9.0.0", { name, version: "9.0.0", exports: "./mod.ts" }, HEADERS),
  ];
  const messages = await Promise.all(refusals.map(async (it) => (await it.json()).error.message));
  assertEquals(messages, [
    `/deno.json is of ${name}@${version}, not of ${name}@9.0.0`,
    "'.' exports ./mod.ts, which is missing",
  ]);
  const keyless = await upload("9.0.0", { name, version: "9.0.0" }, {});
  assertEquals([keyless.status, (await keyless.json()).code], [401, "missingAuthentication"]);
  assertEquals(registry.store.releasesOf("tidings", "sdk").length, 1);
});
