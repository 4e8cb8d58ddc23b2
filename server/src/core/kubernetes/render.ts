/** Fields to write, in the shape they have in the manifest. */
export interface FieldTree {
  readonly [key: string]: FieldValue;
}

export type FieldValue = boolean | number | string | readonly FieldItem[] | FieldTree;

export type FieldItem = number | string | FieldTree;

/** The tree that holds one value under a path of keys. */
export function fieldAt(path: readonly string[], value: FieldValue): FieldTree {
  const [key = "", ...rest] = path;
  return { [key]: rest.length === 0 ? value : fieldAt(rest, value) };
}

/** How a block mapping is laid out. */
export interface BlockLayout {
  /** Column of the keys. */
  readonly column: number;
  /** Columns by which a nested mapping is indented. */
  readonly step: number;
  /** Columns by which a dash is indented under its key. */
  readonly dashStep: number;
  readonly lineBreak: string;
}

/** Writes entries in block style, one per line, without a line break before the first or after the last; the first has no indentation. */
export function renderBlock(fields: FieldTree, layout: BlockLayout): string {
  const indent = layout.lineBreak + " ".repeat(layout.column);
  return Object.entries(fields)
    .map(([key, value]) => `${key}:${renderBlockValue(value, layout)}`)
    .join(indent);
}

function renderBlockValue(value: FieldValue, layout: BlockLayout): string {
  if (isList(value)) {
    const column = layout.column + layout.dashStep;
    const dash = `${layout.lineBreak}${" ".repeat(column)}- `;
    return value.map((item) => dash + renderBlockItem(item, { ...layout, column })).join("");
  }
  if (!isTree(value)) return ` ${renderScalar(value, false)}`;
  if (isEmpty(value)) return " {}";
  const column = layout.column + layout.step;
  return `${layout.lineBreak}${" ".repeat(column)}${renderBlock(value, { ...layout, column })}`;
}

/** Writes what follows the `- ` of an item; the layout's column is that of the dash. */
export function renderBlockItem(item: FieldItem, layout: BlockLayout): string {
  if (!isTree(item)) return renderScalar(item, false);
  return isEmpty(item) ? "{}" : renderBlock(item, { ...layout, column: layout.column + "- ".length });
}

function isEmpty(tree: FieldTree): boolean {
  return Object.keys(tree).length === 0;
}

/** How a flow collection is laid out. */
export interface FlowLayout {
  /** JSON wants its keys and texts in double quotes. */
  readonly isQuoted: boolean;
  /** Line break and indentation before each entry where every entry has its own line; undefined on one line. */
  readonly lines: { readonly indent: string; readonly step: string } | undefined;
}

/** Writes entries in flow style, without the braces around them. */
export function renderFlow(fields: FieldTree, layout: FlowLayout): string {
  return Object.entries(fields)
    .map(([key, value]) => `${layout.isQuoted ? JSON.stringify(key) : key}: ${renderFlowValue(value, layout)}`)
    .join(separator(layout));
}

function renderFlowValue(value: FieldValue, layout: FlowLayout): string {
  if (isList(value)) {
    const inner = deeper(layout);
    const items = value.map((item) => renderFlowItem(item, inner)).join(separator(inner));
    return enclose("[", items, "]", layout);
  }
  return renderFlowItem(value, layout);
}

/** Writes an item of a flow sequence. */
export function renderFlowItem(item: boolean | FieldItem, layout: FlowLayout): string {
  if (!isTree(item)) return renderScalar(item, layout.isQuoted);
  return isEmpty(item) ? "{}" : enclose("{", renderFlow(item, deeper(layout)), "}", layout);
}

/** What stands between two entries. */
export function separator({ lines }: FlowLayout): string {
  return lines === undefined ? ", " : `,${lines.indent}`;
}

function deeper({ isQuoted, lines }: FlowLayout): FlowLayout {
  return { isQuoted, lines: lines && { indent: lines.indent + lines.step, step: lines.step } };
}

function enclose(open: string, content: string, close: string, { lines }: FlowLayout): string {
  return lines === undefined
    ? open + content + close
    : open + lines.indent + lines.step + content + lines.indent + close;
}

/** Writes a scalar: as it is where YAML reads the same text from it, in double quotes where not or where JSON wants it. */
export function renderScalar(value: boolean | number | string, isQuoted: boolean): string {
  if (typeof value !== "string") return String(value);
  return isQuoted || !/^[A-Za-z_/][\w./-]*$/.test(value) || isWordWithMeaning(value) ? JSON.stringify(value) : value;
}

/** Writes a scalar in the quotes of the one whose place it takes. */
export function renderLike(value: boolean | number | string, current: string): string {
  const isSingleQuoted = current.startsWith("'") && typeof value === "string" && !value.includes("'");
  return isSingleQuoted ? `'${value}'` : renderScalar(value, current.startsWith('"'));
}

function isWordWithMeaning(value: string): boolean {
  return /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
}

export function isTree(value: FieldValue): value is FieldTree {
  return typeof value === "object" && !isList(value);
}

export function isList(value: FieldValue): value is readonly FieldItem[] {
  return Array.isArray(value);
}
