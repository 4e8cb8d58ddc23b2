import { type Resolved, UNSET, unknown } from "../text/resolved.ts";
import type { VariableDeclaration } from "./model.ts";

interface Entry {
  /** Number of the instruction that declares it: visible from the next one on. */
  readonly at: number;
  readonly declaration: VariableDeclaration;
}

/** The variables of one stage over time. Look-ups name an instruction, so that nothing is copied from one to the next. */
export class VariableScope {
  private readonly entries = new Map<string, Entry[]>();

  /** `unset` tells what a name means that nothing declares; a stage built on another takes that from it, with its variables. */
  constructor(
    private readonly unset: (name: string) => Resolved<string>,
    private readonly parent?: VariableScope,
  ) {}

  /** The scope of a stage that is built on the one with this scope. */
  child(): VariableScope {
    return new VariableScope(this.unset, this);
  }

  declare(at: number, declaration: VariableDeclaration): void {
    const entries = this.entries.get(declaration.name) ?? [];
    entries.push({ at, declaration });
    this.entries.set(declaration.name, entries);
  }

  /** The declaration in force before instruction `at`. An ENV wins over an ARG of the same name, wherever it stands. */
  declaration(name: string, at: number): VariableDeclaration | undefined {
    const visible = latest(this.entries.get(name), at);
    return visible ?? this.parent?.last(name);
  }

  /** What the stage leaves in force: a loop, since thousands of stages may be built on each other. */
  private last(name: string): VariableDeclaration | undefined {
    for (let scope: VariableScope | undefined = this; scope !== undefined; scope = scope.parent) {
      const declaration = latest(scope.entries.get(name), Number.POSITIVE_INFINITY);
      if (declaration !== undefined) return declaration;
    }
    return undefined;
  }

  value(name: string, at: number): Resolved<string> {
    return this.declaration(name, at)?.value ?? this.unset(name);
  }
}

function latest(entries: readonly Entry[] | undefined, at: number): VariableDeclaration | undefined {
  let argument: VariableDeclaration | undefined;
  for (let i = (entries?.length ?? 0) - 1; i >= 0; i--) {
    const entry = entries?.[i];
    if (entry === undefined || entry.at >= at) continue;
    if (entry.declaration.kind === "ENV") return entry.declaration;
    argument ??= entry.declaration;
  }
  return argument;
}

/** Build arguments that BuildKit sets by itself (Dockerfile reference, "Automatic platform ARGs in the global scope"). */
const PLATFORM_ARGUMENTS = new Set(
  ["TARGET", "BUILD"].flatMap((side) => ["PLATFORM", "OS", "ARCH", "VARIANT", "OSVERSION"].map((part) => side + part)),
);

/** What an undeclared name means before the first FROM: nothing, except for the platform arguments. */
export function globalUnset(name: string): Resolved<string> {
  return PLATFORM_ARGUMENTS.has(name) ? unknown(`\`${name}\` depends on the platform that is built for`) : UNSET;
}

/** What an undeclared name means on a base image that the file does not show. */
export function imageUnset(name: string): Resolved<string> {
  return unknown(`nothing in the file sets \`${name}\`; the base image may`);
}
