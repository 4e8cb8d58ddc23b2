import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WITHOUT_COUNTERPART } from "../../scripts/generated/without-counterpart.ts";
import { type Equivalents, RULES } from "../../server/src/core/index.ts";

describe("checks of other linters that have no counterpart", () => {
  for (const [linter, groups] of Object.entries(WITHOUT_COUNTERPART)) {
    const ids = groups.flatMap((group) => group.ids);

    it(`of ${linter} are named once`, () => assert.equal(new Set(ids).size, ids.length));

    it(`of ${linter} are no rule's counterpart`, () => {
      const answered = RULES.flatMap(({ equivalents }) => equivalents[linter as keyof Equivalents] ?? []);
      assert.deepEqual(
        ids.filter((id) => answered.includes(id)),
        [],
      );
    });
  }
});
