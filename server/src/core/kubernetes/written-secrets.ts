import { findSecrets, judgeNamed } from "../secrets/detect.ts";
import { secretsInFile } from "../secrets/in-file.ts";
import type { SecretMatch } from "../secrets/match.ts";
import { credentialTexts } from "../shell/credentials.ts";
import type { Invocation } from "../shell/syntax.ts";
import { type EmbeddedText, embeddedSlice, embeddedSpan } from "../text/embedded.ts";
import { firstIndex } from "../text/first-index.ts";
import type { Span } from "../text/span.ts";
import { type ContainerCommand, commandsOf } from "./commands.ts";
import { handlersOf } from "./handlers.ts";
import { isKind, nameOf } from "./kinds.ts";
import { inSentence } from "./label.ts";
import type { Container, KubernetesDocument, KubernetesObject } from "./model.ts";
import { itemsAt, type MappingNode, mappingAt, nodeAt, type ScalarNode, textAt, type YamlNode } from "./node.ts";
import { embedScalar } from "./scalar-text.ts";

/** A credential that is written out in an object which is not made to hold credentials. */
export interface WrittenSecret {
  readonly match: SecretMatch;
  /** The credential alone, in the document. */
  readonly span: Span;
  /** Where it stands, as the middle of a sentence: "variable `TOKEN` of container `web` of Deployment `shop`". */
  readonly place: string;
  /** The environment variable whose whole value it is, with what declares it. */
  readonly variable?: { readonly name: string; readonly entry: MappingNode; readonly container: Container };
}

/** The credentials that are written out in an object: in variables, commands, probes, annotations and the data of a ConfigMap. */
export function writtenSecrets(document: KubernetesDocument, object: KubernetesObject): readonly WrittenSecret[] {
  const found = new SecretCollector(document);
  found.readAnnotations(mappingAt(object.root, "metadata", "annotations"), nameOf(object));
  if (isKind(object, "ConfigMap", "")) found.readConfiguration(object);
  for (const pod of object.pods) {
    const isOwn = pod.metadata === mappingAt(object.root, "metadata");
    if (!isOwn) found.readAnnotations(mappingAt(pod.metadata, "annotations"), pod.owner);
    for (const container of pod.containers) found.readContainer(container);
  }
  return found.secrets;
}

class SecretCollector {
  readonly secrets: WrittenSecret[] = [];
  /** Those of the secrets, which do not overlap, in the order of the text. */
  private readonly places: Span[] = [];

  constructor(private readonly document: KubernetesDocument) {}

  readAnnotations(annotations: MappingNode | undefined, who: string): void {
    for (const { key, value } of annotations?.entries ?? []) {
      if (value.kind === "scalar")
        this.addAll(this.embed(value), findSecrets(value.text), `annotation \`${key}\` of ${who}`);
    }
  }

  readConfiguration(object: KubernetesObject): void {
    for (const { key, value } of mappingAt(object.root, "data")?.entries ?? []) {
      if (value.kind !== "scalar") continue;
      const own = judgeNamed(key, value.text);
      const matches = own === undefined ? secretsInFile(key, value.text) : [own];
      this.addAll(this.embed(value), matches, `\`${key}\` of ${nameOf(object)}`);
    }
  }

  readContainer(container: Container): void {
    for (const entry of itemsAt(container.node, "env")) this.readVariable(entry, container);
    for (const command of commandsOf(this.document, container)) this.readCommand(command, container);
    for (const { node, name } of handlersOf(container)) {
      for (const header of itemsAt(node, "httpGet", "httpHeaders")) {
        this.readHeader(header, `a header of the ${name} of ${inSentence(container)}`);
      }
    }
  }

  private readVariable(entry: YamlNode, container: Container): void {
    const name = textAt(entry, "name");
    const value = nodeAt(entry, "value");
    if (entry.kind !== "mapping" || name === undefined || value?.kind !== "scalar") return;
    const place = `variable \`${name}\` of ${inSentence(container)}`;
    const match = judgeNamed(name, value.text);
    if (match === undefined) {
      this.addAll(this.embed(value), findSecrets(value.text), place);
    } else {
      this.add(this.embed(value), match, place, { name, entry, container });
    }
  }

  private readCommand(command: ContainerCommand, container: Container): void {
    const place = `the ${command.name} of ${inSentence(container)}`;
    for (const invocation of command.invocations) this.readInvocation(invocation, place);
    for (const word of command.words) {
      // Usage text shows how a URL is written.
      const matches = findSecrets(word.text).filter(
        ({ kind }) => kind !== "url-password" || !/\becho\b/.test(word.text),
      );
      this.addAll(this.embed(word), matches, place);
    }
  }

  private readInvocation(invocation: Invocation, place: string): void {
    for (const { content, name, form } of credentialTexts(invocation)) {
      const named = form === "document" ? undefined : judgeNamed(name, content.text);
      const matches = form === "document" ? secretsInFile("", content.text) : named === undefined ? [] : [named];
      this.addAll(content, matches, place);
    }
  }

  /** `Authorization: Bearer …` (RFC 9110, section 11). */
  private readHeader(header: YamlNode, place: string): void {
    const name = textAt(header, "name");
    const value = nodeAt(header, "value");
    if (name === undefined || value?.kind !== "scalar") return;
    const content = this.embed(value);
    if (!/^(?:proxy-)?authorization$/i.test(name)) {
      const match = judgeNamed(name, value.text);
      if (match !== undefined) this.add(content, match, place);
      return;
    }
    const scheme = /^[A-Za-z][\w-]*[ \t]+/.exec(value.text)?.[0] ?? "";
    const match = judgeNamed("auth-token", value.text.slice(scheme.length));
    if (match !== undefined) this.add(embeddedSlice(content, scheme.length), match, place);
  }

  private embed(node: ScalarNode): EmbeddedText {
    return embedScalar(this.document, node);
  }

  private addAll(content: EmbeddedText, matches: readonly SecretMatch[], place: string): void {
    for (const match of matches) this.add(content, match, place);
  }

  private add(content: EmbeddedText, match: SecretMatch, place: string, variable?: WrittenSecret["variable"]): void {
    const span = embeddedSpan(content, match.span.start, match.span.end);
    const next = firstIndex(this.places, ({ end }) => end > span.start);
    if ((this.places[next]?.start ?? Number.POSITIVE_INFINITY) < span.end) return;
    this.places.splice(next, 0, span);
    this.secrets.push({ match, span, place, ...(variable !== undefined && { variable }) });
  }
}
