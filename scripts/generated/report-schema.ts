import { toJsonSchema } from "@valibot/to-json-schema";
import { reportParts, reportSchema } from "../../server/src/cli/reporters/json-schema.ts";

/** The schema of what `--format json` writes, as a JSON document. */
export function reportSchemaText(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Hullcheck report",
    ...toJsonSchema(reportSchema, { typeMode: "output", definitions: reportParts }),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
