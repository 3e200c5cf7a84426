/** What GitHub is told to run: pinned, with few rights, and with the commands that there are. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import config from "../../../deno.json" with { type: "json" };
import { PINS } from "../../../scripts/package/pins.ts";

const ROOT = new URL("../../../", import.meta.url);

const readText = (path: string): Promise<string> => Deno.readTextFile(new URL(path, ROOT));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly needs?: readonly string[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const PATHS = [...Deno.readDirSync(new URL(".github/workflows/", ROOT))]
  .map(({ name }) => `.github/workflows/${name}`).toSorted();

const TEXTS = new Map(
  await Promise.all(PATHS.map(async (path) => [path, await readText(path)] as const)),
);

/** A workflow by its name. */
function workflow(name: string): Workflow {
  // YAML has no types: what is read of it is asserted below.
  return parse(TEXTS.get(`.github/workflows/${name}.yml`) ?? "") as Workflow;
}

const NAMES = ["ci", "publish"];

const WORKFLOWS = NAMES.map(workflow);

const jobs: readonly Job[] = WORKFLOWS.flatMap((one) => Object.values(one.jobs));

const steps: readonly Step[] = jobs.flatMap((job) => job.steps ?? []);

Deno.test("there are two workflows, one for changes and one for releases", () => {
  assertEquals(PATHS, NAMES.map((name) => `.github/workflows/${name}.yml`));
  assertEquals(Object.keys(workflow("ci").jobs), ["linux", "macos", "windows"]);
  assertEquals(workflow("publish").on, { push: { tags: ["v*"] } });
});

Deno.test("every action is pinned by its commit, and its version stands beside it", () => {
  const lines = [...TEXTS.values()].flatMap((text) => text.split("\n"))
    .filter((line) => /\buses:/.test(line) && !/uses: \.\//.test(line));
  assertEquals(lines.length, steps.filter(({ uses }) => uses !== undefined).length);
  assert(lines.length > 8);
  for (const line of lines) {
    assertMatch(line, /uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
  const commits = new Map<string, Set<string>>();
  for (const [, action = "", commit = ""] of lines.join("\n").matchAll(/actions\/([\w-]+)@(.*)/g)) {
    commits.set(action, (commits.get(action) ?? new Set()).add(commit));
  }
  assert([...commits.values()].every(({ size }) => size === 1), "an action in two versions");
});

Deno.test("a workflow that another calls is there", async () => {
  const called = jobs.flatMap(({ uses }) => uses ?? []);
  assertEquals(called, ["./.github/workflows/ci.yml"]);
  for (const path of called) assert((await Deno.stat(new URL(path, ROOT))).isFile);
  assert("workflow_call" in workflow("ci").on);
});

Deno.test("nothing may be written, and only who publishes has an identity to show", () => {
  for (const { permissions } of WORKFLOWS) assertEquals(permissions, { contents: "read" });
  const rights = Object.entries(workflow("publish").jobs).flatMap(([name, { permissions }]) =>
    permissions === undefined ? [] : [[name, permissions]]
  );
  assertEquals(rights, [
    ["jsr", { contents: "read", "id-token": "write" }],
    ["npm", { "id-token": "write" }],
  ]);
  assert(Object.values(workflow("ci").jobs).every((job) => job.permissions === undefined));
});

Deno.test("who publishes waits for the tests, for the check and for somebody's approval", () => {
  const { jsr, npm } = workflow("publish").jobs;
  for (const job of [jsr, npm]) {
    assertEquals([job?.needs, job?.environment], [["tests", "check"], "release"]);
  }
});

Deno.test("what is published is what was checked: the tarball is built where no identity is", () => {
  const { check, npm } = workflow("publish").jobs;
  const commands = (job: Job | undefined) => job?.steps?.flatMap(({ run }) => run ?? []) ?? [];
  assertMatch(commands(check).join(), /release:check --tag="\$TAG" --out="\$RUNNER_TEMP\/package"/);
  assertMatch(
    commands(npm).join(),
    /npm publish \.\/package\/\*\.tgz --provenance --access public$/,
  );
  assert(!commands(npm).some((run) => /npx|deno|npm (ci|install|run)/.test(run)));
  const names = [check, npm].map((job) =>
    job?.steps?.find(({ uses }) => /load-artifact@/.test(uses ?? ""))?.with?.name
  );
  assertEquals(names, ["npm-package", "npm-package"]);
});

Deno.test("no workflow knows a token, a secret or a registry's address", () => {
  for (const [path, text] of TEXTS) {
    const code = text.replace(/#.*/g, "");
    for (const word of ["secrets.", "TOKEN", "registry", "_authToken", "pull_request_target"]) {
      assertEquals(code.includes(word), false, `${path}: ${word}`);
    }
  }
});

Deno.test("no command holds what others may have written, such as a tag's name", () => {
  for (const { run } of steps) assertEquals(run?.includes("${{") ?? false, false, run);
});

Deno.test("a checkout leaves no credentials behind", () => {
  const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
  assertEquals(checkouts.length, 5);
  for (const { with: given } of checkouts) assertEquals(given, { "persist-credentials": false });
});

Deno.test("every job ends in time", () => {
  const untimed = jobs.filter((job) =>
    job.uses === undefined && !(Number(job["timeout-minutes"]) <= 60)
  );
  assertEquals(untimed, []);
});

Deno.test("a release is not cut off by the next one", () => {
  assertEquals(workflow("publish").concurrency, { group: "publish", "cancel-in-progress": false });
});

Deno.test("every task that a workflow runs exists, and Deno is the one of .ci/run", async () => {
  const [, pinned = ""] = /deno@([\d.]+)/.exec(await readText(".ci/run")) ?? [];
  assertMatch(pinned, /^\d+\.\d+\.\d+$/);
  const commands = steps.flatMap(({ run }) => run ?? []).join("\n");
  const versions = [...commands.matchAll(/deno@(\S+)/g)].map(([, version]) => version);
  assert(versions.length >= 8);
  assertEquals(new Set(versions), new Set([pinned]));
  const tasks = [...commands.matchAll(/deno@\S+ task (\S+)/g)].map(([, task = ""]) => task);
  assert(tasks.includes("release:check"));
  for (const task of tasks) assertEquals(Object.hasOwn(config.tasks, task), true, task);
});

Deno.test("every folder of tests that a workflow names exists", async () => {
  const commands = steps.flatMap(({ run }) => run ?? []).join("\n");
  const folders = commands.match(/\btests\/\S+/g) ?? [];
  assert(folders.length > 4);
  for (const path of folders) assert((await Deno.stat(new URL(path, ROOT))).isDirectory, path);
});

Deno.test("every Node is one that the package is tried on", () => {
  const given = steps.flatMap((step) => step.with?.["node-version"] ?? []);
  assert(given.length > 0 && given.every((version) => version === PINS.node.at(-1)));
  const { container } = workflow("ci").jobs.linux ?? {};
  assertEquals(container, { image: `node:${PINS.node[0]}-bookworm` });
});
