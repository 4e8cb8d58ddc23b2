import { parseImageReference } from "../image/reference.ts";
import type { KubernetesModel } from "../kubernetes/model.ts";
import { itemsAt, type MappingNode, mappingAt, nodeAt, textAt, type YamlNode } from "../kubernetes/node.ts";
import type { Fact, Place } from "./facts.ts";
import { folderOfPath, resolvePath } from "./paths.ts";
import { type PlaceOf, placesIn } from "./place.ts";

/** The images that a Compose file builds (Compose specification, "build"). Names and paths with variables are not followed. */
export function composeFacts(path: string, model: KubernetesModel): readonly Fact[] {
  const folder = folderOfPath(path);
  return inRoots(path, model, (root, placeOf) =>
    (mappingAt(root, "services")?.entries ?? []).flatMap(({ value: service }) => {
      const build = nodeAt(service, "build");
      const context = build?.kind === "scalar" ? build.text : (textAt(build, "context") ?? ".");
      if (build === undefined || nodeAt(build, "dockerfile_inline") !== undefined) return [];
      return buildFact(placeOf(build.span), folder, {
        image: textAt(service, "image"),
        context,
        dockerfile: textAt(build, "dockerfile"),
        target: textAt(build, "target"),
      });
    }),
  );
}

/** The images that a `skaffold.yaml` builds, in any profile (Skaffold reference, "build.artifacts"). */
export function skaffoldFacts(path: string, model: KubernetesModel): readonly Fact[] {
  const folder = folderOfPath(path);
  return inRoots(path, model, (root, placeOf) =>
    [root, ...itemsAt(root, "profiles")]
      .flatMap((part) => itemsAt(part, "build", "artifacts"))
      .flatMap((artifact) => artifactFacts(artifact, placeOf(artifact.span), folder)),
  );
}

function artifactFacts(artifact: YamlNode, place: Place, folder: string): readonly Fact[] {
  const image = textAt(artifact, "image");
  const name = image === undefined ? undefined : imageKey(image);
  const filled: readonly Fact[] = name === undefined ? [] : [{ table: "filledImage", keys: [name], value: { place } }];
  if (OTHER_BUILDERS.some((key) => nodeAt(artifact, key) !== undefined)) return filled;
  const builder = mappingAt(artifact, "docker") ?? mappingAt(artifact, "kaniko");
  const build = buildFact(place, folder, {
    image,
    context: textAt(artifact, "context") ?? ".",
    dockerfile: textAt(builder, "dockerfile"),
    target: textAt(builder, "target"),
  });
  return [...filled, ...build];
}

/** Builders that read no Dockerfile. */
const OTHER_BUILDERS = ["bazel", "ko", "jib", "buildpacks", "custom"];

function inRoots(
  path: string,
  { parts, lines }: KubernetesModel,
  read: (root: MappingNode, placeOf: PlaceOf) => readonly Fact[],
): readonly Fact[] {
  return parts.flatMap(({ document: { root }, offset }) =>
    root?.kind === "mapping" ? read(root, placesIn(path, lines, offset)) : [],
  );
}

interface Build {
  readonly image: string | undefined;
  readonly context: string;
  readonly dockerfile: string | undefined;
  readonly target: string | undefined;
}

function buildFact(place: Place, folder: string, build: Build): readonly Fact[] {
  const { image, context, dockerfile = "Dockerfile", target } = build;
  if ([context, dockerfile, target ?? ""].some((text) => text.includes("$")) || /:\/\/|^git@/.test(context)) return [];
  const root = resolvePath(folder, context);
  const value = { image, context: root, dockerfile: resolvePath(root, dockerfile), target, place };
  const name = image === undefined ? undefined : imageKey(image);
  const keys = [`dockerfile/${value.dockerfile}`, ...(name === undefined ? [] : [`image/${name}`])];
  return [{ table: "build", keys, value }];
}

/** The name under which an image is looked up: without tag and digest; undefined where it is no image reference. */
export function imageKey(image: string): string | undefined {
  const reference = parseImageReference(image);
  if (reference === undefined) return undefined;
  return reference.domain === undefined ? reference.repository : `${reference.domain}/${reference.repository}`;
}

/** The chart that a `Chart.yaml` (Helm 3) or `requirements.yaml` (Helm 2) belongs to. */
export function chartFacts(path: string, { parts }: KubernetesModel): readonly Fact[] {
  const root: YamlNode | undefined = parts[0]?.document.root;
  if (root === undefined) return [];
  const folder = folderOfPath(path);
  const hasDependencies = itemsAt(root, "dependencies").length > 0;
  return [{ table: "chart", keys: [folder], value: { folder, hasDependencies } }];
}
