import { type RemoteSource, remoteSources } from "../../dockerfile/remote-source.ts";
import { isVerifiedLater } from "../../dockerfile/verified.ts";
import { everyInstruction } from "../../dockerfile/walk.ts";
import { shownUrl } from "../../text/url.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const remoteAddUnverified = defineDockerfileRule({
  id: "remote-add-unverified",
  title: "ADD fetches something without checking it",
  severity: "warning",
  topic: "downloads",
  actors: ["external attacker", "malicious insider"],
  why: "`ADD` puts into the image whatever the server answers on the day of the build. Whoever takes over the site, its domain or the repository's account puts their file into the next image, and nobody notices that it is another one. A branch or tag of a repository can be moved as easily.",
  remedy:
    "Say which content is meant: `ADD --checksum=sha256:… https://…` (`curl -fsSL … | sha256sum` prints it, once you trust the file), and for a repository the whole commit, `…/project.git#<commit>`. What lies in the build context is copied with `COPY`.",
  *check(model) {
    for (const instruction of everyInstruction(model)) {
      if (instruction.keyword !== "ADD") continue;
      for (const source of remoteSources(instruction)) {
        if (source.pinnedBy === undefined && !isVerifiedLater(model, instruction, source.word)) yield finding(source);
      }
    }
  },
  bad: [
    { title: "a file", code: "FROM debian:12\nADD «https://example.com/tool.tar.gz» /opt/\nUSER 1000\n" },
    {
      title: "a URL that ends in a variable",
      code: "FROM debian:12\nARG VERSION\nADD «https://example.com/tool-${VERSION}.deb» /tmp/\nUSER 1000\n",
    },
    {
      title: "the default branch of a repository",
      code: "FROM debian:12\nADD «https://example.com/team/project.git» /src\nUSER 1000\n",
    },
    {
      title: "a tag of a repository",
      code: "FROM debian:12\nADD «git@example.com:team/project.git#v1.2.0» /src\nUSER 1000\n",
    },
    {
      title: "next to a check of another file",
      code: "FROM debian:12\nADD «https://example.com/tool.tar.gz» /opt/\nRUN sha256sum -c /opt/other.sha256\nUSER 1000\n",
    },
    {
      title: "next to local files",
      code: "FROM debian:12\nADD app.conf «https://example.com/tool.bin» /opt/\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "a checksum",
      code: "FROM debian:12\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool.tar.gz /opt/\nUSER 1000\n",
    },
    {
      title: "checked by a command",
      code: 'FROM debian:12\nARG VERSION=3\nADD https://example.com/tool-${VERSION}.tar.gz /tmp/\nRUN echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /tmp/tool-${VERSION}.tar.gz" | sha256sum -c - && tar -xf /tmp/tool-${VERSION}.tar.gz -C /opt\nUSER 1000\n',
    },
    {
      title: "a program with its signature",
      code: "FROM debian:12\nADD https://example.com/init /init\nADD https://example.com/init.asc /init.asc\nRUN gpg --batch --verify /init.asc /init && chmod +x /init\nUSER 1000\n",
    },
    {
      title: "a commit",
      code: "FROM debian:12\nADD https://example.com/team/project.git#1d3a7f9c0b5e4a2f8c6d9e0b7a5f4c3d2e1b0a9f:docs /src\nUSER 1000\n",
    },
    { title: "local files", code: "FROM debian:12\nADD app.tar.gz /opt/\nADD app.conf /etc/\nUSER 1000\n" },
    {
      title: "a source that is chosen at build time",
      code: "FROM debian:12\nARG SOURCE\nADD ${SOURCE} /opt/\nUSER 1000\n",
    },
  ],
  references: [
    {
      title: "Dockerfile reference: ADD --checksum",
      url: "https://docs.docker.com/reference/dockerfile/#add---checksum",
    },
    {
      title: "Docker: Best practices, ADD or COPY",
      url: "https://docs.docker.com/build/building/best-practices/#add-or-copy",
    },
    {
      title: "CWE-494: Download of Code Without Integrity Check",
      url: "https://cwe.mitre.org/data/definitions/494.html",
    },
  ],
  standards: { cisDocker: ["4.9"], mitreAttack: ["T1195.002"] },
  equivalents: {},
});

function finding({ word, kind }: RemoteSource): Finding {
  const message =
    kind === "git"
      ? `The repository \`${shownUrl(word.text)}\` is added without a commit: whoever can push to it decides what is in this image.`
      : `\`${shownUrl(word.text)}\` is added without a checksum: whoever controls the server or the way to it decides what is in this image.`;
  return { span: word.span, message };
}
