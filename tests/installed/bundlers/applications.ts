/**
 * Small applications of users, each with what its bundle has to hold.
 *
 * @module
 */
import config from "../../../deno.json" with { type: "json" };
import { readProgram } from "../../jsr/support/read_program.ts";

/** The clients, by the entry that has them. */
export type Client = "server" | "browser";

/** An application. */
export interface Application {
  /** What is true of its bundle. */
  readonly claim: string;
  /** Its files in `src`; it begins with the first. */
  readonly files: Readonly<Record<string, string>>;
  /** The clients that its bundle holds. */
  readonly holds: readonly Client[];
  /** Whether it is of no use to bundlers that take no TypeScript. */
  readonly isTypeScript?: boolean;
}

/** The function that each program defines, by its client. */
export const CALLS: Readonly<Record<Client, string>> = {
  server: "trackOneEvent",
  browser: "trackFromPage",
};

const SERVER = await readProgram("track_one_event.ts", config.name);
const BROWSER = await readProgram("track_from_page.ts", config.name);

/** Applications that track, by what they are called. */
export const TRACKING: Readonly<Record<string, Application>> = {
  server: {
    claim: "the bundle of '.' has no code for browsers",
    files: { "index.js": SERVER },
    holds: ["server"],
  },
  browser: {
    claim: "the bundle of './browser' has no code for servers",
    files: { "index.js": BROWSER },
    holds: ["browser"],
  },
  both: {
    claim: "a bundle takes both clients",
    files: {
      "index.js": 'import "./server.js";\nimport "./browser.js";\n',
      "server.js": SERVER,
      "browser.js": BROWSER,
    },
    holds: ["server", "browser"],
  },
};

/** Applications that leave something unused, by what they are called. */
export const SPARING: Readonly<Record<string, Application>> = {
  one: {
    claim: "a bundle leaves out the client that the application hands on and does not use",
    files: {
      "index.js": BROWSER.replace(`${config.name}/browser`, "./clients.js"),
      "clients.js": `export { InslyticNode } from "${config.name}";
export { createMetricsClient } from "${config.name}/browser";
`,
    },
    holds: ["browser"],
  },
  unused: {
    claim: "an import that is not used leaves nothing",
    files: {
      "index.js": `import { InslyticNode } from "${config.name}";
import { createMetricsClient } from "${config.name}/browser";
document.title = "uses neither";
`,
    },
    holds: [],
  },
  types: {
    claim: "an import of types leaves nothing",
    files: {
      "index.ts": `import { type InslyticNodeOptions } from "${config.name}";
import { type MetricsClientOptions } from "${config.name}/browser";
const options: InslyticNodeOptions & MetricsClientOptions = { apiKey: "no client" };
document.title = options.apiKey;
`,
      // As projects are set up today: the statement stays, as an import of nothing.
      "tsconfig.json": '{ "compilerOptions": { "verbatimModuleSyntax": true } }',
    },
    holds: [],
    isTypeScript: true,
  },
};
