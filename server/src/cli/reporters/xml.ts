import { printableLines } from "./cells.ts";

/** Attribute values by name, in the order they are written; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An XML element with its children one per line; `text` instead of children is escaped. */
export function element(name: string, attributes: Attributes, content: readonly string[] | string = []): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join("");
  if (content.length === 0) return `<${name}${list}/>`;
  if (typeof content === "string") return `<${name}${list}>${escaped(content)}</${name}>`;
  return `<${name}${list}>\n${content.map(indented).join("\n")}\n</${name}>`;
}

/** A whole document. */
export function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function indented(element: string): string {
  return element
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

const NOT_XML = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NAMED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Characters that XML 1.0 has no way to write (section 2.2, "Characters") or that a terminal obeys become U+FFFD; line breaks stay line breaks. */
function escaped(text: string): string {
  return printableLines(text)
    .replace(NOT_XML, "\ufffd")
    .replace(/[&<>"]/g, (char) => NAMED[char] ?? char)
    .replace(/[\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
