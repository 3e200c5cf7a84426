/**
 * Everything that was published, in memory.
 *
 * @module
 */
import type { Release, ReleaseId } from "./release.ts";

/** Releases by package. What is in it stays as it is. */
export class ReleaseStore {
  readonly #packages = new Map<string, Map<string, Release>>();

  /** Adds a release, unless that version is there already. Says whether it was added. */
  add(release: Release): boolean {
    const key = `@${release.scope}/${release.name}`;
    const versions = this.#packages.get(key) ?? new Map<string, Release>();
    if (versions.has(release.version)) return false;
    this.#packages.set(key, versions.set(release.version, release));
    return true;
  }

  /** One release. */
  find({ scope, name, version }: ReleaseId): Release | undefined {
    return this.#packages.get(`@${scope}/${name}`)?.get(version);
  }

  /** All releases of a package, in the order published; empty if there is none. */
  releasesOf(scope: string, name: string): Release[] {
    return [...this.#packages.get(`@${scope}/${name}`)?.values() ?? []];
  }
}
