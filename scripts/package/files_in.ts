/**
 * What lies in a folder.
 *
 * @module
 */

/** The paths of all files in a folder and below, from it, in order. */
export async function filesIn(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) paths.push(name);
    else paths.push(...(await filesIn(`${folder}/${name}`)).map((path) => `${name}/${path}`));
  }
  return paths.sort();
}
