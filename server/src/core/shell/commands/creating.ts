import { knownValue } from "../../text/resolved.ts";
import { findOption, hasOption, optionValues, readOptions } from "../options.ts";
import { dropLeading, leadingText } from "../word-text.ts";
import { standardInput } from "./output.ts";
import { at, type CommandFiles, fillsDirectory, reads, writes } from "./place.ts";

/** tee(1). */
const tee: CommandFiles = (invocation) => {
  const read = readOptions(invocation, {});
  const origin = standardInput(invocation) ?? { kind: "command", by: undefined };
  const how = hasOption(read, "a", "append") ? "append" : origin.kind === "empty" ? "truncate" : "replace";
  return read.operands.map((word) => ({ kind: "write", target: at(word), how, origin }));
};

/** touch(1): a file that is there keeps its content. */
const touch: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "drt", longValued: ["date", "reference", "time"] });
  if (hasOption(read, "c", "no-create")) return [];
  return read.operands.map((word) => ({ kind: "write", target: at(word), how: "append", origin: { kind: "empty" } }));
};

/** mkdir(1). */
const mkdir: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "m", longValued: ["mode", "context"] });
  const mode = findOption(read, "m", "mode")?.value;
  return read.operands.map((word) => fillsDirectory(at(word), { kind: "empty" }, mode));
};

/** truncate(1): only size 0 leaves nothing of the content. */
const truncate: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "sr", longValued: ["size", "reference"] });
  const isEmptied = /^[<]?0+[A-Za-z]*$/.test(findOption(read, "s", "size")?.valueText ?? "");
  return read.operands.map((word) => ({
    kind: "write",
    target: at(word),
    how: isEmptied ? "truncate" : "in-place",
    origin: { kind: "empty" },
  }));
};

/** dd(1): operands are `name=value`; the output is random or zero bytes where the input is such a device. */
const dd: CommandFiles = (invocation) => {
  const operand = (name: string) =>
    invocation.args
      .filter((word) => leadingText(word).startsWith(`${name}=`))
      .map((word) => dropLeading(word, name.length + 1));
  const inputs = operand("if");
  const isDevice = inputs.some((word) => leadingText(word).startsWith("/dev/"));
  const piped = inputs.length === 0 ? standardInput(invocation) : undefined;
  const origin = piped ?? (isDevice ? { kind: "generated", by: "dd" } : { kind: "command", by: "dd" });
  return [...reads(inputs), ...operand("of").map((word) => writes(at(word), origin))];
};

/** sponge(1) writes its input when all of it is there. */
const sponge: CommandFiles = (invocation) => {
  const read = readOptions(invocation, {});
  const origin = standardInput(invocation) ?? { kind: "command", by: undefined };
  return read.operands.map((word) => writes(at(word), origin));
};

/** sort(1). */
const sort: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "kotST", longValued: ["key", "output", "field-separator"] });
  const written = optionValues(read, "o", "output").map((word) => writes(at(word), { kind: "command", by: "sort" }));
  return [...reads(read.operands.filter((word) => knownValue(word.value) !== "-")), ...written];
};

/** GNU coreutils manual; sponge(1) of moreutils. */
export const CREATING: Readonly<Record<string, CommandFiles>> = { tee, touch, mkdir, truncate, dd, sponge, sort };
