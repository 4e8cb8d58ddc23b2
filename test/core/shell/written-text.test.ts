import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseShell } from "../../../server/src/core/shell/parse.ts";
import { inPlaceSubstitutions } from "../../../server/src/core/shell/sed-script.ts";
import { writtenTexts } from "../../../server/src/core/shell/written-text.ts";
import { embedVerbatim } from "../../../server/src/core/text/embedded.ts";
import { known, UNSET } from "../../../server/src/core/text/resolved.ts";

function invocations(text: string) {
  const context = { dialect: "posix" as const, cwd: known("/folder"), home: known("/root"), variable: () => UNSET };
  return parseShell(embedVerbatim(text, 0), context).invocations;
}

/** `path: text` for everything that a command line writes from its own words. */
function written(text: string): readonly string[] {
  return invocations(text)
    .flatMap(writtenTexts)
    .map(({ path, spans }) => `${path}: ${spans.map(({ start, end }) => text.slice(start, end)).join("|")}`);
}

function substitutions(text: string): readonly string[] {
  return invocations(text)
    .flatMap(inPlaceSubstitutions)
    .map(({ pattern, text: replacement, span, files }) => {
      assert.equal(text.slice(span.start, span.end), replacement);
      return `${pattern} -> ${replacement} in ${files.map(({ raw }) => raw).join(" ")}`;
    });
}

describe("writtenTexts", () => {
  it("follows redirections, pipes and heredocs", () => {
    assert.deepEqual(written("echo a b > /etc/x"), ["/etc/x: a|b"]);
    assert.deepEqual(written("printf 'a\\n' >> x"), ["/folder/x: 'a\\n'"]);
    assert.deepEqual(written("echo a | sudo tee -a /etc/x /etc/y"), ["/etc/x: a", "/etc/y: a"]);
    assert.deepEqual(written("cat <<EOF > ~/x\nline\nEOF"), ["/root/x: line\n"]);
    assert.deepEqual(written("cat <<< a > /x"), ["/x: a"]);
  });

  it("keeps what is known of a path and of a text", () => {
    assert.deepEqual(written('echo "a $B c" > /etc/d/$NAME'), ["/etc/d/: a | c"]);
    assert.deepEqual(written("echo a > $FILE"), []);
  });

  it("does not count what comes from elsewhere", () => {
    assert.deepEqual(written("cat a > /x; curl https://example.com > /x; echo a; tee /x < b"), []);
  });

  it("takes what sed puts in", () => {
    assert.deepEqual(written("sed -i 's/a/b/;s|c|d|' /etc/x"), ["/etc/x: b", "/etc/x: d"]);
  });
});

describe("inPlaceSubstitutions", () => {
  it("reads every s command, with any delimiter", () => {
    assert.deepEqual(substitutions("sed -i s/a/b/g f"), ["a -> b in f"]);
    assert.deepEqual(substitutions("sed -i.bak -e 's#a/b#c/d#' -e '/x/s,1,2,' f g"), [
      "a/b -> c/d in f g",
      "1 -> 2 in f g",
    ]);
    assert.deepEqual(substitutions("sed -i 's/a\\/b/c\\/d/' f"), ["a\\/b -> c\\/d in f"]);
    assert.deepEqual(substitutions("sed -ri '3,5s/a/b/' f"), ["a -> b in f"]);
  });

  it("reads nothing into other scripts", () => {
    assert.deepEqual(substitutions("sed s/a/b/ f"), []);
    assert.deepEqual(substitutions("sed -i '/gpgcheck/d' f"), []);
    assert.deepEqual(substitutions("sed -i 's/a//' f"), []);
    assert.deepEqual(substitutions('sed -i "s/a/$B/" f'), []);
    assert.deepEqual(substitutions("sed -i 's/unclosed' f"), []);
  });
});
