import type { ChartFact } from "./facts.ts";
import { foldersAbove } from "./paths.ts";
import type { WorkspaceView } from "./workspace-index.ts";

/** The charts in whose folders a file lies, the innermost first. */
export function chartsAround(view: WorkspaceView, path: string): readonly ChartFact[] {
  return foldersAbove(path).flatMap((folder) => view.find("chart", folder));
}
