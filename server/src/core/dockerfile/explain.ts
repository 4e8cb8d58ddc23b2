import { explainCapability } from "../knowledge/capabilities.ts";
import { type Explanation, inCode, type PlacedExplanation } from "../knowledge/explanation.ts";
import { DOCKERFILE_REFERENCE, explainMount, PREDEFINED_ARGS } from "../knowledge/fields.ts";
import { capabilityGrants } from "../shell/file-capabilities.ts";
import { modeArgument } from "../shell/mode-argument.ts";
import type { Invocation } from "../shell/syntax.ts";
import { knownValue } from "../text/resolved.ts";
import { type Span, span, touches } from "../text/span.ts";
import { explainMode } from "./explain-mode.ts";
import type {
  ArgInstruction,
  DockerfileModel,
  EnvInstruction,
  Instruction,
  NamedValue,
  RunInstruction,
  UserInstruction,
} from "./model.ts";
import { isRootName } from "./start-user.ts";
import { everyInstruction } from "./walk.ts";

/** What stands at an offset of a Dockerfile, as far as it says something about security. */
export function explainDockerfile(model: DockerfileModel, offset: number): PlacedExplanation | undefined {
  const instruction = everyInstruction(model).find((candidate) => touches(candidate.span, offset));
  return instruction && explainInstruction(model, instruction, offset);
}

function explainInstruction(
  model: DockerfileModel,
  instruction: Instruction,
  offset: number,
): PlacedExplanation | undefined {
  switch (instruction.keyword) {
    case "USER":
      return placed(instruction.span, explainUser(model, instruction));
    case "ENV":
    case "ARG":
      return explainVariable(model, instruction, offset);
    case "RUN":
      return explainRun(model, instruction, offset);
    case "COPY":
    case "ADD": {
      const { chmod } = instruction;
      return chmod !== undefined && touches(chmod.span, offset)
        ? placed(innermost(offset, chmod.valueSpan, chmod.span), explainMode(chmod.value ?? ""))
        : undefined;
    }
    default:
      return undefined;
  }
}

/** The first of some places that the offset is in. */
function innermost(offset: number, first: Span, ...others: readonly Span[]): Span {
  return [first, ...others].find((place) => touches(place, offset)) ?? first;
}

function placed(place: Span, explanation: Explanation | undefined): PlacedExplanation | undefined {
  return explanation && { ...explanation, span: place };
}

function explainUser(model: DockerfileModel, instruction: UserInstruction): Explanation {
  const value = instruction.user?.value;
  const user = value === undefined ? undefined : knownValue(value);
  return {
    title: inCode(user === undefined ? "USER" : `USER ${user}`),
    lines: [
      userMeaning(user),
      "Files that `COPY` and `ADD` bring belong to root all the same, unless `--chown` says otherwise.",
      ...userPlace(model, instruction),
    ],
    link: DOCKERFILE_REFERENCE.user,
  };
}

function userMeaning(user: string | undefined): string {
  if (user === undefined) return "What follows runs as this user; who that is, only the build knows.";
  if (isRootName(user)) return "What follows runs as root: whoever takes over the process is root in the container.";
  return /^\d/.test(user)
    ? "What follows runs as this user. It is a number, so that Kubernetes can check that it is not root."
    : "What follows runs as this user. It is a name: Kubernetes cannot tell that it is not root, and with `runAsNonRoot` does not start it.";
}

function userPlace({ shipped }: DockerfileModel, instruction: UserInstruction): readonly string[] {
  if (shipped === undefined || instruction.onbuild) return [];
  return shipped.after.user.instruction === instruction
    ? ["It is the user that the image's containers start as."]
    : ["The image's containers do not start as this user: a later line, or another stage, decides."];
}

/** The pair at the offset; the keyword stands for the first. */
function explainVariable(
  model: DockerfileModel,
  instruction: EnvInstruction | ArgInstruction,
  offset: number,
): PlacedExplanation | undefined {
  const { pairs, keyword, keywordSpan } = instruction;
  const pair = touches(keywordSpan, offset) ? pairs[0] : pairs.find((candidate) => touches(candidate.span, offset));
  if (pair === undefined) return undefined;
  const isShipped = model.shippedChain.some(({ index }) => index === instruction.stageIndex);
  return placed(
    innermost(offset, keywordSpan, pair.nameSpan, pair.span),
    keyword === "ENV" ? explainEnv(pair, isShipped) : explainArg(pair, instruction.stageIndex === undefined, isShipped),
  );
}

const OTHER_STAGE = "This stage is not part of the image that ships: there its value is not.";

function explainEnv({ name }: NamedValue, isShipped: boolean): Explanation {
  return {
    title: inCode(`ENV ${name}`),
    lines: [
      isShipped
        ? "Its value is part of the image: whoever can pull it reads it, and every process of the container has it."
        : OTHER_STAGE,
      "A later `ENV` or `unset` hides it, but leaves it in the history. Secrets belong in `RUN --mount=type=secret`.",
    ],
    link: DOCKERFILE_REFERENCE.env,
  };
}

function explainArg({ name }: NamedValue, isGlobal: boolean, isShipped: boolean): Explanation {
  const title = inCode(`ARG ${name}`);
  if (isGlobal) {
    return {
      title,
      lines: [`It holds in the \`FROM\` lines only. A stage that needs it has an ${title} of its own.`],
      link: DOCKERFILE_REFERENCE.arg,
    };
  }
  const isPredefined = PREDEFINED_ARGS.has(name);
  return {
    title,
    lines: [
      isShipped
        ? "Containers do not have it, but the history does, with every `RUN` that follows: whoever can pull the image reads it."
        : OTHER_STAGE,
      isPredefined
        ? "Builds know it without this line, too, and then it stays out of the history."
        : "Provenance attestations hold it as well (`mode=max`). Secrets belong in `RUN --mount=type=secret`.",
    ],
    link: isPredefined ? DOCKERFILE_REFERENCE.predefinedArgs : DOCKERFILE_REFERENCE.arg,
  };
}

function explainRun(model: DockerfileModel, run: RunInstruction, offset: number): PlacedExplanation | undefined {
  const mount = run.mounts.find(({ flag }) => touches(flag.span, offset));
  if (mount !== undefined) return placed(mount.flag.span, explainMount(mount.type));
  for (const command of run.scripts.flatMap(({ invocations }) => invocations)) {
    const found = explainCommand(model, command, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}

function explainCommand(model: DockerfileModel, command: Invocation, offset: number): PlacedExplanation | undefined {
  const mode = modeArgument(command)?.word;
  if (mode !== undefined && touches(mode.span, offset)) {
    return placed(mode.span, explainMode(knownValue(mode.value) ?? ""));
  }
  const grant = capabilityGrants(command).find(({ word }) => touches(word.span, offset));
  if (grant === undefined) return undefined;
  const name = wordAround(model.text, grant.word.span, offset);
  const explanation = explainCapability(model.text.slice(name.start, name.end));
  return (
    explanation && {
      ...explanation,
      lines: [...explanation.lines, "On a file: whoever may start the program gets it, root or not."],
      span: name,
    }
  );
}

/** The letters, digits and underscores around an offset, as far as they are inside a span. */
function wordAround(text: string, around: Span, offset: number): Span {
  const isPart = (at: number): boolean => /\w/.test(text.charAt(at));
  let [start, end] = [offset, offset];
  while (start > around.start && isPart(start - 1)) start--;
  while (end < around.end && isPart(end)) end++;
  return span(start, end);
}
