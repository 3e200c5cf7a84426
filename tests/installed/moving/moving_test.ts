/**
 * The README's tables of calls are right: each piece of code compiles against the package that it is for,
 * and what both sides track arrives alike.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { mustRun } from "../../../scripts/package/command.ts";
import { createInstalledProject } from "../../../scripts/package/installed_project.ts";
import { PINS } from "../../../scripts/package/pins.ts";
import { type CallTable, type Piece, readCallTables } from "./call_tables.ts";
import { Compiler, type Misfit } from "./compile_pieces.ts";
import { type Arrived, servePair } from "./pair_server.ts";
import { pairOf } from "./pair_programs.ts";
import { PRELUDES } from "./preludes.ts";

const readme = await Deno.readTextFile("README.md");
const tables = readCallTables(readme);
const project = await createInstalledProject([
  ...Object.entries({ ...PINS.peers, ...PINS.movedFrom }).map(([name, version]) =>
    `${name}@${version}`
  ),
  `@types/node@${PINS.nodeTypes}`,
  `happy-dom@${PINS.happyDom}`,
]);
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());
const compiler = new Compiler(project.dir);

function show({ line, column, code, why }: Misfit): string {
  return `README.md:${line}: '${column}' does not compile: ${code}\n  ${why}`;
}

/** Pieces of both columns, and where they are. */
function piecesOf(table: CallTable): Piece[] {
  return table.rows.flatMap(({ there, here }) => [...there, ...here]);
}

Deno.test("the README has a table of calls for each SDK, and none that is not compiled", () => {
  assertEquals(tables.map(({ title }) => title), Object.keys(PRELUDES));
});

Deno.test("every call in the README's tables compiles against the package that it is for", () => {
  assertEquals(compiler.misfits(tables).map(show), []);
});

Deno.test("a call or an option in the tables that is misspelt does not compile", () => {
  const wrong = tables.map(({ title, rows }) => ({
    title,
    rows: rows.map(({ there, here }) => ({
      there: there.map(misspell),
      here: here.map(misspell),
    })),
  }));
  const refused = new Set(compiler.misfits(wrong).map(({ line, code }) => `${line}: ${code}`));
  const accepted = wrong.flatMap(piecesOf).filter(({ line, code }) =>
    !refused.has(`${line}: ${code}`)
  );
  assertEquals(accepted, []);
});

/** The first option, member or function gets a name that nothing has. */
function misspell({ code, line }: Piece): Piece {
  const name = code.startsWith("{") ? /\w+/ : /\.\w+|\w+(?=\()/;
  return { line, code: code.replace(name, "$&Misspelt") };
}

Deno.test("the README names the versions that it was compared with", () => {
  const { "posthog-node": node, "@segment/analytics-node": segment } = PINS.peers;
  for (
    const [name, version] of [
      ["posthog-node", node],
      ["posthog-js", PINS.movedFrom["posthog-js"]],
      ["@segment/analytics-node", segment],
    ] as const
  ) {
    assert(readme.includes(`Compared with ${name} ${version}.`), `${name} ${version}`);
  }
});

/** Runs both programs of a table at once; what each server got. */
async function play(title: string): Promise<{ before: Arrived[]; after: Arrived[] }> {
  const table = tables.find((table) => table.title === title);
  const pair = table && pairOf(table);
  assert(pair !== undefined, title);
  const run = async (side: "before" | "after"): Promise<Arrived[]> => {
    await using server = await servePair();
    const file = `${title.replaceAll(/\W+/g, "_")}_${side}.mjs`;
    await project.write(file, pair[side]);
    await mustRun({ program: "node", args: [file, server.endpoint], cwd: project.dir });
    return [...server.arrived];
  };
  const [before, after] = await Promise.all([run("before"), run("after")]);
  return { before, after };
}

/** An event and whom it is about; ids that are made at random are all one. */
function tell(arrived: readonly Arrived[]): string[] {
  return arrived.map(({ name, who }) => `${name} ${who.replace(/^(v_)?[\da-f]{8}-.*/, "visitor")}`)
    // What is sent without the queue may be first.
    .toSorted();
}

/** What is tracked there and here, by table, for the rows that were run. */
const ARRIVE: Readonly<Record<string, readonly (readonly [there: string, here: string])[]>> = {
  "Moving from posthog-node": [
    ["paid u-1", "paid u-1"],
    ["page_viewed anon-1", "page_viewed anon-1"],
    ["imported u-1", "imported u-1"],
    ["invited u-1", "invited u-1"],
    ["function_called u-1", "function_called u-1"],
    ["$identify u-1", "$identify u-1"],
    ["$set u-1", "$identify u-1"],
    ["$create_alias u-1", "$identify u-1"],
    ["$groupidentify u-1", "company_changed u-1"],
  ],
  "Moving from posthog-js": [
    ["signup_clicked visitor", "signup_clicked visitor"],
    ["$pageview visitor", "pageview visitor"],
    ["$identify u-1", "identify u-1"],
    ["$create_alias u-1", "identify u-2"],
    ["$groupidentify u-1", "group u-2"],
  ],
  "Moving from @segment/analytics-node": [
    ["paid u-1", "paid u-1"],
    ["page_viewed anon-1", "page_viewed anon-1"],
    ["imported u-1", "imported u-1"],
    ["bought u-1", "bought u-1"],
    ["identify u-1", "$identify u-1"],
    ["alias u-1", "$identify u-1"],
    ["group u-1", "group_joined u-1"],
    ["page anon-1", "pageview anon-1"],
    ["screen anon-1", "screen_viewed anon-1"],
    ["shared u-1", "shared u-1"],
  ],
};

for (const [title, events] of Object.entries(ARRIVE)) {
  Deno.test(`${title}: the calls on both sides track as many events, of the same people`, async () => {
    const { before, after } = await play(title);
    assertEquals(tell(before), events.map(([there]) => there).toSorted());
    assertEquals(tell(after), events.map(([, here]) => here).toSorted());
    if (title === "Moving from posthog-js") {
      const [urls, stripped] = [before, after].map((events) =>
        new Set(events.map(({ url = "" }) => url.replace(/^http:..127.0.0.1:\d+/, "")))
      );
      assertEquals(urls, new Set(["/start?token=secret#part"]));
      assertEquals(stripped, new Set(["/start"]));
    }
  });
}
