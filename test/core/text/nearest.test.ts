import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest, suggestion } from "../../../server/src/core/text/nearest.ts";

test("the word that is most like another is found", () => {
  const known = ["secret-in-env", "secret-in-run", "root-user"];
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["root-usr", "root-user"],
    ["root-usser", "root-user"],
    ["rOot-user", "root-user"],
    // Letters that changed places are one mistake, not two.
    ["secret-in-rnu", "secret-in-run"],
    ["esrcet-in-env", "secret-in-env"],
    ["kubernetes", undefined],
    ["", undefined],
    ["x".repeat(101), undefined],
  ];
  for (const [word, expected] of cases) assert.equal(nearest(word, known), expected, word);
  assert.equal(suggestion("root-usr", known), "; did you mean “root-user”?");
  assert.equal(suggestion("kubernetes", known), "");
});
