import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  DEFAULT_CONFIG,
  fixAll,
  RULES,
  WorkspaceIndex,
} from "../../../server/src/core/index.ts";

const TODAY = "2026-11-24";

function check(path: string, text: string, options: AnalyzeOptions = {}): Analysis {
  const analysis = analyze({ path, text }, { today: TODAY, ...options });
  assert.deepEqual(analysis.failures, []);
  return analysis;
}

function dockerfile(text: string, options?: AnalyzeOptions): Analysis {
  return check("Dockerfile", text, options);
}

function manifest(text: string, options?: AnalyzeOptions): Analysis {
  return check("pod.yaml", text, options);
}

function ids(analysis: Analysis): readonly string[] {
  return analysis.diagnostics.map(({ rule }) => rule.id);
}

/** The places and words of what is said of suppressions. */
function said({ diagnostics, source }: Analysis): readonly string[] {
  return diagnostics.flatMap(({ rule, span, message }) =>
    rule.id === "unused-suppression" ? [`${source.text.slice(span.start, span.end)} | ${message}`] : [],
  );
}

const SETUID = "RUN chmod 4755 /app\n";
const IMAGE = "FROM debian:12@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";
const USER = "USER 10001\n";

/** A Dockerfile with exactly one finding, `setuid-bit`, and a comment above its instruction. */
function withComment(comment: string): string {
  return `${IMAGE}${comment}\n${SETUID}${USER}`;
}

describe("a suppression comment", () => {
  it("is needed here", () => assert.deepEqual(ids(dockerfile(IMAGE + SETUID + USER)), ["setuid-bit"]));

  const held: readonly string[] = [
    "# hullcheck-disable-next-line setuid-bit",
    "#hullcheck-disable-next-line setuid-bit",
    "#\thullcheck-disable-next-line\tsetuid-bit",
    "# hullcheck-disable-next-line setuid-bit -- why",
    "# hullcheck-disable-next-line setuid-bit — why",
    "# hullcheck-disable-next-line setuid-bit – why, or not",
    "# hullcheck-disable-next-line setuid-bit - why",
    "# hullcheck-disable-next-line setuid-bit: why",
    "# hullcheck-disable-next-line setuid-bit (why)",
    "# hullcheck-disable-next-line setuid-bit because it is a well-known tool",
    "# hullcheck-disable-next-line setuid-bit until 2026-11-24",
    "# hullcheck-disable-next-line setuid-bit, until 2027-01-31 -- why",
    "# hullcheck-disable-next-line",
    "# hullcheck-disable-next-line -- why",
    "# hullcheck-disable-next-line until 2027-01-31",
    "# hullcheck-disable setuid-bit",
    "# hullcheck-disable",
    "# hullcheck-disable-next-line setuid-bit\n\n# another comment\n",
  ];
  for (const comment of held) {
    it(`holds back: ${JSON.stringify(comment)}`, () => {
      const analysis = dockerfile(withComment(comment));
      assert.deepEqual(ids(analysis), []);
      assert.deepEqual(
        analysis.suppressed.map(({ rule }) => rule.id),
        ["setuid-bit"],
      );
    });
  }

  const vain: Readonly<Record<string, readonly string[]>> = {
    "# hullcheck-disable-next-line setuid-bit until 2026-11-23": [
      "until 2026-11-23 | This suppression ended on 2026-11-23 and holds nothing back any more.",
    ],
    "# hullcheck-disable-next-line setuid-bit until 2027-02-30": [
      "until 2027-02-30 | `2027-02-30` is no date such as 2027-01-31, so this suppression holds nothing back.",
    ],
    "# hullcheck-disable-next-line setuid-bit until": [
      "until | Its end is no date such as 2027-01-31, so this suppression holds nothing back.",
    ],
    "# hullcheck-disable-next-line setuidbit": [
      "setuidbit | There is no rule `setuidbit`, so nothing is held back for it: the nearest one is `setuid-bit`.",
    ],
    "# hullcheck-disable-next-line because of the helper": [
      "because | There is no rule `because`, so nothing is held back for it.",
    ],
    "# hullcheck-disable-next-line DL3002": [
      "DL3002 | There is no rule `DL3002`, so nothing is held back for it: the nearest one is `root-user`.",
    ],
    "# hullcheck-disable-next-line ghp_0123456789abcdefghijklmnopqrstuvwxyz": [
      "ghp_0123456789abcdefghijklmnopqrstuvwxyz | This is no rule's id, so nothing is held back for it.",
    ],
    "# hullcheck-disable-next-line world-writable": [
      "# hullcheck-disable-next-line world-writable | `world-writable` finds nothing here, so this suppression is not needed.",
    ],
    "# hullcheck-disable-next-line privileged-container": [
      "# hullcheck-disable-next-line privileged-container | `privileged-container` finds nothing here, so this suppression is not needed.",
    ],
    "# hullcheck-disable-line setuid-bit": [
      "# hullcheck-disable-line setuid-bit | `setuid-bit` finds nothing here, so this suppression is not needed.",
    ],
  };
  for (const [comment, words] of Object.entries(vain)) {
    it(`holds nothing back, and that is said: ${comment}`, () => {
      const analysis = dockerfile(withComment(comment));
      assert.deepEqual(said(analysis), words);
      assert.ok(ids(analysis).includes("setuid-bit"));
    });
  }

  it("is no comment of ours: prose about it, another word, a heredoc", () => {
    for (const comment of ["# see hullcheck-disable-next-line", "# hullcheck-disabled setuid-bit", "# hullcheck"]) {
      assert.deepEqual(ids(dockerfile(withComment(comment))), ["setuid-bit"]);
    }
    const heredoc = `${IMAGE}RUN <<EOF\n# hullcheck-disable-next-line setuid-bit\nchmod 4755 /app\nEOF\n${USER}`;
    assert.deepEqual(ids(dockerfile(heredoc)), ["setuid-bit"]);
  });

  it("covers all of a long instruction from above, one line from within, and a heredoc from above", () => {
    const disable = "# hullcheck-disable-next-line setuid-bit\n";
    const long = (above: string, within: string): string =>
      `${IMAGE}${above}RUN chmod 4755 /a && \\\n${within}    chmod 4755 /b && \\\n    chmod 4755 /c\n${USER}`;
    assert.equal(ids(dockerfile(long("", ""))).length, 3);
    assert.deepEqual(ids(dockerfile(long(disable, ""))), []);
    const within = dockerfile(long("", disable));
    assert.deepEqual(
      within.diagnostics.map(({ span }) => within.lines.lineAt(span.start)),
      [1, 4],
    );
    const heredoc = `${IMAGE}${disable}RUN <<EOF\nchmod 4755 /a\nchmod 4755 /b\nEOF\n${USER}`;
    assert.deepEqual(ids(dockerfile(heredoc)), []);
  });

  it("may stand below the parser directives, for what they say", () => {
    const text = `# syntax=someone/frontend:2\n# hullcheck-disable-next-line insecure-build-option, unpinned-base-image\n${IMAGE}${USER}`;
    assert.deepEqual(ids(dockerfile(text)), []);
  });
});

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: shop
      securityContext:
        privileged: true
    - name: log
      image: log
      securityContext:
        privileged: true
`;
const ONLY_PRIVILEGED: AnalyzeOptions = {
  rules: RULES.filter(({ id }) => id === "privileged-container" || id === "unused-suppression"),
};

/** The lines, from 1, on which a finding is left. */
function linesLeft(text: string): readonly number[] {
  const analysis = manifest(text, ONLY_PRIVILEGED);
  assert.deepEqual(said(analysis), []);
  return analysis.diagnostics.map(({ span }) => analysis.lines.lineAt(span.start) + 1);
}

describe("in a manifest a suppression", () => {
  it("is needed here", () => assert.deepEqual(linesLeft(POD), [10, 14]));

  it("covers the line below it, or its own", () => {
    const above = POD.replace(
      "        privileged",
      "        # hullcheck-disable-next-line privileged-container\n        privileged",
    );
    assert.deepEqual(linesLeft(above), [15]);
    const behind = POD.replace(
      "privileged: true",
      "privileged: true # hullcheck-disable-line privileged-container -- FUSE",
    );
    assert.deepEqual(linesLeft(behind), [14]);
  });

  it("covers the container that begins on that line, and no other", () => {
    const above = POD.replace(
      "    - name: log",
      "    # hullcheck-disable-next-line privileged-container\n    - name: log",
    );
    assert.deepEqual(linesLeft(above), [10]);
    const behind = POD.replace("- name: web", "- name: web # hullcheck-disable-line privileged-container");
    assert.deepEqual(linesLeft(behind), [14]);
  });

  it("covers the file with all its documents", () => {
    assert.deepEqual(linesLeft(`# hullcheck-disable privileged-container\n${POD}---\n${POD}`), []);
    assert.deepEqual(linesLeft(`${POD}---\n# hullcheck-disable privileged-container\n${POD}`), []);
  });

  it("stands above a block of text, not in it", () => {
    const secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    const map = (comment: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n${comment}  run.sh: |\n    # hullcheck-disable-next-line secret-in-manifest\n    export TOKEN=${secret}\n`;
    assert.ok(ids(manifest(map(""))).includes("secret-in-manifest"));
    assert.deepEqual(ids(manifest(map("  # hullcheck-disable-next-line secret-in-manifest\n"))), []);
  });
});

describe("whether a suppression is needed", () => {
  const UNUSED = withComment("# hullcheck-disable-next-line setuid-bit, pipe-to-shell");

  it("is told for each of its rules, and the rest of the comment stays", () => {
    const analysis = dockerfile(UNUSED);
    assert.deepEqual(said(analysis), [
      "pipe-to-shell | `pipe-to-shell` finds nothing here, so this suppression need not name it.",
    ]);
    assert.equal(fixAll(analysis).text, withComment("# hullcheck-disable-next-line setuid-bit"));
    const first = dockerfile(withComment("# hullcheck-disable-next-line pipe-to-shell, setuid-bit -- why"));
    assert.equal(fixAll(first).text, withComment("# hullcheck-disable-next-line setuid-bit -- why"));
    const three = dockerfile(
      withComment("# hullcheck-disable-next-line pipe-to-shell root-user, setuid-bit until 2030-01-01"),
    );
    assert.equal(fixAll(three).text, withComment("# hullcheck-disable-next-line setuid-bit until 2030-01-01"));
  });

  it("is not told of a rule that did not run", () => {
    const off = { config: { ...DEFAULT_CONFIG, rules: { "pipe-to-shell": "off" } } } as const;
    assert.deepEqual(said(dockerfile(UNUSED, off)), []);
    const offAsWell = withComment("# hullcheck-disable-next-line setuid-bit, unpinned-package");
    assert.deepEqual(said(dockerfile(offAsWell)), [], "it is off by default");
    const onlySetuid = { rules: RULES.filter(({ id }) => id === "setuid-bit") };
    assert.deepEqual(ids(dockerfile(UNUSED, onlySetuid)), []);
  });

  it("is told when only the rule about suppressions is asked for, by a run of all the others", () => {
    const rules = RULES.filter(({ id }) => id === "unused-suppression");
    const analysis = dockerfile(`${UNUSED}RUN chmod 4755 /other\n`, { rules });
    assert.deepEqual(ids(analysis), ["unused-suppression"]);
    assert.equal(said(analysis).length, 1);
    assert.deepEqual(analysis.suppressed, []);
  });

  it("is not told of a rule that threw, nor of one that knows no day", () => {
    const broken = RULES.map((rule) =>
      rule.id === "pipe-to-shell" && rule.kind === "dockerfile"
        ? {
            ...rule,
            check: (): never => {
              throw new Error("broken");
            },
          }
        : rule,
    );
    const analysis = analyze({ path: "Dockerfile", text: UNUSED }, { rules: broken, today: TODAY });
    assert.equal(analysis.failures.length, 1);
    assert.deepEqual(said(analysis), []);
    const old = "# hullcheck-disable-next-line end-of-life-base-image\nFROM debian:8\nUSER 10001\n";
    assert.deepEqual(said(analyze({ path: "Dockerfile", text: old })), []);
    assert.deepEqual(said(dockerfile(old)), []);
  });

  it("is not told where something could not be read", () => {
    const broken = `${POD}    # hullcheck-disable-next-line host-path-volume\n    - name: "open\n`;
    assert.deepEqual(said(manifest(broken)), []);
    const beside = manifest(`${broken}---\n# hullcheck-disable-next-line host-port\n${POD}`);
    assert.deepEqual(said(beside), [
      "# hullcheck-disable-next-line host-port | `host-port` finds nothing here, so this suppression is not needed.",
    ]);
  });

  it("is told of a comment about every rule only when all rules ran", () => {
    const text = `# hullcheck-disable-next-line\n${IMAGE}${USER}`;
    assert.deepEqual(said(dockerfile(text, { workspace: new WorkspaceIndex() })), [
      "# hullcheck-disable-next-line | No rule finds anything here, so this suppression is not needed.",
    ]);
    assert.deepEqual(said(dockerfile(text)), [], "some rules ask for other files");
    const config = { ...DEFAULT_CONFIG, rules: { "root-user": "off" } } as const;
    assert.deepEqual(said(dockerfile(text, { config, workspace: new WorkspaceIndex() })), []);
  });

  it("counts a finding for each comment that is about it, and one that another linter's comment holds back too", () => {
    const twice = withComment("# hullcheck-disable setuid-bit\n# hullcheck-disable-next-line setuid-bit");
    assert.deepEqual(ids(dockerfile(twice)), []);
    const both = `${IMAGE}# hadolint ignore=DL3002\n# hullcheck-disable-next-line root-user\nUSER root\n`;
    assert.deepEqual(ids(dockerfile(both)), []);
  });

  it("does not depend on the severity that is reported", () => {
    const config = { ...DEFAULT_CONFIG, severity: "error" } as const;
    const text = withComment("# hullcheck-disable-next-line setuid-bit");
    assert.deepEqual(ids(dockerfile(text, { config })), []);
    assert.deepEqual(ids(dockerfile(UNUSED, { config })), [], "it is information");
    const graver = { config: { ...config, rules: { "unused-suppression": "error" } } } as const;
    assert.deepEqual(ids(dockerfile(UNUSED, graver)), ["unused-suppression"]);
  });

  it("is itself held back by name, and only by name", () => {
    for (const comment of [
      "# hullcheck-disable-next-line unused-suppression\n# hullcheck-disable-next-line root-user",
      "# hullcheck-disable-next-line root-user, unused-suppression",
      "# hullcheck-disable unused-suppression\n# hullcheck-disable-next-line root-user",
    ]) {
      assert.deepEqual(ids(dockerfile(withComment(comment))), ["setuid-bit"], comment);
    }
    const unnamed = withComment("# hullcheck-disable\n# hullcheck-disable-next-line root-user");
    assert.deepEqual(ids(dockerfile(unnamed)), ["unused-suppression"]);
  });

  it("is told of a comment about suppressions as well", () => {
    const text = withComment("# hullcheck-disable unused-suppression");
    assert.deepEqual(said(dockerfile(text)), [
      "# hullcheck-disable unused-suppression | `unused-suppression` finds nothing here, so this suppression is not needed.",
    ]);
  });

  it("leaves nothing behind: the line with its break, the blanks before it, a byte-order mark stays", () => {
    const fixed = (path: string, text: string): string => fixAll(check(path, text)).text;
    const comment = "# hullcheck-disable-next-line root-user";
    assert.equal(fixed("Dockerfile", `${comment}\r\n${IMAGE}${USER}`), IMAGE + USER);
    assert.equal(fixed("Dockerfile", `\ufeff${comment}\n${IMAGE}${USER}`), `\ufeff${IMAGE}${USER}`);
    assert.equal(fixed("Dockerfile", `${IMAGE}${USER}# hullcheck-disable root-user`), IMAGE + USER);
    const map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
    assert.equal(fixed("a.yaml", map.replace("v1", "v1  # hullcheck-disable-line host-port")), map);
  });
});
