import { moveToCopy, storedTwice } from "../../dockerfile/mode-copies.ts";
import { defineDockerfileRule } from "../rule.ts";

export const recursiveModeChangeInLaterLayer = defineDockerfileRule({
  id: "recursive-mode-change-in-later-layer",
  title: "A recursive chmod or chown stores copied files twice",
  severity: "information",
  topic: "layers",
  actors: ["inadvertent insider"],
  why: "A layer holds whole files: changing only the mode or the owner of what an earlier layer brought in stores all of it once more. The image grows by the folder, and the first copy stays readable with its old mode.",
  remedy:
    "Set mode and owner where the files come in: `COPY --chown=app:app --chmod=755 …`. The folder that they are copied into keeps its owner: where a process writes to it, make it with `mkdir` and `chown` before the `COPY`.",
  *check(model) {
    for (const found of storedTwice(model)) {
      const { change, copies } = found;
      const fix = moveToCopy(model, found);
      const what = copies.map(({ instruction, path }) => `${instruction.keyword} … ${path}`).join("`, `");
      yield {
        span: change.span,
        message: `A recursive \`${change.kind === "mode" ? "chmod" : "chown"}\` stores all that \`${what}\` brought in a second time.`,
        related: copies.map(({ span, path }) => ({ span, message: `\`${path}\` gets its files here` })),
        fixes:
          fix === undefined
            ? []
            : [
                {
                  ...fix,
                  safe: false,
                  note: "What the folder holds from elsewhere, and the folder itself, keep their owner and mode.",
                },
              ],
      };
    }
  },
  bad: [
    {
      title: "chown of the application",
      code: "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN chown -R node:node «/app»\nUSER node\n",
    },
    {
      title: "chmod of an archive's files",
      code: "FROM debian:12\nADD site.tar.gz /srv/site\nRUN chmod -R 755 «/srv»\n",
    },
    {
      title: "a stage that the image is built on",
      code: "FROM debian:12 AS files\nCOPY site/ /srv/site/\nFROM files\nRUN chmod -R a+rX «/srv/site»\n",
    },
  ],
  good: [
    {
      title: "set by the COPY",
      code: "FROM node:22\nWORKDIR /app\nCOPY --chown=node:node . .\nUSER node\n",
    },
    {
      title: "one file",
      code: "FROM debian:12\nCOPY entrypoint.sh /entrypoint.sh\nRUN chmod -R 755 /entrypoint.sh\n",
    },
    {
      title: "files that the same RUN made",
      code: "FROM debian:12\nRUN mkdir -p /var/lib/app && chown -R 10001:10001 /var/lib/app\n",
    },
    {
      title: "another folder",
      code: "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN mkdir /data && chown -R node:node /data\n",
    },
    {
      title: "a stage that is not shipped",
      code: "FROM node:22 AS build\nCOPY . /src\nRUN chown -R node:node /src\nFROM node:22\nCOPY --from=build --chown=node:node /src/dist /app\n",
    },
  ],
  references: [
    {
      title: "Docker: COPY --chown --chmod",
      url: "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",
    },
    {
      title: "OCI image specification: layer changesets",
      url: "https://github.com/opencontainers/image-spec/blob/main/layer.md#change-types",
    },
  ],
  standards: {},
  equivalents: {},
});
