/**
 * How JSR serves packages to npm clients: a document that names all versions, and an archive for each.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { createTarGzip } from "nanotar";
import { createNpmFiles, NPM_REVISION, npmName } from "./npm_files.ts";
import type { Release } from "./release.ts";
import type { ReleaseStore } from "./release_store.ts";

const DOCUMENT = /^\/@jsr\/([^/]+)__([^/]+)$/;
const ARCHIVE = /^\/~\/\d+\/@jsr\/([^/]+)__([^/]+)\/(.+)\.tgz$/;

/** Longest path in a plain tar header; longer ones would be cut without a word. */
const MAX_TAR_PATH = 100;

/** Serves a store's releases to npm clients. An archive is made once and then stays the same. */
export class NpmProtocol {
  readonly #store: ReleaseStore;
  readonly #archives = new Map<Release, Promise<Uint8Array<ArrayBuffer>>>();

  /** @param store What was published. */
  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /**
   * Answers a request.
   *
   * @param path Below the registry's address, decoded.
   * @param base The registry's address.
   */
  async answer(path: string, base: string): Promise<Response> {
    const [, docScope, docName] = DOCUMENT.exec(path) ?? [];
    if (docScope && docName) {
      const releases = this.#store.releasesOf(docScope, docName);
      if (releases.length > 0) return Response.json(await this.#describe(releases, base));
    }
    const [, scope = "", name = "", version = ""] = ARCHIVE.exec(path) ?? [];
    const release = this.#store.find({ scope, name, version });
    if (release === undefined) return Response.json({ error: "not found" }, { status: 404 });
    return new Response(await this.#archiveOf(release));
  }

  async #describe(releases: readonly Release[], base: string): Promise<object> {
    const versions: Record<string, object> = {};
    const time: Record<string, string> = {};
    for (const release of releases) {
      const name = npmName(release);
      const archive = await this.#archiveOf(release);
      const dist = {
        tarball: `${base}/~/${NPM_REVISION}/${name}/${release.version}.tgz`,
        shasum: createHash("sha1").update(archive).digest("hex").toUpperCase(),
        integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}`,
      };
      versions[release.version] = {
        name,
        version: release.version,
        description: "",
        dist,
        dependencies: {},
      };
      time[release.version] = release.publishedAt;
    }
    const latest = Object.keys(versions).at(-1);
    const [name] = releases.map(npmName);
    return { name, description: "", "dist-tags": { latest }, versions, time };
  }

  #archiveOf(release: Release): Promise<Uint8Array<ArrayBuffer>> {
    const made = this.#archives.get(release) ?? createArchive(release);
    this.#archives.set(release, made);
    return made;
  }
}

async function createArchive(release: Release): Promise<Uint8Array<ArrayBuffer>> {
  const files = [...createNpmFiles(release)].map(([path, data]) => ({
    name: `package${path}`,
    data,
  }));
  const tooLong = files.find(({ name }) => name.length > MAX_TAR_PATH);
  if (tooLong !== undefined) {
    throw new Error(`'${tooLong.name}' is too long for this archive: shorten the path`);
  }
  return new Uint8Array(await createTarGzip(files, { attrs: { mode: "644" } }));
}
