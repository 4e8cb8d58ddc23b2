import { type Resolved, UNSET, unknown } from "../text/resolved.ts";
import type { VariableDeclaration } from "./model.ts";

/** Declarations by name, the ones before them in `older`; each batch is at most half as large as the one before it. */
interface Batch {
  readonly byName: ReadonlyMap<string, VariableDeclaration>;
  readonly older: Batch | undefined;
}

/**
 * The variables that are in force at one place of a stage. It never changes: what is declared makes another one, so that a place
 * where the same variables are in force as before is told by its scope being the same object.
 */
export class VariableScope {
  /** What was found for the stages that are built on this one. */
  private known: Map<string, VariableDeclaration | undefined> | undefined;

  /** `unset` tells what a name means that nothing declares; a stage built on another takes that from it, with its variables. */
  constructor(
    private readonly unset: (name: string) => Resolved<string>,
    private readonly parent?: VariableScope,
    private readonly newest?: Batch,
  ) {}

  /** The scope of a stage that is built on the one with this scope. */
  child(): VariableScope {
    return new VariableScope(this.unset, this);
  }

  /** The scope behind an instruction that declares these. */
  with(declarations: readonly VariableDeclaration[]): VariableScope {
    let byName = new Map(declarations.map((declaration) => [declaration.name, declaration]));
    let older = this.newest;
    for (; older !== undefined && older.byName.size <= 2 * byName.size; older = older.older) {
      byName = merged(older.byName, byName);
    }
    return new VariableScope(this.unset, this.parent, { byName, older });
  }

  /** The declaration in force. An ENV wins over an ARG of the same name, wherever it stands, and the stage's own over those below. */
  declaration(name: string): VariableDeclaration | undefined {
    return this.own(name) ?? this.parent?.handedOn(name);
  }

  /**
   * The same for the stages that are built on this one, each of which may ask. What is found is kept, since thousands of stages may
   * be built on each other; for the same reason this is a loop.
   */
  private handedOn(name: string): VariableDeclaration | undefined {
    const passed: VariableScope[] = [];
    let found: VariableDeclaration | undefined;
    let scope: VariableScope | undefined = this;
    for (; scope !== undefined && found === undefined && scope.known?.has(name) !== true; scope = scope.parent) {
      passed.push(scope);
      found = scope.own(name);
    }
    found ??= scope?.known?.get(name);
    for (const stage of passed) {
      stage.known ??= new Map();
      stage.known.set(name, found);
    }
    return found;
  }

  value(name: string): Resolved<string> {
    return this.declaration(name)?.value ?? this.unset(name);
  }

  private own(name: string): VariableDeclaration | undefined {
    let argument: VariableDeclaration | undefined;
    for (let batch = this.newest; batch !== undefined; batch = batch.older) {
      const declaration = batch.byName.get(name);
      if (declaration?.kind === "ENV") return declaration;
      argument ??= declaration;
    }
    return argument;
  }
}

function merged(older: Batch["byName"], newer: Batch["byName"]): Map<string, VariableDeclaration> {
  const all = new Map(older);
  for (const [name, declaration] of newer) {
    if (declaration.kind === "ENV" || older.get(name)?.kind !== "ENV") all.set(name, declaration);
  }
  return all;
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
