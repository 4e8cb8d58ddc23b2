/** Rows of a Markdown table, by column. */
export type Row = Readonly<Record<string, string | number>>;

/** A Markdown table; the columns are those of the first row. */
export function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  const isNumeric = (column: string): boolean => rows.every((row) => /^[<\d–]/.test(String(row[column] ?? "")));
  return [
    line(columns),
    line(columns.map((column) => (isNumeric(column) ? "---:" : "---"))),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ""))),
  ].join("\n");
}

/** The value below which a share (0 to 1) of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Two significant digits below ten, else whole. */
export function short(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}

/** How many times as much, such as `3.2×`. */
export function times(value: number, of: number): string {
  return `${short(value / of)}×`;
}
