import { type WrittenText, writtenTexts } from "../shell/written-text.ts";
import { perObject } from "../text/per-object.ts";
import { type Span, span } from "../text/span.ts";
import { fileEvents } from "./file-events.ts";
import type { DockerfileModel, Instruction } from "./model.ts";

/** What an instruction puts into files from the Dockerfile's own text: by its commands, or as a heredoc of `COPY`. */
export const textsWrittenBy = perObject((instruction: Instruction): readonly WrittenText[] => {
  if (instruction.keyword === "RUN") {
    return instruction.scripts.flatMap((script) => script.invocations).flatMap(writtenTexts);
  }
  if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") return [];
  return fileEvents(instruction).events.flatMap((event) =>
    event.kind === "create" && event.origin.kind === "literal" ? [{ path: event.path, spans: event.origin.spans }] : [],
  );
});

/**
 * The places where a pattern (with the flag `g`) matches in a written text. They are looked for in the file, so that the
 * places are exact; a match does not reach over a line, be it one that `printf` and `echo -e` end with `\n`.
 */
export function findWritten({ text }: DockerfileModel, { spans }: WrittenText, pattern: RegExp): readonly Span[] {
  return spans.flatMap((place) =>
    Array.from(text.slice(place.start, place.end).replaceAll(ESCAPED_BLANK, "\n\n").matchAll(pattern), (match) =>
      span(place.start + match.index, place.start + match.index + match[0].length),
    ),
  );
}

/** As long as what stands in for it, so that places stay. */
const ESCAPED_BLANK = /\\[nrt]/g;
