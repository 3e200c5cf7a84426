/**
 * Ends a process with everything that it started, by process ids and nothing else.
 *
 * @module
 */

/** Ends a process and all below it at once. Where there is no `ps`, only the process itself. */
export async function killTree(root: number): Promise<void> {
  const parents = await readParents();
  const tree = new Set([root]);
  for (let before = 0; before < tree.size;) {
    before = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  for (const pid of tree) kill(pid);
}

/** Pairs of process and parent. */
async function readParents(): Promise<[pid: number, parent: number][]> {
  const ps = new Deno.Command("ps", { args: ["-eo", "pid=,ppid="], stderr: "null" });
  const output = await ps.output().catch(() => null);
  if (output === null) return [];
  return new TextDecoder().decode(output.stdout).trim().split("\n").map((line) => {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    return [pid, parent];
  });
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    const isGone = error instanceof Deno.errors.NotFound || error instanceof TypeError;
    if (!isGone) throw error;
  }
}
