/**
 * Reads what the documents are made of: tables, headings, links.
 *
 * @module
 */

/** The rows of the table whose first column has this heading, as cells. */
export function readTable(markdown: string, heading: string): string[][] {
  const [, after = ""] = markdown.split(new RegExp(`\\n\\| ${heading} +\\|`));
  const [rows = ""] = after.split("\n\n");
  return rows.split("\n").slice(2).map((row) =>
    row.split("|").slice(1, -1).map((cell) => cell.trim())
  );
}

/** What stands in backticks. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** The text of the only code block in a language. Throws unless there is exactly one. */
export function codeBlock(markdown: string, language: string): string {
  const blocks = [...markdown.matchAll(new RegExp(`^\`{3}${language}\\n([\\s\\S]*?)^\`{3}`, "gm"))];
  const [, text] = blocks[0] ?? [];
  if (text === undefined || blocks.length > 1) {
    throw new Error(`${blocks.length} blocks of ${language}`);
  }
  return text.trim();
}

/** A heading, and the link to it as it is made where Markdown is shown. */
export interface HeadingLink {
  readonly level: number;
  readonly link: string;
}

/** The headings, outside of code. */
export function headingLinks(markdown: string): HeadingLink[] {
  return [...withoutCode(markdown).matchAll(/^(#+) (.*)$/gm)].map(([, hashes = "", text = ""]) => ({
    level: hashes.length,
    link: text.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"),
  }));
}

/** Where the links within the page lead. */
export function pageLinks(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/\]\(#([^)\s]*)\)/g)].map(([, link = ""]) => link);
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, "");
}
