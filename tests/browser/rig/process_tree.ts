/**
 * Ends a process with everything that it started, by process ids and nothing else.
 *
 * @module
 */

/** Pairs of process and parent, of the whole machine. */
async function readParents(): Promise<[pid: number, parent: number][]> {
  // Not from /proc, which Deno reads only when everything is allowed.
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "pid=,ppid="] }).output();
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    return [pid, parent];
  });
}

/** A process and all below it. */
export async function processTree(root: number): Promise<Set<number>> {
  const tree = new Set([root]);
  const parents = await readParents();
  for (let before = 0; before < tree.size;) {
    before = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return tree;
}

/** Sends SIGKILL to a process and to all below it, at one moment: first all are stopped, so that none starts another. */
export async function killTree(root: number): Promise<void> {
  let stopped = new Set<number>();
  for (let tree = await processTree(root); tree.size > stopped.size;) {
    for (const pid of tree) signal(pid, "SIGSTOP");
    stopped = tree;
    tree = await processTree(root);
  }
  for (const pid of stopped) signal(pid, "SIGKILL");
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    const isGone = error instanceof Deno.errors.NotFound || error instanceof TypeError;
    if (!isGone) throw error;
  }
}
