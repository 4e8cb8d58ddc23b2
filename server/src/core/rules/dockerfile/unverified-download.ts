import { type Download, downloadsOf, usesAsProgram } from "../../dockerfile/downloads.ts";
import type { RunInstruction } from "../../dockerfile/model.ts";
import { verifiesAfter } from "../../dockerfile/verified.ts";
import { everyInstruction } from "../../dockerfile/walk.ts";
import { downloadUrls } from "../../shell/effects.ts";
import type { Invocation, Word } from "../../shell/syntax.ts";
import { leadingText, writtenEnd } from "../../shell/word-text.ts";
import { baseName } from "../../text/path.ts";
import { perObject } from "../../text/per-object.ts";
import { knownValue } from "../../text/resolved.ts";
import { isLocalHost, shownUrl, urlHost } from "../../text/url.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const unverifiedDownload = defineDockerfileRule({
  id: "unverified-download",
  title: "A program is downloaded and not checked",
  severity: "information",
  topic: "downloads",
  actors: ["external attacker", "malicious insider"],
  why: "HTTPS says that the file comes from that server, not that it is the file you once looked at. Whoever takes over the server, the account behind it or a release gets their program into the next image, and a rebuild of the same commit gives another one.",
  remedy:
    "Put the checksum of the file you trust into the Dockerfile, in the same `RUN`: `echo '<sha256>  tool.tgz' | sha256sum -c -`, or verify the publisher's signature (`gpg --verify`, `cosign verify-blob`). `ADD --checksum=sha256:… https://…` does both in one line.",
  *check(model) {
    for (const instruction of everyInstruction(model)) {
      if (instruction.keyword !== "RUN") continue;
      yield* findingsIn(instruction);
    }
  },
  bad: [
    {
      title: "a program",
      code: "FROM debian:12\nRUN curl -fsSLo /usr/local/bin/tool «https://example.com/tool-linux-amd64» && chmod +x /usr/local/bin/tool\n",
    },
    {
      title: "an archive through a pipe",
      code: "FROM debian:12\nRUN curl -fsSL «https://example.com/tool.tar.gz» | tar xz -C /opt\n",
    },
    {
      title: "an archive",
      code: "FROM debian:12\nARG VERSION=1.2.3\nRUN wget «https://example.com/tool-${VERSION}.zip» && unzip tool-${VERSION}.zip -d /opt\n",
    },
    {
      title: "a package",
      code: "FROM debian:12\nRUN wget -qO /tmp/tool.deb «https://example.com/tool.deb» && dpkg -i /tmp/tool.deb\n",
    },
    {
      title: "a script that is run",
      code: "FROM debian:12\nRUN curl -fsSL -o /tmp/setup «https://example.com/setup» && sh /tmp/setup\n",
    },
  ],
  good: [
    {
      title: "a checksum",
      code: "FROM debian:12\nRUN curl -fsSLo tool.tgz https://example.com/tool.tgz \\\n && echo '0123abcd  tool.tgz' | sha256sum -c - \\\n && tar xzf tool.tgz -C /opt\n",
    },
    {
      title: "a signature",
      code: "FROM debian:12\nRUN wget https://example.com/tool.tgz https://example.com/tool.tgz.asc && gpg --batch --verify tool.tgz.asc tool.tgz && tar xzf tool.tgz\n",
    },
    {
      title: "a checksum that is compared by hand",
      code: 'FROM debian:12\nRUN curl -fsSLo tool.tgz https://example.com/tool.tgz && [ "$(sha256sum tool.tgz | cut -c1-64)" = 0123abcd ] && tar xzf tool.tgz\n',
    },
    { title: "data", code: "FROM debian:12\nRUN curl -fsSLo /etc/app/words.txt https://example.com/words.txt\n" },
    {
      title: "a key",
      code: "FROM debian:12\nRUN curl -fsSL https://example.com/key.asc | gpg --dearmor -o /etc/apt/keyrings/a.gpg\n",
    },
    {
      title: "what `ADD` checks",
      code: "FROM debian:12\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool.tgz /opt/\n",
    },
  ],
  references: [
    {
      title: "CWE-494: Download of Code Without Integrity Check",
      url: "https://cwe.mitre.org/data/definitions/494.html",
    },
    {
      title: "Dockerfile reference: ADD --checksum",
      url: "https://docs.docker.com/reference/dockerfile/#add---checksum",
    },
    { title: "SLSA: Verifying artifacts", url: "https://slsa.dev/spec/v1.0/verifying-artifacts" },
  ],
  standards: { cisDocker: ["4.11"], mitreAttack: ["T1195.002"] },
  equivalents: {},
});

const findingsIn = perObject((run: RunInstruction) =>
  downloadsOf(run).flatMap((download) => judge(run, download) ?? []),
);

function judge(run: RunInstruction, download: Download): Finding | undefined {
  const { command, pipedTo, file } = download;
  const url = download.url ?? downloadUrls(command)[0];
  if (url === undefined || isLocalHost(urlHost(leadingText(url)) ?? "")) return undefined;
  const isCode = pipedTo === undefined ? isInstalled(run, command, url, file) : isUnpacker(pipedTo);
  if (!isCode || verifiesAfter(run, command.span.start)) return undefined;
  return {
    span: url.span,
    message: `\`${shownUrl(shownWord(url))}\` is used unchecked: whoever controls the server decides what it is at the next build.`,
  };
}

function shownWord(word: Word): string {
  return knownValue(word.value) ?? word.raw.replace(/^["']|["']$/g, "");
}

function isUnpacker({ name = "" }: Invocation): boolean {
  return /^(?:tar|bsdtar|gtar|unzip|cpio|gunzip|gzip|unxz|xz|bunzip2|bzip2|zstd|unzstd|7z|dpkg)$/.test(name);
}

const ARCHIVE_OR_PROGRAM =
  /\.(?:tar|tgz|tbz2?|txz|tzst|(?:tar\.)?(?:gz|bz2|xz|zst|lz)|zip|7z|deb|rpm|apk|jar|war|ear|whl|gem|egg|phar|exe|msi|run|bin|appimage|so|sh|bash|py|pl)$/i;

/** By its name, or because it is made executable, run, or put where programs are. */
function isInstalled(run: RunInstruction, command: Invocation, url: Word, file: string | undefined): boolean {
  const urlName = baseName((knownValue(url.value) ?? writtenEnd(url)).replace(/[?#].*$/s, ""));
  const name = file === undefined ? urlName : baseName(file);
  if (ARCHIVE_OR_PROGRAM.test(name) || (ARCHIVE_OR_PROGRAM.test(urlName) && file === undefined)) return true;
  if (file === undefined) return false;
  if (/^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$/.test(file)) return true;
  return usesAsProgram(run, file, command.span.end);
}
