/**
 * A version of a package as it was published: its files and what of them is exported.
 *
 * @module
 */
import { parseTarGzip } from "nanotar";

/** A published version. It never changes. */
export interface Release {
  /** `tidings` in `@tidings/sdk`. */
  readonly scope: string;
  /** `sdk` in `@tidings/sdk`. */
  readonly name: string;
  /** As in `0.1.0`. */
  readonly version: string;
  /** The bytes of each file under its path, which begins with `/`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The file that each entry of the package leads to, as written: `"./node": "./src/node.ts"`. */
  readonly exports: Readonly<Record<string, string>>;
  /** When, as far as clients are told, in ISO 8601. */
  readonly publishedAt: string;
}

/** Releases are made out to be a week old: Deno takes none younger than a day unless told to. */
const AGE_MS = 7 * 24 * 3_600_000;

/** Which version of which package. */
export type ReleaseId = Pick<Release, "scope" | "name" | "version">;

/** The part of a configuration that a registry reads. */
interface PackageConfig {
  readonly name?: string;
  readonly version?: string;
  readonly exports?: string | Readonly<Record<string, string>>;
}

/**
 * Reads an upload.
 *
 * @param archive A gzipped tar archive.
 * @param configPath Where in it the package's configuration lies, as in `/deno.json`.
 * @throws {Error} If it is not the release that it claims to be, or exports a file that it does not hold.
 */
export async function readRelease(
  { scope, name, version }: ReleaseId,
  archive: Uint8Array,
  configPath: string,
): Promise<Release> {
  const entries = (await parseTarGzip(archive)).filter(({ type }) => type === "file");
  const files = new Map(entries.map(({ name, data }) => [toPath(name), data ?? new Uint8Array()]));
  const config = readConfig(files.get(configPath), configPath);
  const claimed = `@${scope}/${name}@${version}`;
  if (`${config.name}@${config.version}` !== claimed) {
    throw new Error(`${configPath} is of ${config.name}@${config.version}, not of ${claimed}`);
  }
  const exports = typeof config.exports === "string"
    ? { ".": config.exports }
    : config.exports ?? {};
  for (const [entry, file] of Object.entries(exports)) {
    if (!files.has(toPath(file))) throw new Error(`'${entry}' exports ${file}, which is missing`);
  }
  const publishedAt = new Date(Date.now() - AGE_MS).toISOString();
  return { scope, name, version, files, exports, publishedAt };
}

/** `./mod.ts` or `mod.ts` as `/mod.ts`. */
export function toPath(name: string): string {
  return "/" + name.replace(/^\.?\//, "");
}

function readConfig(bytes: Uint8Array | undefined, path: string): PackageConfig {
  if (bytes === undefined) throw new Error(`the upload holds no ${path}`);
  return JSON.parse(new TextDecoder().decode(bytes));
}
