import { uidOf } from "../dockerfile/accounts.ts";
import { fileEvents } from "../dockerfile/file-events.ts";
import { isTakenBack, type ModeChange, modeChanges } from "../dockerfile/mode-changes.ts";
import type { DockerfileModel, Stage, UserInstruction } from "../dockerfile/model.ts";
import { chainOf } from "../dockerfile/stages.ts";
import { baseFacts, startUser } from "../dockerfile/start-user.ts";
import { commandsOf, shippedInstructions } from "../dockerfile/walk.ts";
import { capabilityGrants } from "../shell/file-capabilities.ts";
import { SETUID } from "../shell/mode-bits.ts";
import { normalizePath } from "../text/path.ts";
import { isPattern } from "../text/pattern.ts";
import { knownValue } from "../text/resolved.ts";
import { span } from "../text/span.ts";
import type {
  BaseFact,
  DockerfileFact,
  Fact,
  ImagePathFact,
  ImageUserFact,
  PrivilegedFileFact,
  StageFact,
} from "./facts.ts";
import { type PlaceOf, placesIn } from "./place.ts";

/** What a Dockerfile is to other files: the image that each of its stages makes. */
export function dockerfileFacts(path: string, model: DockerfileModel): readonly Fact[] {
  const placeOf = filePlaces(path, model);
  const value: DockerfileFact = {
    path,
    stages: model.stages.map((stage) => stageFact(model, stage, placeOf)),
    shipped: model.shipped?.index,
  };
  return model.stages.length === 0 ? [] : [{ table: "dockerfile", keys: [path], value }];
}

function filePlaces(path: string, { lines, placeInFile }: DockerfileModel): PlaceOf {
  const placeOf = placesIn(path, lines);
  if (placeInFile === undefined) return placeOf;
  return (place) => ({ ...placeOf(place), span: span(placeInFile(place.start), placeInFile(place.end)) });
}

function stageFact(model: DockerfileModel, stage: Stage, placeOf: PlaceOf): StageFact {
  const shipped: DockerfileModel = { ...model, shipped: stage, shippedChain: chainOf(stage) };
  return {
    name: stage.name,
    index: stage.index,
    user: userFact(shipped, stage, placeOf),
    isWindows: isWindows(stage),
    base: baseFact(stage, placeOf),
    volumes: volumesOf(shipped, placeOf),
    privileged: [...setuidFiles(shipped, placeOf), ...capableFiles(shipped, placeOf)],
  };
}

function isWindows(stage: Stage): boolean {
  const { dialect } = stage.after.shell;
  return baseFacts(stage)?.distribution === "windows" || dialect === "cmd" || dialect === "powershell";
}

function baseFact(stage: Stage, placeOf: PlaceOf): BaseFact | undefined {
  const lowest = chainOf(stage)[0] ?? stage;
  if (lowest.base.kind !== "image") return undefined;
  const { domain, repository, tag } = lowest.base.reference;
  return { domain, repository, tag, place: placeOf(lowest.from.image?.span ?? lowest.from.keywordSpan) };
}

function userFact(model: DockerfileModel, stage: Stage, placeOf: PlaceOf): ImageUserFact {
  const user = startUser(stage);
  const lowest = chainOf(stage)[0] ?? stage;
  const fromPlace = placeOf(lowest.from.image?.span ?? lowest.from.keywordSpan);
  const base = { setBy: lowest.from.image?.raw ?? "FROM", place: fromPlace, uid: undefined };
  if (user.kind !== "root" && user.kind !== "unprivileged") return { kind: "unknown", ...base };
  const word = user.setBy?.user;
  if (word !== undefined && user.setBy !== undefined) {
    const place = placeOf(word.span);
    const setBy = `USER ${word.raw}`;
    if (user.kind === "root") return { kind: "root", setBy, place, uid: 0 };
    return { ...numbered(model, stage, user.setBy), setBy, place };
  }
  if (user.kind === "root") return { kind: "root", ...base, uid: 0 };
  const runsAs = baseFacts(stage)?.runsAs;
  return { kind: "unprivileged", ...base, uid: typeof runsAs === "object" ? runsAs.uid : undefined };
}

/** Whether a `USER` other than root is a number, and if not, which one it stands for. */
function numbered(
  { shippedChain }: DockerfileModel,
  stage: Stage,
  setBy: UserInstruction,
): Pick<ImageUserFact, "kind" | "uid"> {
  const [name = ""] = (knownValue(stage.after.user.value) ?? "").split(":");
  if (/^\d+$/.test(name)) return { kind: "number", uid: Number(name) };
  const instructions = shippedChain.flatMap((below) => below.instructions);
  const facts = baseFacts(stage);
  const inBase = [facts?.unprivileged, facts?.runsAs].flatMap((account) =>
    typeof account === "object" && account.name === name ? (account.uid ?? []) : [],
  );
  return { kind: setBy.user === undefined ? "unknown" : "name", uid: uidOf(instructions, name)?.value ?? inBase[0] };
}

function volumesOf({ shippedChain }: DockerfileModel, placeOf: PlaceOf): readonly ImagePathFact[] {
  const instructions = shippedChain.flatMap((stage) => stage.instructions);
  return instructions.flatMap((instruction) => {
    if (instruction.keyword !== "VOLUME") return [];
    return instruction.words.flatMap(({ value, span }) => {
      const path = knownValue(value);
      return path?.startsWith("/") ? [{ path: normalizePath(path), place: placeOf(span) }] : [];
    });
  });
}

function setuidFiles(model: DockerfileModel, placeOf: PlaceOf): readonly PrivilegedFileFact[] {
  return modeChanges(model).flatMap((change) => {
    if ((change.bits & SETUID) === 0 || isTakenBack(model, change, SETUID)) return [];
    const place = placeOf(change.span);
    return targetsOf(change).map((path) => ({ path, what: "setuid" as const, capabilities: [], place }));
  });
}

/** The files that are named; neither folders with all below nor what a pattern finds. */
function targetsOf({ by }: ModeChange): readonly string[] {
  if (by.kind === "flag") {
    return fileEvents(by.copy).events.flatMap((event) =>
      event.kind === "create" && !event.isDirectory && event.certainty === "always" ? [event.path] : [],
    );
  }
  const { isRecursive, makesDirectory, targets } = by.argument;
  if (isRecursive || makesDirectory) return [];
  return targets.flatMap(({ value }) => namedFile(knownValue(value)));
}

function namedFile(path: string | undefined): readonly string[] {
  return path?.startsWith("/") && !isPattern(path) ? [normalizePath(path)] : [];
}

function capableFiles(model: DockerfileModel, placeOf: PlaceOf): readonly PrivilegedFileFact[] {
  const instructions = shippedInstructions(model).filter(({ keyword }) => keyword === "RUN");
  return commandsOf(instructions).flatMap(({ command }) =>
    capabilityGrants(command).flatMap(({ word, file, permitted }) => {
      if (permitted.size === 0 || file === undefined) return [];
      const place = placeOf(word.span);
      const capabilities = [...permitted].sort();
      return namedFile(knownValue(file.value)).map((path) => ({
        path,
        what: "capability" as const,
        capabilities,
        place,
      }));
    }),
  );
}
