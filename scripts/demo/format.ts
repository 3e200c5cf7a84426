/**
 * Numbers and tables as people read them.
 *
 * @module
 */

/** `4,612` */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 batch`, `2 batches` */
export function formatNumberOf(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `3 cart_added, 12 page_viewed` */
export function formatCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).map(([name, count]) => `${formatCount(count)} ${name}`).join(", ");
}

/**
 * A table: the first column to the left, the others to the right, a rule below the heading and above the
 * last row.
 */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  const lines = rows.map((row) =>
    widths.map((width, column) => {
      const cell = row[column] ?? "";
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    }).join("  ")
  );
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  return [lines[0], rule, ...lines.slice(1, -1), rule, lines.at(-1)].join("\n");
}
