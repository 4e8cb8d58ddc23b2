import type { TextEdit } from "../text/edit.ts";
import { addFlag, removePair } from "./edit.ts";
import type { DockerfileModel, Instruction, RunInstruction } from "./model.ts";
import { secretVariableFlag, supportsSecretVariables, variableSecret } from "./secret-mount.ts";
import {
  type DeclaredPair,
  isSurelyUnread,
  pairSecret,
  referencedNames,
  type VariableUse,
  variableUses,
} from "./variable-uses.ts";

/** A change that takes a secret variable out of the build. */
export interface SecretVariableChange {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly note: string;
  /** The build does what it did once the secret is given to it, and the program that is shipped misses nothing. */
  readonly isSafe: boolean;
}

/**
 * Takes out pairs that declare one secret (an `ENV`, an `ARG`, those of stages that inherit it) and gives each `RUN` that reads the
 * variable a secret mount. Undefined where another instruction needs the value, or the build has no such mounts.
 */
export function mountSecretVariable(
  model: DockerfileModel,
  pairs: readonly DeclaredPair[],
): SecretVariableChange | undefined {
  const uses = pairs.flatMap((declared) =>
    variableUses(model, declared)
      .filter(({ instruction }) => !isOwnUse(instruction, declared.pair.name, pairs, model.escape))
      .map((use) => ({ ...use, name: declared.pair.name })),
  );
  const built = uses.filter(({ instruction }) => !isStarted(instruction));
  if (!built.every(isRunUse)) return undefined;
  const isMountable = built.every(({ instruction }) => instruction.before.shell.dialect === "posix");
  if (built.length > 0 && !(isMountable && supportsSecretVariables(model))) return undefined;
  const names = [...new Set((built.length > 0 ? built : pairs.map(({ pair }) => pair)).map(({ name }) => name))];
  return {
    title: title(names, built.length > 0),
    edits: [
      ...pairs.map(({ instruction, pair }) => removePair(model, instruction, pair)),
      ...built.map(({ instruction, name }) =>
        addFlag(instruction, secretVariableFlag(variableSecret(name), name, hasLiteral(pairs, name))),
      ),
    ],
    note: note(
      names,
      built.length > 0,
      pairs.some((pair) => isShippedEnvironment(model, pair)),
    ),
    isSafe: pairs.every((declared) => isSafeToRemove(model, declared, built)),
  };
}

/** An argument that nothing was given for was empty, and the build went on. */
function hasLiteral(pairs: readonly DeclaredPair[], name: string): boolean {
  return pairs.some(({ pair }) => pair.name === name && pair.value !== undefined && !pair.value.raw.includes("$"));
}

/** Nothing but pairs that go as well. */
function isOwnUse(instruction: Instruction, name: string, pairs: readonly DeclaredPair[], escape: string): boolean {
  if (instruction.keyword !== "ENV" && instruction.keyword !== "ARG") return false;
  return instruction.pairs
    .filter(({ value }) => value !== undefined && referencedNames(value.raw, escape).has(name))
    .every((pair) => pairs.some((other) => other.pair === pair));
}

type NamedUse = VariableUse & { readonly name: string };

function isRunUse(use: NamedUse): use is NamedUse & { readonly instruction: RunInstruction } {
  return use.instruction.keyword === "RUN" && !use.instruction.onbuild;
}

/** What a container starts with reads its variables then; it can be given them then. */
function isStarted({ keyword }: Instruction): boolean {
  return keyword === "CMD" || keyword === "ENTRYPOINT" || keyword === "HEALTHCHECK";
}

/** The environment of the shipped image is what the program finds when it runs. */
function isShippedEnvironment(model: DockerfileModel, { instruction }: DeclaredPair): boolean {
  return instruction.keyword === "ENV" && model.shippedChain.some(({ index }) => index === instruction.stageIndex);
}

function isSafeToRemove(model: DockerfileModel, declared: DeclaredPair, built: readonly NamedUse[]): boolean {
  if (isShippedEnvironment(model, declared) || hasStandIn(declared)) return false;
  const isReadByName = built.some(({ how, name }) => name === declared.pair.name && how !== "perhaps");
  return isReadByName || isSurelyUnread(model, declared);
}

/** A default that is no secret lets the build go on without one. */
function hasStandIn({ pair }: DeclaredPair): boolean {
  const { value } = pair;
  return value !== undefined && value.text !== "" && !value.raw.includes("$") && pairSecret(pair) === undefined;
}

function title(names: readonly string[], isMounted: boolean): string {
  const list = names.map((name) => `\`${name}\``).join(" and ");
  return isMounted ? `Read ${list} from a secret mount` : `Remove ${list}`;
}

function note(names: readonly string[], isMounted: boolean, isShipped: boolean): string {
  const parts = [
    ...(isMounted ? names.map((name) => `Build with \`${variableSecret(name).command}\`.`) : []),
    ...(isShipped
      ? [`Where the program needs it, pass it when the container starts (\`docker run -e ${names[0]}\`).`]
      : []),
    "Replace the secret where it was ever built or committed.",
  ];
  return parts.join(" ");
}
