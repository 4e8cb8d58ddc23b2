import { resolve } from "node:path";
import { type Baseline, emptyBaseline, goneFindings, readBaseline, updateBaseline, withoutKnown } from "./baseline.ts";
import { type CheckedFile, countOf, type FileNote } from "./reporters/report.ts";
import type { CheckRequest } from "./request.ts";

type Asked = NonNullable<CheckRequest["baseline"]>;

export type KnownFindings =
  /** Takes the findings of the baseline out of the files, and writes it anew where that is asked for. */
  | { readonly kind: "known"; readonly takeOut: (files: readonly CheckedFile[]) => Kept }
  | { readonly kind: "refused"; readonly why: string };

/** What is left to report. */
export interface Kept {
  readonly files: readonly CheckedFile[];
  readonly problems: readonly FileNote[];
  readonly notes: readonly FileNote[];
}

/** Reads the baseline before anything is checked. */
export function knownFindings(asked: Asked, cwd: string): KnownFindings {
  const read = readBaseline(resolve(cwd, asked.path));
  const known = (baseline: Baseline): KnownFindings => ({
    kind: "known",
    takeOut: (files) => takeOut(files, baseline, asked, cwd),
  });
  switch (read.kind) {
    case "baseline":
      return known(read.baseline);
    case "invalid":
      return { kind: "refused", why: `${asked.path}: ${read.why}` };
    case "missing":
      return asked.update
        ? known(emptyBaseline(resolve(cwd, asked.path)))
        : { kind: "refused", why: `${asked.path}: no such file; --update-baseline writes it` };
  }
}

function takeOut(files: readonly CheckedFile[], baseline: Baseline, asked: Asked, cwd: string): Kept {
  const fresh = files.map((file) => withoutKnown(file, baseline, cwd));
  const gone = goneFindings(fresh, baseline, cwd);
  if (!asked.update) {
    const message = `${countOf(gone, "finding")} no longer there; --update-baseline takes them out`;
    return { files: fresh, problems: [], notes: gone === 0 ? [] : [{ path: asked.path, message }] };
  }
  const written = updateBaseline(fresh, baseline, cwd);
  if (written.kind === "failed")
    return { files: fresh, problems: [{ path: asked.path, message: written.why }], notes: [] };
  const all = fresh.map((file) => ({ ...file, diagnostics: [], baselined: [...file.diagnostics, ...file.baselined] }));
  const amount = all.reduce((sum, file) => sum + file.baselined.length, 0);
  return {
    files: all,
    problems: [],
    notes: [{ path: asked.path, message: `holds ${countOf(amount, "finding")} now` }],
  };
}
