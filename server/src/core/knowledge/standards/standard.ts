/** A published text on how to keep containers safe: the parts of it that a Dockerfile or a manifest can answer. */
export interface Standard {
  readonly name: string;
  /** The edition that the ids and titles are those of. */
  readonly edition: string;
  readonly url: string;
  /** What of it is listed here, in a sentence or two. Markdown. */
  readonly scope: string;
  /** Begins the tags by which a report names its sections, such as the `CIS-Docker` of `CIS-Docker-4.1`. */
  readonly tag: string;
  /** People cite its sections by their ids, not by their titles. */
  readonly isNumbered: boolean;
  /** The titles of its sections by their ids, in chapters. */
  readonly chapters: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where a section is found, if that is not the address of the whole. */
  readonly sectionUrl?: (id: string) => string;
  /** The sections that no rule is about, by their ids, and why. Markdown. */
  readonly unanswered: Readonly<Record<string, string>>;
}

/** A part of a standard that can be cited. */
export interface Section {
  readonly standard: Standard;
  readonly chapter: string;
  readonly id: string;
  readonly title: string;
}

/** All sections of a standard, in its order. */
export function sectionsOf(standard: Standard): readonly Section[] {
  return Object.entries(standard.chapters).flatMap(([chapter, titles]) =>
    Object.entries(titles).map(([id, title]) => ({ standard, chapter, id, title })),
  );
}

/** A section as people cite it: `4.1 Ensure that …`, or without numbers `restricted: Capabilities`. */
export function sectionText({ standard, chapter, id, title }: Section): string {
  if (standard.isNumbered) return `${id} ${title}`;
  return chapter === title ? title : `${chapter}: ${title}`;
}

/** A section as a tag in a report, such as `CIS-Docker-4.1`. */
export function sectionTag({ standard, id }: Section): string {
  return `${standard.tag}-${id}`;
}
