import { commentText, type ReadContext, type Suppression, takesAll } from "./suppression.ts";

/**
 * `# NOSONAR` behind a value of a manifest, for what is reported on its line. In a Dockerfile, where no comment can stand on the line of an
 * instruction, it means nothing (SonarQube's documentation of its Docker analyzer, "No NoSonar Support").
 */
export function nosonarComments({ places, comments }: ReadContext): readonly Suppression[] {
  return comments
    .filter((comment) => commentText(places, comment).includes("NOSONAR"))
    .map(({ start }) => ({ coverage: { kind: "line", line: places.lines.lineAt(start) }, takes: takesAll("sonar") }));
}
