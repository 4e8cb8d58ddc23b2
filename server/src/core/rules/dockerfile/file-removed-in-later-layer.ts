import { type HiddenFileReport, hiddenPlainFiles } from "../../dockerfile/hidden-files.ts";
import { defineDockerfileRule } from "../rule.ts";

export const fileRemovedInLaterLayer = defineDockerfileRule({
  id: "file-removed-in-later-layer",
  title: "A file is removed only in a later layer",
  severity: "warning",
  topic: "layers",
  actors: ["inadvertent insider", "external attacker"],
  why: "Every instruction makes a layer, and removing a file in a later one only hides it. The image keeps its size, and whoever can pull the image can read the file: sources, installers, internal addresses and test data that were meant to be gone.",
  remedy:
    "Remove the file in the `RUN` that makes it. A file from the build context that one `RUN` needs is mounted for it, with `RUN --mount=type=bind,source=…,target=…`, instead of copied. What is never needed belongs in `.dockerignore`.",
  *check(model) {
    for (const report of hiddenPlainFiles(model)) {
      const { change } = report;
      yield {
        span: report.creation.span,
        message: message(report),
        related: report.hidden.map(({ by, how, path }) => ({
          span: by.span,
          message: `\`${path}\` is ${how} here, which only hides it`,
        })),
        fixes: change === undefined ? [] : [{ ...change, safe: true }],
      };
    }
  },
  bad: [
    {
      title: "an archive",
      code: "FROM debian:12\nRUN curl -fsSLO --output-dir /tmp «https://example.com/tool.tar.gz»\nRUN tar -xzf /tmp/tool.tar.gz -C /opt && rm /tmp/tool.tar.gz\n",
      fixed:
        "FROM debian:12\nRUN curl -fsSLO --output-dir /tmp https://example.com/tool.tar.gz \\\n    && tar -xzf /tmp/tool.tar.gz -C /opt && rm /tmp/tool.tar.gz\n",
    },
    {
      title: "nothing needs it in between",
      code: "FROM debian:12\nRUN git clone https://example.com/app.git «/src» && make -C /src install\nRUN rm -rf /src && apt-get update\n",
      fixed:
        "FROM debian:12\nRUN git clone https://example.com/app.git /src && make -C /src install && rm -rf /src\nRUN apt-get update\n",
    },
    {
      title: "an installer from the build context",
      code: "FROM debian:12\nCOPY «setup.sh» /tmp/\nRUN sh /tmp/setup.sh\nRUN rm /tmp/setup.sh\n",
      fixed: "FROM debian:12\nRUN --mount=type=bind,source=setup.sh,target=/tmp/setup.sh sh /tmp/setup.sh\n",
    },
    {
      title: "out of a folder that is copied as a whole",
      code: "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN rm -r tests\n",
    },
  ],
  good: [
    {
      title: "removed where it is made",
      code: "FROM debian:12\nRUN curl -fsSLo /tmp/tool.deb https://example.com/tool.deb && dpkg -i /tmp/tool.deb && rm /tmp/tool.deb\n",
    },
    {
      title: "a file of the base image",
      code: "FROM nginx:1.27\nRUN rm /etc/nginx/conf.d/default.conf\n",
    },
    {
      title: "a file that the build may have made",
      code: "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm run build && rm -rf .cache\n",
    },
    {
      title: "a stage that is not shipped",
      code: "FROM golang:1.23 AS build\nCOPY vendor.tar /src/\nRUN make\nRUN rm /src/vendor.tar\nFROM scratch\nCOPY --from=build /out /\n",
    },
    {
      title: "an empty file and a link",
      code: "FROM debian:12\nRUN touch /tmp/started && ln -s /opt/a /opt/b\nRUN rm /tmp/started /opt/b\n",
    },
    {
      title: "a bind mount",
      code: "FROM debian:12\nRUN --mount=type=bind,source=setup.sh,target=/tmp/setup.sh sh /tmp/setup.sh\n",
    },
  ],
  references: [
    {
      title: "OCI image specification: layer changesets and whiteouts",
      url: "https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts",
    },
    {
      title: "Docker: RUN --mount=type=bind",
      url: "https://docs.docker.com/reference/dockerfile/#run---mounttypebind",
    },
  ],
  standards: {},
  equivalents: {},
});

function message({ hidden: [{ creation, path, how }] }: HiddenFileReport): string {
  const what = path === creation.path ? `\`${path}\`` : `\`${path}\`, which comes with this,`;
  return `${what} is ${how} only in a later layer: it still takes space in the image and can be read there.`;
}
