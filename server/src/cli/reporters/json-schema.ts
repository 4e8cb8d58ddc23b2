import * as v from "valibot";

// What `--format json` writes. The reporter's types and the published JSON Schema come from here; the schema is not loaded to write a report.
// Properties may be added within a version; one that goes away, or means something else, makes a new version.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const severity = v.picklist(["error", "warning", "information"]);

function described<Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.pipe(schema, v.description(description));
}

const fromOne = v.pipe(v.number(), v.integer(), v.minValue(1));
const place = {
  line: described(fromOne, "From 1."),
  column: described(fromOne, "From 1, in UTF-16 code units."),
};
const partialPlace = { line: v.optional(place.line), column: v.optional(place.column) };
const position = described(
  v.object({ ...place, offset: described(count, "From the start of the file, from 0, in UTF-16 code units.") }),
  "A place in a file; where something ends, it is the one behind the last character.",
);
const range = { start: position, end: position };

const relatedPosition = described(
  v.object({ ...partialPlace, offset: count }),
  "As a position; without line and column where the lines of the other file are not known.",
);
const related = v.object({
  message: v.string(),
  path: v.optional(described(v.string(), "The file that it is in, where that is another one.")),
  start: relatedPosition,
  end: relatedPosition,
});

const fix = v.object({
  title: v.string(),
  safe: described(
    v.boolean(),
    "Whether the program does afterwards what it did before: `--fix` applies only such fixes.",
  ),
  edits: described(
    v.array(v.object({ ...range, newText: v.string() })),
    "Of the finding's own file, all to be made at once.",
  ),
  additions: v.optional(
    described(
      v.array(v.object({ path: v.string(), ...partialPlace, newText: v.string() })),
      "What is added to other files.",
    ),
  ),
  note: v.optional(described(v.string(), "What remains to be done by a person.")),
});

const finding = v.object({
  ruleId: v.string(),
  severity,
  message: v.string(),
  ...range,
  related: described(v.array(related), "Other places that belong to it."),
  fixes: described(
    v.array(fix),
    "The first one is the one to be preferred. A fix that would repeat a secret is left out.",
  ),
  fingerprint: described(v.string(), "The same for the same finding when its line moves; unique within a file."),
  docs: described(v.string(), "Where the rule is documented."),
});

const file = v.object({
  path: described(v.string(), "With `/`; relative to the working folder where it lies below it."),
  kind: v.picklist(["dockerfile", "kubernetes"]),
  findings: v.array(finding),
  suppressed: described(v.array(finding), "Held back by a comment."),
  baselined: described(v.array(finding), "Held back by the baseline."),
  gaps: described(v.array(v.object({ why: v.string(), ...range })), "What could not be analysed."),
  errors: described(v.array(v.object({ ruleId: v.string(), error: v.string() })), "Rules that failed."),
});

const fileNote = v.object({ path: v.string(), message: v.string() });

/** The document of `--format json`. */
export const reportSchema = v.object({
  version: described(v.literal(1), "The version of this format."),
  files: described(v.array(file), "The files that were checked, sorted by path."),
  problems: described(v.array(fileNote), "What could not be read, checked or written: the exit code is 2."),
  notes: described(v.array(fileNote), "What was left out on purpose."),
  fixed: described(
    v.array(v.object({ path: v.string(), ruleId: v.string(), title: v.string(), note: v.optional(v.string()) })),
    "What `--fix` changed.",
  ),
  summary: v.object({
    files: count,
    filesWithFindings: count,
    errors: count,
    warnings: count,
    informations: count,
    fixable: described(count, "Findings that `--fix` can remove."),
    fixed: described(count, "Findings that `--fix` has removed."),
    suppressed: count,
    baselined: count,
    gaps: count,
    problems: count,
  }),
});

/** The parts of it that occur in several places, by their names in the JSON Schema. */
export const reportParts = { position, relatedPosition, related, fix, finding, fileNote };

/** What is written can be read alone. */
type Written<Type> = Type extends readonly (infer Item)[]
  ? readonly Written<Item>[]
  : Type extends object
    ? { readonly [Key in keyof Type]: Written<Type[Key]> }
    : Type;

export type JsonReport = Written<v.InferOutput<typeof reportSchema>>;
export type JsonFile = Written<v.InferOutput<typeof file>>;
export type JsonFinding = Written<v.InferOutput<typeof finding>>;
