import assert from "node:assert/strict";
import { test } from "node:test";
import { fileEvents } from "../../../server/src/core/dockerfile/file-events.ts";
import { interpretDockerfile } from "../../../server/src/core/dockerfile/interpret.ts";
import { knownValue } from "../../../server/src/core/text/resolved.ts";

/** `path` of a file, `path/` of a folder, `path?` of what may be either; modes and owners with their value. */
function events(instruction: string, before = "FROM nginx\nWORKDIR /w\n"): readonly string[] {
  const copy = interpretDockerfile(`${before}${instruction}\n`).instructions.at(-1);
  assert.ok(copy);
  return fileEvents(copy).events.map((event) => {
    if (event.kind !== "create")
      return `${event.kind} ${event.path} ${"value" in event ? knownValue(event.value) : ""}`;
    const kind = `${event.isDirectory ? "/" : ""}${event.certainty === "maybe" ? "?" : ""}`;
    return event.path + kind;
  });
}

function gaps(instruction: string): readonly string[] {
  const copy = interpretDockerfile(`FROM httpd\n${instruction}\n`).instructions.at(-1);
  assert.ok(copy);
  return fileEvents(copy).gaps.map(({ why }) => why);
}

test("a file goes to a path, or into a folder", () => {
  assert.deepEqual(events("COPY a.txt /b"), ["/b"]);
  assert.deepEqual(events("COPY a.txt /b/"), ["/b/a.txt"]);
  assert.deepEqual(events("COPY a.txt ."), ["/w/a.txt"]);
  assert.deepEqual(events("COPY a.txt ./"), ["/w/a.txt"]);
  assert.deepEqual(events("COPY a.txt b.txt"), ["/w/b.txt"]);
  assert.deepEqual(events("COPY a.txt b.txt c/"), ["/w/c/a.txt", "/w/c/b.txt"]);
  assert.deepEqual(events("COPY d/a.txt ../b/"), ["/b/a.txt"]);
  assert.deepEqual(events("COPY a.sh /usr/local/bin"), ["/usr/local/bin/a.sh"]);
});

test("a folder gives its contents", () => {
  assert.deepEqual(events("COPY . ."), ["/w/"]);
  assert.deepEqual(events("COPY ./ /srv/"), ["/srv/"]);
  assert.deepEqual(events("COPY src/ /srv"), ["/srv/"]);
  assert.deepEqual(events("COPY .git /x/"), ["/x/"]);
});

test("a name that tells neither may be both", () => {
  assert.deepEqual(events("COPY app /app"), ["/app/"]);
  assert.deepEqual(events("COPY app /srv/"), ["/srv/app?", "/srv/?"]);
  assert.deepEqual(events("COPY Makefile /srv/"), ["/srv/Makefile"]);
  assert.deepEqual(events("COPY *.json /srv/"), ["/srv/*.json"]);
});

test("a heredoc is a file of its name, or of the destination's", () => {
  assert.deepEqual(events("COPY <<EOF /etc/a.conf\nx\nEOF"), ["/etc/a.conf"]);
  assert.deepEqual(events("COPY <<a.conf <<b.conf /etc/\nx\na.conf\ny\nb.conf"), ["/etc/a.conf", "/etc/b.conf"]);
});

test("ADD unpacks archives of the context, not those of a URL, and clones repositories", () => {
  assert.deepEqual(events("ADD a.tar.gz /opt/a"), ["/opt/a/"]);
  assert.deepEqual(events("COPY a.tar.gz /opt/a"), ["/opt/a"]);
  assert.deepEqual(events("ADD --unpack=false a.tar.gz /opt/a/"), ["/opt/a/a.tar.gz"]);
  assert.deepEqual(events("ADD https://h/x/a.tgz?v=1 /opt/"), ["/opt/a.tgz"]);
  assert.deepEqual(events("ADD --unpack https://h/a.tgz /opt/a"), ["/opt/a/"]);
  assert.deepEqual(events("ADD https://h/a.git#v1 /src"), ["/src/"]);
  assert.deepEqual(events("ADD git@h:a/b.git /src"), ["/src/"]);
});

test("--parents keeps the folders of a source, from the pivot on", () => {
  assert.deepEqual(events("COPY --parents ./x/a.txt ./y/b.txt /d/"), ["/d/x/a.txt", "/d/y/b.txt"]);
  assert.deepEqual(events("COPY --parents x/y/./z/a.txt /d/"), ["/d/z/a.txt"]);
  assert.deepEqual(events("COPY --parents x/a.txt /d"), ["/d/x/a.txt"]);
});

test("--chmod and --chown are events of their own", () => {
  assert.deepEqual(events("COPY --chmod=4755 --chown=a:b x.sh /x.sh"), ["/x.sh", "mode /x.sh 4755", "owner /x.sh a:b"]);
});

test("--exclude leaves paths out", () => {
  const copy = interpretDockerfile("FROM nginx\nCOPY --exclude=.env --exclude=*.key . /app\n").instructions.at(-1);
  assert.ok(copy);
  const [event] = fileEvents(copy).events;
  assert.deepEqual(event?.kind === "create" ? event.excluded : [], ["/app/.env", "/app/*.key"]);
});

test("variables that are known are followed, others are gaps", () => {
  assert.deepEqual(events("COPY $A /x/", "FROM nginx\nENV A=a.txt\n"), ["/x/a.txt"]);
  assert.deepEqual(gaps("COPY $A /x/").length, 1);
  assert.deepEqual(gaps("COPY a.txt b").length, 1);
  assert.deepEqual(events("COPY a.txt C:/b", "FROM httpd\n"), []);
  assert.deepEqual(events("COPY a.txt", "FROM httpd\n"), []);
});

test("the exec form keeps blanks in names", () => {
  assert.deepEqual(events('COPY ["a b.txt", "/x/"]'), ["/x/a b.txt"]);
});

test("an ONBUILD trigger writes nothing here", () => {
  const onbuild = interpretDockerfile("FROM nginx\nONBUILD COPY a.txt /b\n").instructions.at(-1);
  assert.ok(onbuild?.keyword === "ONBUILD" && onbuild.trigger);
  assert.deepEqual(fileEvents(onbuild.trigger).events, []);
});
