import { commandsWhere, everyInstruction } from "../../dockerfile/walk.ts";
import { unversionedPackages } from "../../shell/language-packages.ts";
import { shownUrl } from "../../text/url.ts";
import { defineDockerfileRule } from "../rule.ts";

export const unpinnedPackage = defineDockerfileRule({
  id: "unpinned-package",
  title: "A package is installed in whatever version is the newest",
  severity: "information",
  enabledByDefault: false,
  topic: "downloads",
  actors: ["external attacker", "malicious insider"],
  why: "Without a version, the build takes what was published last. When somebody takes over a maintainer's account and publishes a malicious release, every image that is built in the hours until it is found contains it; with a version, only those who raise it do.",
  remedy:
    "Name a version (`pip install tool==1.2.3`, `npm install -g tool@1.2.3`), or better install from a lock file that also holds hashes: `pip install --require-hashes -r requirements.txt`, `npm ci`, `bundle install`, `cargo install --locked`.",
  *check(model) {
    for (const { instruction, command } of installingCommands(everyInstruction(model))) {
      if (instruction.keyword !== "RUN") continue;
      for (const { word, example } of unversionedPackages(command)) {
        yield {
          span: word.span,
          message: `\`${shownUrl(word.raw)}\` is whatever was published last on the day of the build: name a version (\`${example}\`).`,
        };
      }
    }
  },
  bad: [
    {
      title: "pip",
      code: "FROM python:3.13\nRUN pip install «flask» gunicorn==23.0.0 && python -m pip install --upgrade «pip»\n",
    },
    { title: "npm", code: "FROM node:22\nRUN npm install -g «typescript» «@angular/cli» eslint@9.1.0\n" },
    { title: "a tag that moves", code: "FROM node:22\nRUN npm install -g «npm@latest»\n" },
    { title: "RubyGems", code: "FROM ruby:3.4\nRUN gem install «bundler»\n" },
    { title: "Go", code: "FROM golang:1.25\nRUN go install «example.com/tool/cmd/tool@latest»\n" },
    { title: "Cargo", code: "FROM rust:1.90\nRUN cargo install «ripgrep»\n" },
    {
      title: "a repository without a commit",
      code: "FROM python:3.13\nRUN pip install «git+https://example.com/team/tool.git»\n",
    },
  ],
  good: [
    { title: "versions", code: "FROM python:3.13\nRUN pip install 'flask>=3.0,<4' gunicorn==23.0.0\n" },
    { title: "a requirements file", code: "FROM python:3.13\nRUN pip install --no-cache-dir -r requirements.txt\n" },
    { title: "constraints", code: "FROM python:3.13\nRUN pip install -c constraints.txt flask\n" },
    { title: "lock files", code: "FROM node:22\nRUN npm ci && npm install\n" },
    {
      title: "files",
      code: "FROM python:3.13\nRUN pip install . ./vendor/tool /tmp/tool.whl https://example.com/tool-1.0.tar.gz\n",
    },
    { title: "one version for all", code: "FROM ruby:3.4\nRUN gem install bundler -v 2.5.6\n" },
    {
      title: "what go.mod says",
      code: "FROM golang:1.25\nRUN go install ./cmd/tool && go install example.com/tool/cmd/tool && go install example.com/a@v1.2.3\n",
    },
    {
      title: "Cargo with a version",
      code: "FROM rust:1.90\nRUN cargo install ripgrep --version 14.1.0 && cargo install --path .\n",
    },
    { title: "names that are not known", code: "FROM python:3.13\nARG EXTRA\nRUN pip install $EXTRA\n" },
  ],
  references: [
    {
      title: "OWASP Top 10 CI/CD: Dependency Chain Abuse",
      url: "https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse",
    },
    { title: "pip: Secure installs", url: "https://pip.pypa.io/en/stable/topics/secure-installs/" },
  ],
  standards: { mitreAttack: ["T1195.001"] },
  equivalents: { hadolint: ["DL3013", "DL3016", "DL3028", "DL3062"] },
});

const installingCommands = commandsWhere((command) => unversionedPackages(command).length > 0);
