/**
 * Repeats beside the modules what the package's manifest says of them: that an import of them which is not
 * used may be left out.
 *
 * @module
 */

/**
 * Adds `sideEffects: false` to the manifest of a folder of modules. esbuild asks the manifest that is
 * nearest to a module, and that one is there to name the format.
 */
export async function repeatSideEffects(folder: string): Promise<void> {
  const path = `${folder}/package.json`;
  const manifest: object = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(
    path,
    `${JSON.stringify({ ...manifest, sideEffects: false }, null, 2)}\n`,
  );
}
