import { type ImageReference, parseImageReference } from "../image/reference.ts";
import { perObject } from "../text/per-object.ts";
import type { Span } from "../text/span.ts";
import type { DockerfileModel, Instruction, Mount, Stage } from "./model.ts";
import { everyInstruction } from "./walk.ts";

/** An image that a Dockerfile names, and what for. */
export interface NamedImage {
  readonly reference: ImageReference;
  /** The name as it is written, variables included. */
  readonly span: Span;
  /** A base image, one that files come from, or the frontend that reads the file. */
  readonly use: "base" | "files" | "frontend";
  /** The stage that it is the base of. */
  readonly stage: Stage | undefined;
}

/** Every image that a Dockerfile names: in `# syntax=`, `FROM`, `COPY --from=` and `RUN --mount=from=`. Stages are none. */
export const namedImages = perObject((model: DockerfileModel): readonly NamedImage[] => [
  ...frontends(model),
  ...model.stages.flatMap(baseImage),
  ...everyInstruction(model).flatMap((instruction) => fileSources(model, instruction)),
]);

/** The images of `# syntax=`, of which there is at most one. */
export function frontends({ directives }: DockerfileModel): readonly NamedImage[] {
  return directives.flatMap(({ name, value, valueSpan }): readonly NamedImage[] => {
    const reference = name === "syntax" ? parseImageReference(value) : undefined;
    return reference === undefined ? [] : [{ reference, span: valueSpan, use: "frontend", stage: undefined }];
  });
}

function baseImage(stage: Stage): readonly NamedImage[] {
  const { base, from } = stage;
  if (base.kind !== "image" || from.image === undefined) return [];
  return [{ reference: base.reference, span: from.image.span, use: "base", stage }];
}

function fileSources(model: DockerfileModel, instruction: Instruction): readonly NamedImage[] {
  if (instruction.keyword === "RUN") {
    return instruction.mounts.flatMap((mount) => mountSource(model, instruction.stageIndex, mount));
  }
  if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") return [];
  if (instruction.from?.kind !== "image") return [];
  const { reference, span } = instruction.from;
  return [{ reference, span, use: "files", stage: undefined }];
}

function mountSource(model: DockerfileModel, stageIndex: number | undefined, mount: Mount): readonly NamedImage[] {
  const from = mount.options.get("from");
  if (from === undefined || isEarlierStage(model, stageIndex, from)) return [];
  const reference = parseImageReference(from);
  return reference === undefined ? [] : [{ reference, span: optionSpan(mount, from), use: "files", stage: undefined }];
}

/** Stages are named without regard to case, or by their index (BuildKit, `dockerfile2llb`). */
function isEarlierStage({ stages }: DockerfileModel, before: number | undefined, name: string): boolean {
  return stages
    .slice(0, before)
    .some((stage) => stage.name?.toLowerCase() === name.toLowerCase() || String(stage.index) === name);
}

function optionSpan({ flag }: Mount, value: string): Span {
  const at = (flag.value ?? "").indexOf(`from=${value}`);
  const start = flag.valueSpan.start + at + "from=".length;
  return at < 0 ? flag.span : { start, end: start + value.length };
}
