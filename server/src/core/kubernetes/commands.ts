import { type Argument, joinArguments } from "../shell/argument-list.ts";
import { parseShell } from "../shell/parse.ts";
import type { Invocation, ShellContext } from "../shell/syntax.ts";
import { unknown } from "../text/resolved.ts";
import { handlersOf } from "./handlers.ts";
import type { Container, KubernetesDocument } from "./model.ts";
import { itemsAt, type ScalarNode, type YamlNode } from "./node.ts";
import { embedScalar } from "./scalar-text.ts";

/** A command that a container, or a probe or hook of it, runs. */
export interface ContainerCommand {
  /** As a message names what runs it: "container `web`", "the liveness probe". */
  readonly name: string;
  /** Its arguments as they are written, the program's name among them where it is. */
  readonly words: readonly ScalarNode[];
  readonly invocations: readonly Invocation[];
}

const CONTEXT: ShellContext = {
  dialect: "posix",
  cwd: unknown("the image decides"),
  home: unknown("the image decides"),
  variable: () => unknown("it is set where the container runs"),
};

/** The commands that are written in a container; places are those of the document. Scripts of Tekton and Argo are among them. */
export function commandsOf(document: KubernetesDocument, container: Container): readonly ContainerCommand[] {
  const { node } = container;
  const command = itemsAt(node, "command");
  const own = readCommand(document, "command", command, itemsAt(node, "args"));
  const others = handlersOf(container).flatMap((handler) => {
    const words = itemsAt(handler.node, "exec", "command");
    return readCommand(document, handler.name, words, []);
  });
  return [...own, ...others];
}

/** Where no command is written, the image's own program gets the arguments. */
function readCommand(
  document: KubernetesDocument,
  name: string,
  command: readonly YamlNode[],
  args: readonly YamlNode[],
): readonly ContainerCommand[] {
  const nodes = [...command, ...args];
  if (nodes.length === 0) return [];
  const list = nodes.map((node): Argument => (node.kind === "scalar" ? embedScalar(document, node) : undefined));
  const line = joinArguments(command.length === 0 ? [undefined, ...list] : list);
  const words = nodes.filter((node) => node.kind === "scalar");
  return [{ name, words, invocations: parseShell(line, CONTEXT).invocations }];
}
