/**
 * What SARIF 2.1.0 (OASIS, sections in brackets) asks of the objects that Hullcheck writes. No installed package holds the official
 * schema, so this is written by hand: every required property, every type and range, and no property that an object does not have.
 */

type Schema = Readonly<Record<string, unknown>>;

function object(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: "object", properties: { ...properties, properties: BAG }, required, additionalProperties: false };
}

function list(items: Schema, more: Schema = {}): Schema {
  return { type: "array", items, ...more };
}

/** Property bag [3.8]: anything, but tags are distinct words. */
const BAG: Schema = {
  type: "object",
  properties: { tags: list({ type: "string" }, { uniqueItems: true }) },
  additionalProperties: true,
};

const TEXT: Schema = { type: "string" };
const FULL_TEXT: Schema = { type: "string", minLength: 1 };
const URI: Schema = { type: "string", format: "uri" };
const REFERENCE: Schema = { type: "string", format: "uri-reference" };
const COUNT: Schema = { type: "integer", minimum: 0 };
const INDEX: Schema = { type: "integer", minimum: -1 };
const FROM_ONE: Schema = { type: "integer", minimum: 1 };
const LEVEL: Schema = { enum: ["none", "note", "warning", "error"] };

/** Message [3.11] and multiformat message string [3.12]. */
const MESSAGE: Schema = {
  ...object({ text: FULL_TEXT, markdown: FULL_TEXT, id: TEXT, arguments: list(TEXT) }),
  anyOf: [{ required: ["text"] }, { required: ["id"] }],
};
const MULTIFORMAT = object({ text: FULL_TEXT, markdown: FULL_TEXT }, ["text"]);

/** Artifact location [3.4], content [3.3], region [3.30], location [3.28]. */
const ARTIFACT_LOCATION = object({ uri: REFERENCE, uriBaseId: FULL_TEXT, index: INDEX, description: MESSAGE });
const CONTENT = object({ text: TEXT, binary: TEXT, rendered: MULTIFORMAT });
const REGION: Schema = {
  ...object({
    startLine: FROM_ONE,
    startColumn: FROM_ONE,
    endLine: FROM_ONE,
    endColumn: FROM_ONE,
    charOffset: COUNT,
    charLength: COUNT,
    byteOffset: COUNT,
    byteLength: COUNT,
    snippet: CONTENT,
    message: MESSAGE,
    sourceLanguage: TEXT,
  }),
  anyOf: [{ required: ["startLine"] }, { required: ["charOffset"] }, { required: ["byteOffset"] }],
};
const PHYSICAL_LOCATION: Schema = {
  ...object({ artifactLocation: ARTIFACT_LOCATION, region: REGION, contextRegion: REGION }),
  anyOf: [{ required: ["artifactLocation"] }, { required: ["address"] }],
};
const LOCATION = object({ id: INDEX, physicalLocation: PHYSICAL_LOCATION, message: MESSAGE });

/** Reporting descriptor [3.49] with its configuration [3.50], reference [3.52]. */
const CONFIGURATION = object({
  enabled: { type: "boolean" },
  level: LEVEL,
  rank: { type: "number", minimum: -1, maximum: 100 },
  parameters: BAG,
});
const DESCRIPTOR = object(
  {
    id: FULL_TEXT,
    name: FULL_TEXT,
    guid: TEXT,
    deprecatedIds: list(TEXT),
    shortDescription: MULTIFORMAT,
    fullDescription: MULTIFORMAT,
    help: MULTIFORMAT,
    helpUri: URI,
    defaultConfiguration: CONFIGURATION,
    messageStrings: { type: "object", additionalProperties: MULTIFORMAT },
  },
  ["id"],
);
const DESCRIPTOR_REFERENCE: Schema = {
  ...object({ id: TEXT, index: INDEX, guid: TEXT }),
  anyOf: [{ required: ["id"] }, { required: ["index"] }, { required: ["guid"] }],
};

/** Tool component [3.19]. */
const COMPONENT = object(
  {
    name: FULL_TEXT,
    version: TEXT,
    semanticVersion: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+(?:[-+].+)?$" },
    informationUri: URI,
    organization: TEXT,
    rules: list(DESCRIPTOR, { uniqueItems: true }),
  },
  ["name"],
);

/** Fix [3.55], artifact change [3.56], replacement [3.57]. */
const REPLACEMENT = object({ deletedRegion: REGION, insertedContent: CONTENT }, ["deletedRegion"]);
const CHANGE = object({ artifactLocation: ARTIFACT_LOCATION, replacements: list(REPLACEMENT, { minItems: 1 }) }, [
  "artifactLocation",
  "replacements",
]);
const FIX = object({ description: MESSAGE, artifactChanges: list(CHANGE, { minItems: 1, uniqueItems: true }) }, [
  "artifactChanges",
]);

/** Suppression [3.35]. */
const SUPPRESSION = object(
  {
    kind: { enum: ["inSource", "external"] },
    status: { enum: ["accepted", "underReview", "rejected"] },
    justification: TEXT,
    location: LOCATION,
  },
  ["kind"],
);

/** Result [3.27]. */
const RESULT = object(
  {
    ruleId: FULL_TEXT,
    ruleIndex: INDEX,
    kind: { enum: ["notApplicable", "pass", "fail", "review", "open", "informational"] },
    level: LEVEL,
    message: MESSAGE,
    locations: list(LOCATION),
    relatedLocations: list(LOCATION, { uniqueItems: true }),
    fixes: list(FIX, { uniqueItems: true }),
    suppressions: list(SUPPRESSION, { uniqueItems: true }),
    fingerprints: { type: "object", additionalProperties: TEXT },
    partialFingerprints: { type: "object", additionalProperties: TEXT },
    baselineState: { enum: ["new", "unchanged", "updated", "absent"] },
  },
  ["message"],
);

/** Notification [3.58], invocation [3.20]. */
const NOTIFICATION = object(
  {
    level: LEVEL,
    message: MESSAGE,
    locations: list(LOCATION),
    associatedRule: DESCRIPTOR_REFERENCE,
    descriptor: DESCRIPTOR_REFERENCE,
    timeUtc: { type: "string", format: "date-time" },
  },
  ["message"],
);
const INVOCATION = object(
  {
    executionSuccessful: { type: "boolean" },
    exitCode: { type: "integer" },
    toolExecutionNotifications: list(NOTIFICATION),
    toolConfigurationNotifications: list(NOTIFICATION),
  },
  ["executionSuccessful"],
);

/** Artifact [3.24], run [3.14]. */
const ARTIFACT = object({ location: ARTIFACT_LOCATION, length: INDEX, mimeType: TEXT, sourceLanguage: TEXT });
const RUN = object(
  {
    tool: object({ driver: COMPONENT, extensions: list(COMPONENT) }, ["driver"]),
    invocations: list(INVOCATION),
    originalUriBaseIds: { type: "object", additionalProperties: ARTIFACT_LOCATION },
    artifacts: list(ARTIFACT, { uniqueItems: true }),
    results: list(RESULT),
    columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
    automationDetails: object({ id: TEXT }),
  },
  ["tool"],
);

/** SARIF log [3.13]. */
export const SARIF_SCHEMA: Schema = object({ $schema: URI, version: { const: "2.1.0" }, runs: list(RUN) }, [
  "version",
  "runs",
]);
