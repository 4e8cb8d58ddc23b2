import type { DockerfileModel } from "../../dockerfile/model.ts";
import { lineBelowComments } from "./places.ts";
import { commentText, type ReadContext, type Suppression, takesAll, takesEquivalents } from "./suppression.ts";

/** `# check=skip=SecretsUsedInArgOrEnv;error=true` at the top of a Dockerfile (Dockerfile reference, "Parser directives"). */
export function buildkitDirectives({ directives, lines, text }: DockerfileModel): readonly Suppression[] {
  return directives
    .filter(({ name }) => name === "check")
    .map(({ valueSpan: { start } }) => text.slice(start, lines.lineEnd(lines.lineAt(start))))
    .flatMap(skipped)
    .map((takes) => ({ coverage: { kind: "file" }, takes }));
}

/** The same among the comments above an instruction, for that one alone (moby/buildkit pull request 6334). */
export function buildkitComments({ places, comments }: ReadContext): readonly Suppression[] {
  return comments.flatMap((comment) => {
    const match = /^#[ \t]*check[ \t]*=(.*)$/i.exec(commentText(places, comment));
    const line = match === null ? undefined : lineBelowComments(places, places.lines.lineAt(comment.start));
    if (line === undefined) return [];
    return skipped(match?.[1] ?? "").map((takes): Suppression => ({ coverage: { kind: "line", line }, takes }));
  });
}

function skipped(options: string): readonly Suppression["takes"][] {
  const written = options.split("//")[0] ?? "";
  return written.split(";").flatMap((option) => {
    const [key = "", value = ""] = option.split("=").map((part) => part.trim());
    if (key !== "skip" || value === "") return [];
    return value === "all"
      ? [takesAll("buildkit")]
      : [
          takesEquivalents(
            "buildkit",
            value.split(",").map((id) => id.trim()),
          ),
        ];
  });
}
