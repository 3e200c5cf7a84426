/**
 * What the npm package makes its users install and run: nothing.
 *
 * @module
 */
import type { Finding } from "../findings.ts";

/** Fields by which a package brings others along. */
const DEPENDENCIES = [
  "dependencies",
  "optionalDependencies",
  "peerDependencies",
  "bundleDependencies",
  "bundledDependencies",
];

/** Scripts that a package manager runs by itself where the package is installed. */
const RUN_AT_INSTALL = ["preinstall", "install", "postinstall", "prepare"];

/** What is wrong with a `package.json`. */
export function checkManifest(manifest: Readonly<Record<string, unknown>>): Finding[] {
  const brought = DEPENDENCIES.flatMap((field) =>
    namesIn(manifest[field]).map((name) => `'${name}' in ${field}: the package has no dependencies`)
  );
  const scripts = namesIn(manifest.scripts).filter((name) => RUN_AT_INSTALL.includes(name)).map((
    name,
  ) => `the script '${name}' runs at every user's: nothing may run when it is installed`);
  return [...brought, ...scripts].map((message) => ({
    file: "scripts/build_npm.ts",
    line: 1,
    message,
  }));
}

function namesIn(field: unknown): string[] {
  if (Array.isArray(field)) return field.map(String);
  return typeof field === "object" && field !== null ? Object.keys(field) : [];
}
