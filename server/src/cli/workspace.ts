import { type AnalyzeOptions, isContextFile, readFacts, WorkspaceIndex, workspaceFacts } from "../core/index.ts";
import type { Fixing, Outcome } from "./check-input.ts";
import { withRequest } from "./choose-rules.ts";
import { configFinder } from "./config-file.ts";
import type { Inputs, OtherFile } from "./inputs.ts";
import type { CheckRequest } from "./request.ts";

/** What the found files say of each other. */
export interface Workspace {
  readonly index: WorkspaceIndex;
  /** What was read of a file, where it was kept; it is given away once. */
  readonly take: (path: string) => AnalyzeOptions["previous"];
}

/** Of so many characters the models are kept, so that most projects are read once; of the rest only the facts. */
const MOST_CHARACTERS = 1_000_000;

/** Reads all files for the sake of each other; undefined for standard input, which has no neighbours. */
export function readWorkspace(
  { inputs, others, isWhole }: Inputs,
  request: CheckRequest,
  cwd: string,
): Workspace | undefined {
  if (isWhole === undefined) return undefined;
  const index = new WorkspaceIndex({ isWhole });
  const models = new Map<string, NonNullable<AnalyzeOptions["previous"]>>();
  const find = configFinder(request.config, cwd);
  let left = MOST_CHARACTERS;
  for (const file of [...inputs, ...others]) {
    const found = find(file.folder);
    const text = textOf(file);
    if (text === undefined || found.kind !== "config") continue;
    const { facts, model } = readFacts({ path: file.path, text }, { config: withRequest(found.config, request) });
    index.update(file.path, facts);
    if (model !== undefined && text.length <= left) {
      models.set(file.path, { model });
      left -= text.length;
    }
  }
  const take: Workspace["take"] = (path) => {
    const model = models.get(path);
    models.delete(path);
    return model;
  };
  return { index, take };
}

/** A key store is known by its name: it has no text. */
function textOf({ path, read }: OtherFile): string | undefined {
  const content = read();
  if (content.kind === "text") return content.text;
  return content.kind === "skipped" && isContextFile(path) ? "" : undefined;
}

/** After fixes were written, the files that follow are judged with what the file says now. */
export function noteChange(index: WorkspaceIndex, outcome: Outcome, fixing: Fixing): void {
  if (fixing !== "write" || outcome.kind !== "checked" || outcome.change === undefined) return;
  const { after, failure } = outcome.change;
  if (failure === undefined) index.update(after.source.path, workspaceFacts({ ...after.source, model: after.model }));
}
