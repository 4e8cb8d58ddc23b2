/** A file to look at. `path` is relative to the workspace where there is one, with `/`; it decides the kind of file together with the text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The kinds of file Hullcheck reads. */
export type DocumentKind = "dockerfile" | "kubernetes";
