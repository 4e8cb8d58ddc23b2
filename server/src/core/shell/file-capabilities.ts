import { knownValue } from "../text/resolved.ts";
import { hasOption, readOptions } from "./options.ts";
import type { Invocation, Word } from "./syntax.ts";

/** Capabilities that a command gives to files. */
export interface CapabilityGrant {
  /** The word that lists them. */
  readonly word: Word;
  /** Undefined where `xargs` puts it there. */
  readonly file: Word | undefined;
  /** Names in lower case, `cap_…`; `all` for every one. */
  readonly permitted: ReadonlySet<string>;
}

/** What `setcap` puts on files (setcap(8)): pairs of a text and a file; `-r` takes away, `-v` only compares, `-` reads input. */
export function capabilityGrants(invocation: Invocation): readonly CapabilityGrant[] {
  if (invocation.name !== "setcap") return [];
  const read = readOptions(invocation, { valued: "n" });
  if (hasOption(read, "r", "v")) return [];
  return read.operands.flatMap((word, i): readonly CapabilityGrant[] => {
    const file = i % 2 === 0 ? read.operands[i + 1] : undefined;
    const text = knownValue(word.value);
    const isFilled = file !== undefined || invocation.context === "exec-argument";
    if (i % 2 !== 0 || !isFilled || text === undefined) return [];
    return [{ word, file, permitted: permittedCapabilities(text) }];
  });
}

/** `cap_net_raw,cap_net_admin+ep`; without names, all are meant. */
const CLAUSE = /^([a-z0-9_,]*)([-+=][-+=eip]*)$/;

/**
 * The capabilities that a file has in its permitted set after a text such as `cap_net_raw+ep` or `=ep cap_chown-ep`
 * (cap_from_text(3)). The inheritable set counts for nothing as long as the process brings none along, as in containers.
 */
function permittedCapabilities(text: string): ReadonlySet<string> {
  const permitted = new Set<string>();
  for (const clause of text.toLowerCase().trim().split(/\s+/)) {
    const [, list = "", actions = ""] = CLAUSE.exec(clause) ?? [];
    const names = list === "" || list.split(",").includes("all") ? ["all"] : list.split(",");
    for (const [, operator, flags = ""] of actions.matchAll(/([-+=])([eip]*)/g)) {
      applyAction(permitted, names, operator ?? "", flags.includes("p"));
    }
  }
  return permitted;
}

function applyAction(
  permitted: Set<string>,
  names: readonly string[],
  operator: string,
  namesPermitted: boolean,
): void {
  const isAll = names[0] === "all";
  const takesAway = operator === "=" || (operator === "-" && namesPermitted);
  if (takesAway && isAll) permitted.clear();
  for (const name of names) {
    if (takesAway) permitted.delete(name);
    if (operator !== "-" && namesPermitted) permitted.add(name);
  }
}
