import assert from "node:assert/strict";
import { test } from "node:test";
import {
  downloadUrls,
  type FileEffects,
  fileEffects,
  isDownload,
  isInterpreter,
  runsStandardInput,
} from "../../../server/src/core/shell/effects.ts";
import { parseShell } from "../../../server/src/core/shell/parse.ts";
import type { FileEffect, Invocation, WriteOrigin } from "../../../server/src/core/shell/syntax.ts";
import { embedVerbatim } from "../../../server/src/core/text/embedded.ts";
import { known, UNSET, unknown } from "../../../server/src/core/text/resolved.ts";

function invocations(text: string, cwd = "/w"): readonly Invocation[] {
  return parseShell(embedVerbatim(text, 0), {
    dialect: "posix",
    cwd: cwd === "" ? unknown("a test") : known(cwd),
    home: known("/root"),
    variable: (name) => (name === "V" ? known("1.2") : name === "SECRET" ? UNSET : unknown("a test")),
  }).invocations;
}

function all(text: string, cwd?: string): readonly FileEffects[] {
  return invocations(text, cwd).map(fileEffects);
}

function effects(text: string, cwd?: string): readonly FileEffect[] {
  return all(text, cwd).flatMap((found) => found.effects);
}

function showOrigin(origin: WriteOrigin): string {
  if (origin.kind === "literal") return JSON.stringify(origin.text);
  if (origin.kind === "download") return `download ${origin.url?.raw ?? "?"}`;
  if (origin.kind === "expanded") return "expanded";
  if (origin.kind === "empty") return "empty";
  return `${origin.kind} ${origin.by ?? "?"}`;
}

function show(effect: FileEffect): string {
  const star = (pattern: boolean): string => (pattern ? "~" : "");
  if (effect.kind === "move" || effect.kind === "copy") {
    return `${effect.kind} ${effect.source.path}${star(effect.source.isPattern)} ${effect.target.path}`;
  }
  const path = effect.target.path + star(effect.target.isPattern);
  switch (effect.kind) {
    case "write":
      return `${effect.how} ${path}${effect.isDirectory ? "/" : ""} ${showOrigin(effect.origin)}`;
    case "mode":
      return `mode ${path} ${effect.mode.raw}${effect.isRecursive ? " -R" : ""}`;
    case "owner":
      return `owner ${path} ${effect.owner.raw}${effect.isRecursive ? " -R" : ""}`;
    case "remove":
      return `remove ${path}${effect.isRecursive ? " -r" : ""}`;
    case "capability":
      return `capability ${path} ${effect.capability?.raw ?? "none"}`;
    case "read":
      return `read ${path}`;
  }
}

function check(cases: Readonly<Record<string, readonly string[]>>, cwd?: string): void {
  for (const [text, expected] of Object.entries(cases)) assert.deepEqual(effects(text, cwd).map(show), expected, text);
}

test("a redirection writes what its command prints", () => {
  check({
    "echo hello > f": ['replace /w/f "hello\\n"'],
    "echo -n hello >> /etc/f": ['append /etc/f "hello"'],
    "echo 'a  b' c >| f": ['replace /w/f "a  b c\\n"'],
    "printf '%s:%s\\n' user pw > f": ['replace /w/f "user:pw\\n"'],
    "printf 'a%%\\n' > f": ['replace /w/f "a%\\n"'],
    "echo $SECRET > f": ["replace /w/f expanded"],
    ": > f": ["truncate /w/f empty"],
    "> f": ["truncate /w/f empty"],
    "cat /dev/null > f": ["truncate /w/f empty"],
    "make > build.log 2>&1": ["replace /w/build.log command make"],
    "make 2> err.log": ["replace /w/err.log command make"],
    "make &> all.log": ["replace /w/all.log command make"],
    "make > /dev/null 2> /dev/stderr": [],
    "sort < in > out": ["read /w/in", "replace /w/out command sort"],
    "curl -fsSL https://x/y > y": ["replace /w/y download https://x/y"],
  });
});

test("a heredoc's text is what cat and tee write", () => {
  check({
    "cat > f <<'EOF'\na=$b\nEOF\n": ['replace /w/f "a=$b\\n"'],
    "cat > f <<EOF\na=$b\nEOF\n": ["replace /w/f expanded"],
    "tee f <<EOF\nx\nEOF\n": ['replace /w/f "x\\n"'],
    "tee -a f <<< x": ['append /w/f "x\\n"'],
  });
});

test("text is followed through a pipe as long as nothing changes it", () => {
  check({
    "echo x | tee a b": ['replace /w/a "x\\n"', 'replace /w/b "x\\n"'],
    "echo x | tee a > b": ['replace /w/a "x\\n"', 'replace /w/b "x\\n"'],
    "echo x | cat > a": ['replace /w/a "x\\n"'],
    "echo eA== | base64 -d > f": ["replace /w/f command base64"],
    "curl https://x/k | gpg --dearmor -o /etc/k.gpg": ["replace /etc/k.gpg command gpg"],
    "curl https://x/k | tee /etc/k": ["replace /etc/k download https://x/k"],
  });
});

test("cp and mv name what goes where", () => {
  check({
    "cp a b": ["read /w/a", "copy /w/a /w/b"],
    "cp a b/": ["read /w/a", "copy /w/a /w/b/a"],
    "cp -r a c d": ["read /w/a", "copy /w/a /w/d/a", "read /w/c", "copy /w/c /w/d/c"],
    "cp -t /d a c": ["read /w/a", "copy /w/a /d/a", "read /w/c", "copy /w/c /d/c"],
    "cp -T a /tmp": ["read /w/a", "copy /w/a /tmp"],
    "cp /x/a .": ["read /x/a", "copy /x/a /w/a"],
    "cp /x/a /usr/local/bin": ["read /x/a", "copy /x/a /usr/local/bin/a"],
    "cp *.key /etc/ssl/": ["read /w/*.key~", "copy /w/*.key~ /etc/ssl"],
    "mv a.{x,y} /d": ["move /w/a.x /d/a.x", "move /w/a.y /d/a.y"],
    "mv a b": ["move /w/a /w/b"],
    "cp /dev/null f": ["truncate /w/f empty"],
    "ln -sf /usr/bin/a /usr/local/bin/": ["replace /usr/local/bin/a generated ln"],
    "ln -s /opt/x/tool": ["replace /w/tool generated ln"],
    "ln -sf /dev/stdout /var/log/a.log": ["replace /var/log/a.log generated ln"],
  });
});

test("install copies with mode and owner, or makes directories", () => {
  check({
    "install -m 4755 -o root a /usr/bin/a": [
      "read /w/a",
      "copy /w/a /usr/bin/a",
      "mode /usr/bin/a 4755",
      "owner /usr/bin/a root",
    ],
    "install -m 0755 -d /x /y": ["append /x/ empty", "append /y/ empty"],
    "install -Dm755 a -t /x": ["read /w/a", "copy /w/a /x/a", "mode /x/a 755"],
  });
});

test("files are made and emptied", () => {
  check({
    "touch a b": ["append /w/a empty", "append /w/b empty"],
    "mkdir -p -m 2775 a": ["append /w/a/ empty"],
    "truncate -s 0 f": ["truncate /w/f empty"],
    "truncate -s 1G f": ["in-place /w/f empty"],
    "dd if=/dev/urandom of=f bs=1": ["replace /w/f generated dd"],
    "dd if=a of=/dev/sda": ["read /w/a"],
    mktemp: [],
  });
  const [made] = effects("mkdir -m 2775 a");
  assert.equal(made?.kind === "write" ? made.mode?.raw : "", "2775");
});

test("files are removed", () => {
  check({
    "rm -rf a /b": ["remove /w/a -r", "remove /b -r"],
    "rm -f /tmp/*.deb": ["remove /tmp/*.deb~"],
    "rm /a/{b,c}": ["remove /a/b", "remove /a/c"],
    "rm -- -x": ["remove /w/-x"],
    "rm --recursive a/": ["remove /w/a -r"],
    "rmdir a; unlink b": ["remove /w/a", "remove /w/b"],
    "shred -u k": ["remove /w/k"],
    "shred k": ["replace /w/k generated shred"],
    "rm -rf ~/.cache": ["remove /root/.cache -r"],
  });
});

test("find removes and changes what it finds, counted once", () => {
  check({
    "find /a -delete": ["remove /a -r"],
    "find /a -mindepth 1 -delete": ["remove /a/**~ -r"],
    "find . -name '*.pyc' -delete": ["remove /w/**/*.pyc~"],
    "find /a /b -maxdepth 1 -name '*.pem' -type f -exec rm -f {} \\;": ["remove /a/*.pem~", "remove /b/*.pem~"],
    "find /a \\( -name x -o -name y \\) -exec rm -rf {} +": ["remove /a/**/x~ -r", "remove /a/**/y~ -r"],
    "find /a -type f -exec chmod u+s {} +": ["mode /a/**~ u+s"],
    "find /a -exec chmod a+w {} +": ["mode /a a+w -R"],
    "find /a -type f -print0 | xargs -0 chmod 4755": ["mode /a/**~ 4755"],
    "find /a -name x": [],
  });
  assert.equal(effects("find / -perm /6000 -exec chmod a-s {} +")[0]?.certainty, "maybe");
});

test("downloads write where they are told or by the name in the URL", () => {
  check({
    "curl -fsSLo f https://x/y": ["replace /w/f download https://x/y"],
    "curl -O https://x/y/z.tgz?a=b": ["replace /w/z.tgz download https://x/y/z.tgz?a=b"],
    "curl -OJ https://x/y/$Q/z.tgz": ["replace /w/z.tgz download https://x/y/$Q/z.tgz"],
    "curl https://x/y --output-dir /d -o f": ["replace /d/f download https://x/y"],
    "curl https://x/y": [],
    "curl -o /dev/null https://x/y": [],
    "curl -K conf -d @body --cert c.pem https://x": ["read /w/conf", "read /w/c.pem", "read /w/body"],
    "wget https://x/y.tgz": ["replace /w/y.tgz download https://x/y.tgz"],
    "wget -qO- https://x/y.tgz": [],
    "wget -O f https://x/y": ["replace /w/f download https://x/y"],
    "wget -P /d https://x/y-$V.tgz": ["replace /d/y-1.2.tgz download https://x/y-$V.tgz"],
    "aria2c -d /d -o f https://x/y": ["replace /d/f download https://x/y"],
    "git clone https://x/a/b.git": ["append /w/b/ download https://x/a/b.git"],
    "git clone --depth 1 -b v1 git@x:a/b.git /src": ["append /src/ download git@x:a/b.git"],
    "git -C /d clone https://$T@x/a/b": ["append /d/b/ download https://$T@x/a/b"],
  });
});

test("archives are read, and fill a directory", () => {
  check({
    "tar xzf a.tgz": ["read /w/a.tgz", "append /w/ command tar"],
    "tar -xzf a.tgz -C /opt --strip-components=1": ["read /w/a.tgz", "append /opt/ command tar"],
    "curl https://x/a.tgz | tar xz -C /opt": ["append /opt/ download https://x/a.tgz"],
    "tar czf a.tgz b": ["read /w/b", "replace /w/a.tgz command tar"],
    "unzip -q a.zip -d /opt": ["read /w/a.zip", "append /opt/ command unzip"],
    "gunzip a.gz": ["read /w/a.gz", "replace /w/a command gunzip", "remove /w/a.gz"],
    "xz -dk a.tar.xz": ["read /w/a.tar.xz", "replace /w/a.tar command xz"],
    "gzip -dc a.gz > b": ["read /w/a.gz", "replace /w/b command gzip"],
  });
});

test("keys are generated", () => {
  check({
    "ssh-keygen -t rsa -N '' -f /root/.ssh/id": [
      "replace /root/.ssh/id generated ssh-keygen",
      "replace /root/.ssh/id.pub generated ssh-keygen",
    ],
    "openssl req -x509 -newkey rsa:4096 -keyout k.pem -out c.pem -nodes -subj /CN=x": [
      "replace /w/k.pem generated openssl",
      "replace /w/c.pem generated openssl",
    ],
    "keytool -genkeypair -keystore s.jks -storepass changeit": ["append /w/s.jks generated keytool"],
  });
});

test("modes, owners and capabilities are put on files", () => {
  check({
    "chmod -R 4755 a b": ["mode /w/a 4755 -R", "mode /w/b 4755 -R"],
    "chmod -x a": ["mode /w/a -x"],
    "chmod u+s /usr/bin/a": ["mode /usr/bin/a u+s"],
    "chmod --reference=a b": [],
    "chown -R app:app /a": ["owner /a app:app -R"],
    "setcap cap_net_raw+ep /bin/ping": ["capability /bin/ping cap_net_raw+ep"],
    "setcap -r /bin/ping": ["capability /bin/ping none"],
  });
});

test("files are edited in place", () => {
  check({
    "sed -i s/a/b/ f": ["in-place /w/f command sed"],
    "sed -i.bak -e s/a/b/ f g": ["in-place /w/f command sed", "in-place /w/g command sed"],
    "sed s/a/b/ f": ["read /w/f"],
    "perl -pi -e s/a/b/ f": ["in-place /w/f command perl"],
  });
});

test("logins are stored in the home", () => {
  check({
    "npm config set //r/:_authToken=$T": ["append /root/.npmrc generated npm config set"],
    "docker login -u a -p b r.example": ["append /root/.docker/config.json generated docker login"],
    "git config --global credential.helper store": ["append /root/.gitconfig generated git config"],
    "git config --global --get user.name": [],
    "gcloud auth activate-service-account --key-file=k.json": [
      "read /w/k.json",
      "append /root/.config/gcloud/credentials.db generated gcloud auth activate-service-account",
    ],
  });
});

test("package managers fill and empty their caches", () => {
  check({
    "apt-get update": ["append /var/lib/apt/lists/ generated apt-get"],
    "apt-get install -y curl": ["append /var/cache/apt/archives/ generated apt-get"],
    "apt-get clean": ["remove /var/cache/apt/archives -r"],
    "apk add --no-cache curl": [],
    "pip install --no-cache-dir x": [],
    "npm ci": ["append /root/.npm/_cacache/ generated npm"],
  });
});

test("reads are the files that a command names", () => {
  check({
    "cat a b": ["read /w/a", "read /w/b"],
    "grep -r needle hay": ["read /w/hay"],
    "grep -e needle hay": ["read /w/hay"],
    ". ./env.sh x": ["read /w/env.sh"],
    "ssh -i k host rm -rf /x": ["read /w/k"],
    "head -n 5 f": ["read /w/f"],
    "cat -": [],
  });
});

test("paths that are not known become gaps, never guesses", () => {
  const unknownWord = all('rm -rf "$DIR/x" /y');
  assert.deepEqual(
    unknownWord.flatMap((found) => found.effects.map(show)),
    ["remove /y -r"],
  );
  assert.equal(unknownWord.flatMap((found) => found.gaps).length, 1);
  assert.deepEqual(effects("rm a /b", "").map(show), ["remove /b"]);
});

test("a command behind a condition may not run", () => {
  assert.equal(effects("test -e a && rm a || rm b").at(-1)?.certainty, "maybe");
});

test("an effect has the place of the word that names the path", () => {
  const text = "cp a /x/ && curl --output=/f https://x";
  const spans = effects(text).flatMap((effect) => (effect.kind === "read" ? [] : [effect.target.span]));
  assert.deepEqual(
    spans.map(({ start, end }) => text.slice(start, end)),
    ["/x/", "/f"],
  );
});

test("downloads and their URLs are known", () => {
  const urls = (text: string): readonly string[] =>
    invocations(text).flatMap((command) => (isDownload(command) ? downloadUrls(command).map(({ raw }) => raw) : []));
  assert.deepEqual(urls("curl -H 'A: b' -fsSL https://x -o f"), ["https://x"]);
  assert.deepEqual(urls("curl --url=https://x"), ["https://x"]);
  assert.deepEqual(urls("wget -q --header A:b https://x https://y"), ["https://x", "https://y"]);
  assert.deepEqual(urls("http --download GET https://x a==b"), ["https://x"]);
  assert.deepEqual(urls("git clone https://x"), []);
});

test("an interpreter runs its input unless it is given something else to run", () => {
  const runs = (text: string): boolean => {
    const command = invocations(text)[0];
    assert.ok(command);
    assert.ok(isInterpreter(command), text);
    return runsStandardInput(command);
  };
  for (const text of ["sh", "bash -s -- x", "bash -", "python3 -", "sh -ex", "bash /dev/stdin x", "node", "perl -"]) {
    assert.ok(runs(text), text);
  }
  for (const text of [
    "bash -c x",
    "python script.py",
    "sh ./x.sh",
    "perl -ne print",
    "python3 -m venv x",
    "node -e 1",
  ]) {
    assert.ok(!runs(text), text);
  }
});

test("a script of thirty thousand commands is read whole", () => {
  const text = "rm -rf /a/b c && echo x | tee d > e\n".repeat(10_000);
  assert.equal(effects(text).length, 40_000);
});
