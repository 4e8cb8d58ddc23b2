import { type ContextCopy, contextCopies } from "../../dockerfile/context-copies.ts";
import type { DockerfileModel } from "../../dockerfile/model.ts";
import {
  type BuildContext,
  type ContextCredential,
  contextsOf,
  credentialsSent,
  ignoreFilePath,
  ownIgnoreFile,
} from "../../workspace/build-context.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { defineDockerfileRule, type FileAddition, type Finding, type Fix } from "../rule.ts";

/** So many files are named in a message. */
const MOST_NAMED = 3;

/** Made up, and put together here so that no scanner takes the program for a leak. */
const KEY = [
  "-----BEGIN OPENSSH PRIVATE",
  "KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\nQyNTUxOQAAACDLkTDPbmpUUvNnTFnIAyZBLG+3H7HwTDY9ZJLRZ7TTqA==\n-----END OPENSSH PRIVATE",
  "KEY-----\n",
].join(" ");

export const secretReachesImageThroughContext = defineDockerfileRule({
  id: "secret-reaches-image-through-context",
  title: "A folder is copied into the image with a credential file in it",
  severity: "warning",
  workspace: "needed",
  topic: "secrets",
  actors: ["external attacker", "malicious insider", "inadvertent insider"],
  why: "`COPY . .` takes everything that lies in the folder when somebody builds: also the `.env` and the key that git ignores and that nobody thinks of. They are part of a layer then, and everyone who can pull the image has them.",
  remedy:
    "Put the file into `.dockerignore`, which git's ignore files do not replace, or copy only what the program needs. What the build needs belongs into `RUN --mount=type=secret`. Replace a credential that was in an image.",
  *check(model, { path, workspace }) {
    if (workspace === undefined) return;
    for (const context of contextsOf(workspace, path)) yield* judge(model, path, context, workspace);
  },
  bad: [
    {
      title: "a key beside the program",
      code: "FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY «.» .\nUSER 1000\n",
      files: { "deploy/id_ed25519": KEY, ".dockerignore": "node_modules\n" },
    },
    {
      title: "a folder of another context",
      code: "FROM node:22\nCOPY «web» /app\nUSER 1000\n",
      files: {
        "compose.yaml": "services:\n  web:\n    build:\n      context: src\n      dockerfile: ../Dockerfile\n",
        "src/web/keys/id_ed25519": KEY,
      },
    },
  ],
  good: [
    {
      title: "the file is ignored",
      code: "FROM node:22\nCOPY . /app\nUSER 1000\n",
      files: { "deploy/id_ed25519": KEY, ".dockerignore": "**/id_*\n" },
    },
    {
      title: "everything is ignored but the sources",
      code: "FROM node:22\nCOPY . /app\nUSER 1000\n",
      files: { "deploy/id_ed25519": KEY, ".dockerignore": "*\n!src\n" },
    },
    {
      title: "another folder is copied",
      code: "FROM node:22\nCOPY src/ /app\nUSER 1000\n",
      files: { "deploy/id_ed25519": KEY },
    },
    {
      title: "a stage that is not shipped",
      code: "FROM node:22 AS build\nCOPY . /src\nRUN make -C /src\nFROM node:22\nCOPY --from=build /src/dist /app\nUSER 1000\n",
      files: { "deploy/id_ed25519": KEY },
    },
    {
      title: "a file that holds no credential",
      code: "FROM node:22\nCOPY . /app\nUSER 1000\n",
      files: { ".env": "PORT=8080\nNODE_ENV=production\n", ".npmrc": "registry=https://npm.acme.io/\n" },
    },
    {
      title: "left out by the instruction itself",
      code: "# syntax=docker/dockerfile:1\nFROM node:22\nCOPY --exclude=deploy . /app\nUSER 1000\n",
      files: { "deploy/id_ed25519": KEY },
    },
  ],
  references: [
    { title: "Docker: .dockerignore files", url: "https://docs.docker.com/build/concepts/context/#dockerignore-files" },
    { title: "Docker: Build secrets", url: "https://docs.docker.com/build/building/secrets/" },
    {
      title: "CWE-538: Insertion of Sensitive Information into Externally-Accessible File or Directory",
      url: "https://cwe.mitre.org/data/definitions/538.html",
    },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: { sonar: ["S6470"] },
});

function* judge(
  model: DockerfileModel,
  path: string,
  context: BuildContext,
  workspace: WorkspaceView,
): Iterable<Finding> {
  const sent = credentialsSent(workspace, path, context);
  const told = new Set<ContextCredential>();
  for (const copy of sent.length === 0 ? [] : contextCopies(model)) {
    const brought = sent.filter((credential) => !told.has(credential) && copy.brings(credential.inContext));
    if (brought.length === 0) continue;
    for (const credential of brought) told.add(credential);
    yield finding(copy, brought, ignoreThem(path, context, brought, workspace));
  }
}

function finding({ copy, source }: ContextCopy, brought: readonly ContextCredential[], fix: Fix): Finding {
  const named = brought.slice(0, MOST_NAMED).map(({ inContext, what }) => `\`${inContext}\` (${what})`);
  const more = brought.length - named.length;
  const all = more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
  return {
    span: source.span,
    message: `${copy.keyword} of \`${source.raw}\` puts ${all} into a layer, since no \`.dockerignore\` keeps it out: everyone who can pull the image can read it.`,
    related: brought.slice(0, MOST_NAMED).map((credential) => ({
      path: credential.path,
      span: START,
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      message: `This file is ${credential.what} by its name, and its content says nothing else.`,
    })),
    fixes: [fix],
  };
}

const START = { start: 0, end: 0 } as const;

function ignoreThem(
  path: string,
  context: BuildContext,
  brought: readonly ContextCredential[],
  workspace: WorkspaceView,
): Fix {
  const known = ownIgnoreFile(workspace, path, context.folder);
  const text = brought.map(({ inContext }) => `${escaped(inContext)}\n`).join("");
  const addition: FileAddition = {
    path: known?.path ?? ignoreFilePath(context.folder),
    at: known?.end.range.end,
    text: known?.isLineOpen === true ? `\n${text}` : text,
  };
  return {
    title: known === undefined ? `Create \`${addition.path}\` with it` : `Add it to \`${addition.path}\``,
    edits: [],
    additions: [addition],
    safe: false,
    note: "A program that reads the file when it runs needs it from outside then: mount it, or set the variables when the container starts.",
  };
}

/** Names as patterns that match nothing else. */
function escaped(path: string): string {
  return path.replaceAll(/[\\*?[\]]/g, "\\$&");
}
