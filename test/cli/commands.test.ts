import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { RULES } from "../../server/src/core/index.ts";
import { folderWith, hullcheck, useBuiltCli, write } from "./harness.ts";

useBuiltCli();

const cwd = folderWith();

describe("hullcheck explain", () => {
  it("prints the page of every rule", () => {
    for (const rule of RULES.slice(0, 5)) {
      const { status, stdout } = hullcheck(["explain", rule.id], { cwd });
      assert.equal(status, 0);
      assert.ok(stdout.startsWith(`${rule.id} (`), rule.id);
      for (const { title } of [...rule.bad, ...rule.good]) assert.ok(stdout.includes(`: ${title}\n`), title);
      assert.doesNotMatch(stdout, /[«»]/);
    }
  });

  it("finds a rule by the id of another linter, in any case", () => {
    assert.match(hullcheck(["explain", "dl3002"], { cwd }).stdout, /^root-user \(warning\)\n/m);
    assert.match(hullcheck(["explain", "ROOT-USER"], { cwd }).stdout, /^root-user \(warning\)\n/);
  });
});

describe("hullcheck --list-rules", () => {
  it("lists every rule once, with the level at which it runs", () => {
    const { status, stdout } = hullcheck(["--list-rules"], { cwd });
    assert.equal(status, 0);
    for (const { id } of RULES) {
      assert.equal(stdout.split("\n").filter((line) => line.trim().split(" ")[0] === id).length, 1, id);
    }
    assert.match(stdout, /^ {2}untrusted-registry +off {2}/m);
  });

  it("is also there as JSON", () => {
    const listed: readonly { id: string; default: string }[] = JSON.parse(
      hullcheck(["--list-rules", "--format", "json"], { cwd }).stdout,
    );
    assert.deepEqual(
      listed.map(({ id }) => id),
      RULES.map(({ id }) => id),
    );
  });
});

describe("hullcheck layers", () => {
  const DOCKERFILE = `# syntax=docker/dockerfile:1
FROM golang AS build
RUN go build -o /out/app .

FROM scratch AS base
ARG VERSION=1.2
ENV MODE=fast NAME="two words"
WORKDIR /srv
WORKDIR app
FROM base
COPY --chown=10001:10001 --from=build /out/app /usr/local/bin/app
COPY notes.txt /srv/notes.txt
RUN <<SETUP
mkdir -p /var/lib/app
rm /srv/notes.txt
SETUP
RUN touch /tmp/a && rm /tmp/a
RUN ["/usr/local/bin/app", "--init"]
USER 10001:10001
EXPOSE 8080 53/udp
ENTRYPOINT ["/usr/local/bin/app"]
CMD serve --all
`;

  interface Entry {
    readonly line: number;
    readonly isLayer: boolean;
    readonly createdBy: string;
    readonly user: string | null;
    readonly added: readonly { readonly path: string }[];
    readonly removed: readonly { readonly path: string }[];
    readonly hides: readonly object[];
  }

  interface Layers {
    readonly base: string;
    readonly startsAs: string;
    readonly startsAsRoot: boolean;
    readonly otherStages: readonly { readonly name: string }[];
    readonly entries: readonly Entry[];
    readonly readable: readonly object[];
  }

  function layers(text: string, ...args: readonly string[]): Layers {
    write(cwd, "Dockerfile", text);
    return JSON.parse(hullcheck(["layers", "Dockerfile", "--format", "json", ...args], { cwd }).stdout);
  }

  it("tells the line that each instruction leaves in the history, as BuildKit writes it", () => {
    assert.deepEqual(
      layers(DOCKERFILE).entries.map(({ createdBy }) => createdBy),
      [
        "ARG VERSION=1.2",
        "ENV MODE=fast NAME=two words",
        "WORKDIR /srv",
        "WORKDIR /srv/app",
        "COPY --chown=10001:10001 /out/app /usr/local/bin/app # buildkit",
        "COPY notes.txt /srv/notes.txt # buildkit",
        "RUN |1 VERSION=1.2 /bin/sh -c mkdir -p /var/lib/app\nrm /srv/notes.txt\n # buildkit",
        "RUN |1 VERSION=1.2 /bin/sh -c touch /tmp/a && rm /tmp/a # buildkit",
        "RUN |1 VERSION=1.2 /usr/local/bin/app --init # buildkit",
        "USER 10001:10001",
        "EXPOSE [8080/tcp 53/udp]",
        'ENTRYPOINT ["/usr/local/bin/app"]',
        'CMD ["/bin/sh" "-c" "serve --all"]',
      ],
    );
  });

  it("tells what each layer adds, removes and hides, and what stays readable", () => {
    const { entries, readable, base, startsAs, startsAsRoot, otherStages } = layers(DOCKERFILE);
    const at = (line: number): Entry | undefined => entries.find((entry) => entry.line === line);
    const paths = (files: Entry["added"] | undefined): readonly string[] => (files ?? []).map(({ path }) => path);
    const notes = { path: "/srv/notes.txt", how: "removed", evidence: "named", writtenIn: 12, hiddenIn: 13 };
    assert.deepEqual(paths(at(12)?.added), ["/srv/notes.txt"]);
    assert.ok(paths(at(13)?.added).includes("/var/lib/app"));
    assert.deepEqual(paths(at(13)?.removed), ["/srv/notes.txt"]);
    assert.deepEqual(at(13)?.hides, [notes]);
    assert.deepEqual([at(17)?.added, at(17)?.removed], [[], []], "what a RUN takes away itself is in no layer");
    assert.deepEqual(readable, [notes]);
    assert.equal(at(17)?.user, "root");
    assert.deepEqual([base, startsAs, startsAsRoot], ["scratch", "10001:10001", false]);
    assert.deepEqual(
      otherStages.map(({ name }) => name),
      ["build"],
    );
  });

  it("follows another stage with --target", () => {
    const { base, entries } = layers(DOCKERFILE, "--target", "build");
    assert.equal(base, "golang");
    assert.deepEqual(
      entries.map(({ line }) => line),
      [3],
    );
    const wrong = hullcheck(["layers", "Dockerfile", "--target", "prod"], { cwd });
    assert.equal(wrong.status, 2);
    assert.equal(wrong.stderr, "hullcheck: Dockerfile: has no stage “prod”\n");
  });

  it("prints the same for people", () => {
    write(cwd, "Dockerfile", DOCKERFILE);
    const { status, stdout } = hullcheck(["layers", "Dockerfile"], { cwd });
    assert.equal(status, 0);
    assert.match(stdout, /^Dockerfile: 7 layers on scratch, the lowest first\n/);
    assert.match(stdout, /^ {4}! \/srv\/notes\.txt stays readable in this layer: line 13 only hides it \(removed\)$/m);
    assert.match(stdout, /^Containers start as 10001:10001\.\nNot in the image: 1 stage \(build\)\.$/m);
    assert.match(stdout, /^ {2}\/srv\/notes\.txt, written in line 12, removed in line 13$/m);
  });

  it("repeats no secret", () => {
    const word = `Zq${Math.random().toString(36).slice(2)}8`;
    const text = `FROM alpine\nARG URL=https://bob:${word}@example.com/\nENV DSN=postgres://bob:${word}@db/x\nRUN curl https://bob:${word}@example.com/ -o /a\nRUN <<EOF\ncurl https://bob:${word}@example.com/\nEOF\nCMD ["curl", "https://bob:${word}@example.com/"]\n`;
    for (const format of ["pretty", "json"]) {
      write(cwd, "Dockerfile", text);
      const { stdout } = hullcheck(["layers", "Dockerfile", "--format", format], { cwd });
      assert.ok(stdout.includes("Zq…"));
      assert.ok(!stdout.includes(word.slice(0, 6)), stdout);
    }
    const { entries } = layers(text) as unknown as { entries: readonly { holdsSecret: boolean }[] };
    assert.ok(entries.every(({ holdsSecret }) => holdsSecret));
  });

  it("refuses what builds no image", () => {
    for (const [name, content, why] of [
      ["empty", "", "builds nothing, since it has no FROM"],
      ["binary", "\0", "binary"],
    ] as const) {
      write(cwd, name, content);
      const { status, stderr } = hullcheck(["layers", name], { cwd });
      assert.equal(status, 2);
      assert.equal(stderr, `hullcheck: ${name}: ${why}\n`);
    }
  });
});

describe("hullcheck completion", () => {
  function complete(...words: readonly string[]): readonly string[] {
    write(cwd, "completion.bash", hullcheck(["completion", "bash"], { cwd }).stdout);
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const script = `source ${join(cwd, "completion.bash")}; COMP_WORDS=(hullcheck ${quoted}); COMP_CWORD=${words.length}; _hullcheck; echo "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    assert.equal(stderr, "");
    return stdout.trim() === "" ? [] : stdout.trim().split(" ");
  }

  it("completes commands, options, their values and rules in bash", () => {
    assert.deepEqual(complete("ex"), ["explain"]);
    assert.deepEqual(complete("--fai"), ["--fail-on"]);
    assert.deepEqual(complete("check", "--fail-on", ""), ["error", "warning", "information", "never"]);
    assert.deepEqual(complete("--format", "s"), ["sarif"]);
    assert.deepEqual(complete("layers", "--format", ""), ["pretty", "json"]);
    assert.deepEqual(complete("explain", "setuid-b"), ["setuid-bit"]);
    assert.deepEqual(complete("--rule", "privileged"), ["privileged-container"]);
    assert.deepEqual(complete("Docker"), []);
  });

  it("writes scripts for zsh and fish", () => {
    assert.match(hullcheck(["completion", "zsh"], { cwd }).stdout, /bashcompinit/);
    assert.match(hullcheck(["completion", "fish"], { cwd }).stdout, /^complete -c hullcheck .* -l fix -d /m);
  });
});
