import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, explainAt, type PlacedExplanation } from "../../../server/src/core/index.ts";
import { readMarks } from "../../../server/src/core/rules/example.ts";

/** The explanation at every offset of the one marked place, which has to be the same, and to be about just that place. */
function explain(path: string, marked: string): PlacedExplanation {
  const { text, spans } = readMarks(marked);
  const [place, ...others] = spans;
  assert.ok(place !== undefined && others.length === 0, "one place is marked");
  const analysis = analyze({ path, text });
  const first = explainAt(analysis, place.start);
  assert.ok(first !== undefined, `nothing at ${text.slice(place.start, place.end)}`);
  for (let offset = place.start; offset <= place.end; offset++) assert.deepEqual(explainAt(analysis, offset), first);
  assert.equal(text.slice(first.span.start, first.span.end), text.slice(place.start, place.end));
  assertShape(first);
  return first;
}

function assertShape({ title, lines, link }: PlacedExplanation): void {
  assert.ok(title !== "" && lines.length >= 1 && lines.length <= 3, "with title and link it has five lines at most");
  for (const line of lines) assert.match(line, /^\S.*\.$/, "each line is a sentence");
  assert.match(link.url, /^https:\/\//);
}

function says({ title, lines }: PlacedExplanation): string {
  return [title, ...lines].join(" | ");
}

function silent(path: string, marked: string): void {
  const { text, spans } = readMarks(marked);
  const [place] = spans;
  assert.ok(place !== undefined);
  assert.equal(explainAt(analyze({ path, text }), place.start), undefined, marked);
}

const docker = (marked: string) => explain("Dockerfile", marked);

describe("what a Dockerfile's lines mean", () => {
  it("USER: root, a number, a name, a variable", () => {
    assert.match(says(docker("FROM alpine\n«USER root»\n")), /`USER root`.*runs as root/);
    assert.match(says(docker("FROM alpine\n«USER 10001:10001»\n")), /It is a number.*containers start as/);
    assert.match(says(docker("FROM alpine\n«USER app»\n")), /It is a name/);
    assert.match(says(docker("FROM alpine\nARG WHO\n«USER $WHO»\n")), /only the build knows/);
    assert.match(says(docker("FROM alpine\nENV WHO=0\n«USER $WHO»\n")), /`USER 0`.*runs as root/);
    assert.match(says(docker("FROM alpine\n«USER app»\nRUN id\nUSER 1000\n")), /do not start as this user/);
    assert.match(says(docker("FROM alpine AS a\n«USER app»\nFROM alpine\n")), /do not start as this user/);
  });

  it("ENV and ARG: the variable that the cursor is at, and whether it ships", () => {
    assert.match(says(docker("FROM alpine\nENV A=1 «B»=2\n")), /`ENV B`.*part of the image/);
    assert.match(says(docker("FROM alpine\n«ENV» A=1 B=2\n")), /`ENV A`/);
    assert.match(says(docker("FROM alpine AS a\nENV «A»=1\nFROM alpine\n")), /not part of the image that ships/);
    assert.match(says(docker("FROM alpine\nARG «A»=1\n")), /Containers do not have it, but the history does/);
    assert.match(says(docker("ARG «A»=1\nFROM alpine:$A\n")), /`FROM` lines only/);
    assert.match(says(docker("FROM alpine\nARG «HTTPS_PROXY»\n")), /without this line/);
  });

  it("words of the file stay code, whatever Markdown they hold", () => {
    const image = "![](https://example.com/seen.png)";
    const user = docker(`FROM alpine\n«USER a\`${image}\`\`b»\n`);
    assert.equal(user.title, `\`\`\` USER a\`${image}\`\`b \`\`\``);
    const { title, lines } = docker(`ARG «a\`${image}»=1\nFROM alpine\n`);
    assert.equal(title, `\`\` ARG a\`${image} \`\``);
    assert.ok(lines.join().replace(title, "").length < lines.join().length, "the line has it as code as well");
    assert.ok(!lines.join().replace(title, "").includes(image));
    assert.equal(docker('FROM alpine\n«USER "a\\\n\n![](b)"»\n').title.includes("\n"), false);
  });

  it("file modes of chmod, install, mkdir and COPY", () => {
    assert.match(
      says(docker("FROM alpine\nRUN chmod «4755» /a\n")),
      /`4755` is `rwsr-xr-x`.*setuid.*only its owner may/,
    );
    assert.match(
      says(docker("FROM alpine\nRUN install -m «2640» a /b\n")),
      /`rw-r-S---`.*setgid.*owner and group may read/,
    );
    assert.match(says(docker("FROM alpine\nRUN mkdir -m «1777» /a\n")), /`rwxrwxrwt`.*sticky.*Everyone/);
    assert.match(
      says(docker("FROM alpine\nRUN echo && chmod -R «a+rw» /a\n")),
      /`a\+rw` \| Everyone in the container may change/,
    );
    assert.match(says(docker("FROM alpine\nRUN chmod «+x» /a\n")), /no special bit/);
    assert.match(says(docker("FROM alpine\nRUN chmod «6777» /a\n")), /setuid.*setgid.*Everyone/);
    assert.match(
      says(docker("FROM alpine\nCOPY --chmod=«600» key /key\n")),
      /`600` is `rw-------` \| Only its owner may read/,
    );
    assert.match(says(docker("FROM alpine\nRUN <<EOF\nset -e\nchmod «0775» /a\nEOF\n")), /owner and group may change/);
    silent("Dockerfile", "FROM alpine\nRUN chmod «$MODE» /a\n");
    silent("Dockerfile", "FROM alpine\nRUN echo chmod «4755» /a\n");
  });

  it("capabilities of setcap, each by itself", () => {
    const text = "FROM alpine\nRUN setcap 'cap_net_bind_service,«cap_sys_admin»+ep' /a\n";
    assert.match(says(docker(text)), /`CAP_SYS_ADMIN`.*only privileged.*On a file/);
    assert.match(
      says(docker("FROM alpine\nRUN setcap «cap_net_raw»=ep /a\n")),
      /give it to every container; .* up to|give it to every container/,
    );
    silent("Dockerfile", "FROM alpine\nRUN setcap «cap_no_such»=ep /a\n");
  });

  it("mounts of RUN", () => {
    assert.match(
      says(docker("FROM alpine\nRUN «--mount=type=secret,id=a» cat /run/secrets/a\n")),
      /no layer and not in/,
    );
    assert.match(says(docker("FROM alpine\nRUN «--mount=type=ssh» git fetch\n")), /SSH agent/);
  });

  it("nothing of the rest", () => {
    for (const marked of [
      "FROM «alpine»\n",
      "FROM alpine\nRUN «id»\n",
      "FROM alpine\nLABEL «a»=b\n",
      "# «note»\nFROM a\n",
    ]) {
      silent("Dockerfile", marked);
    }
    assert.equal(explainAt(analyze({ path: "notes.txt", text: "USER root" }), 2), undefined);
  });
});

const HEAD = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n";
const pod = (marked: string) => explain("pod.yaml", HEAD + marked);

describe("what a manifest's fields mean", () => {
  it("fields of the pod", () => {
    assert.match(
      says(pod("      «hostNetwork»: false\n      containers: []\n")),
      /node's own network.*Baseline forbids/,
    );
    assert.match(says(pod("      hostUsers: «false»\n      containers: []\n")), /`hostUsers`.*user namespace/);
    assert.match(says(pod("      «securityContext»:\n        runAsUser: 1\n      containers: []\n")), /wins over/);
  });

  it("fields of security contexts, the pod's and a container's, and their values", () => {
    const context = (field: string) =>
      pod(
        `      containers:\n        - name: web\n          image: a\n          securityContext:\n            ${field}\n`,
      );
    assert.match(
      says(pod("      securityContext:\n        «runAsNonRoot»: true\n      containers: []\n")),
      /does not start/,
    );
    assert.match(says(context("runAsUser: «0»")), /`0`: This is root/);
    assert.match(says(context("«privileged»: false")), /Baseline forbids it/);
    assert.match(
      says(context("seccompProfile: { type: «Unconfined» }")),
      /`seccompProfile.type`.*`Unconfined`: Every one/,
    );
    assert.match(says(context("«seccompProfile»: { type: RuntimeDefault }")), /Restricted asks for/);
    assert.match(says(context("capabilities: { «drop»: [ALL] }")), /`capabilities.drop`/);
    assert.match(says(context("capabilities: { add: [«SYS_PTRACE»] }")), /`CAP_SYS_PTRACE`.*memory of other processes/);
    assert.match(says(context("capabilities: { drop: [«ALL»] }")), /every capability there is/);
  });

  it("in every document of a file", () => {
    const first = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { runAsUser: x }\n---\n";
    assert.match(
      says(explain("a.yaml", `${first}${HEAD}      «hostPID»: true\n      containers: []\n`)),
      /every process of the node/,
    );
    silent("a.yaml", first.replace("runAsUser", "«runAsUser»"));
  });

  it("nothing of fields that say nothing, or stand elsewhere", () => {
    silent("pod.yaml", `${HEAD}      «restartPolicy»: Always\n      containers: []\n`);
    silent("pod.yaml", `${HEAD}      «constructor»: Always\n      containers: []\n`);
    silent("pod.yaml", "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { «hostNetwork»: true }\n");
  });
});
