/**
 * How JSR serves modules to Deno: versions, what a version holds, and each file.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type Release, toPath } from "./release.ts";
import type { ReleaseStore } from "./release_store.ts";

const PATH = /^\/@([^/]+)\/([^/]+)\/(?:(meta\.json)|([^/]+)_meta\.json|([^/]+)\/(.+))$/;

/** Answers a request for something below `/@scope/name/`. */
export function answerModule(path: string, store: ReleaseStore): Response {
  const [, scope = "", name = "", list, described, version = "", file = ""] = PATH.exec(path) ?? [];
  const releases = store.releasesOf(scope, name);
  if (list !== undefined && releases.length > 0) return Response.json(listVersions(releases));
  const release = store.find({ scope, name, version: described ?? version });
  if (release === undefined) return new Response("not found", { status: 404 });
  if (described !== undefined) return Response.json(describe(release));
  return serveFile(release, file);
}

function listVersions(releases: readonly Release[]): object {
  const { scope, name } = releases[0] ?? {};
  const versions = releases.map((
    { version, publishedAt },
  ) => [version, { createdAt: publishedAt }]);
  return {
    scope,
    name,
    latest: releases.at(-1)?.version,
    versions: Object.fromEntries(versions),
  };
}

function describe({ files, exports }: Release): object {
  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const [path, bytes] of files) {
    const digest = createHash("sha256").update(bytes).digest("hex");
    manifest[path] = { size: bytes.length, checksum: `sha256-${digest}` };
  }
  return { exports, manifest };
}

function serveFile({ files }: Release, name: string): Response {
  const bytes = files.get(toPath(name));
  if (bytes === undefined) return new Response("not found", { status: 404 });
  const type = name.endsWith(".ts") ? "text/typescript" : "text/plain";
  return new Response(new Uint8Array(bytes), { headers: { "content-type": type } });
}
