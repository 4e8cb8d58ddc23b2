// npm run bench: how long an analysis takes, from the text to the findings with their fixes. Nothing is measured but the core.
import { existsSync, readFileSync } from "node:fs";
import { type Analysis, analyze, fixAll, indexLines } from "../server/src/core/index.ts";

interface Case {
  readonly title: string;
  readonly path: string;
  readonly text: string;
}

/** The largest manifest of the corpus, where that lies beside the repository. */
const INSTALL = "../shared/corpus/manifests/argoproj__argo-cd/manifests/install.yaml";

const STAGE = `RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && rm -rf /var/lib/apt/lists/*
RUN curl -fsSLo /tmp/tool.tgz https://example.com/tool.tgz && tar -xzf /tmp/tool.tgz -C /opt && rm /tmp/tool.tgz
COPY --chown=app:app src /srv/app
ENV APP_HOME=/srv/app PATH=/opt/tool/bin:$PATH
`;

const DEPLOYMENT = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: registry.example/web:1.4
          securityContext:
            privileged: true
---
`;

const CASES: readonly Case[] = [
  {
    title: "three-line leak",
    path: "Dockerfile",
    text: 'FROM alpine\nRUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n',
  },
  { title: "ordinary Dockerfile", path: "Dockerfile", text: `FROM debian:12\n${STAGE.repeat(5)}` },
  { title: "huge Dockerfile", path: "Dockerfile", text: `FROM debian:12\n${STAGE.repeat(2500)}` },
  { title: "one Deployment", path: "web.yaml", text: DEPLOYMENT("web") },
  {
    title: "600 Deployments in a file",
    path: "web.yaml",
    text: Array.from({ length: 600 }, (_, i) => DEPLOYMENT(`web-${i}`)).join(""),
  },
];

/** Milliseconds of the processor's time, which other work on the machine hardly changes: the median and the most. */
function time(work: () => unknown, runs: number): { readonly median: number; readonly most: number } {
  for (let i = 0; i < Math.min(runs, 20); i++) work(); // Warms up.
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(times.length / 2)] ?? 0, most: times.at(-1) ?? 0 };
}

/** One character typed into a comment in the middle, with what was known before. */
function typed(analysis: Analysis): Analysis {
  const { path, text } = analysis.source;
  const middle = indexLines(text).lineStart(Math.floor(indexLines(text).lineCount / 2));
  return analyze({ path, text: `${text.slice(0, middle)}#\n${text.slice(middle)}` }, { previous: analysis });
}

function milliseconds({ median, most }: { readonly median: number; readonly most: number }): string {
  return `${median.toFixed(1)} (${most.toFixed(1)})`;
}

function row({ title, path, text }: Case): Readonly<Record<string, string | number>> {
  const runs = text.length > 100_000 ? 3 : 200;
  const analysis = analyze({ path, text });
  return {
    text: title,
    lines: indexLines(text).lineCount,
    findings: analysis.diagnostics.length,
    "opened, ms": milliseconds(time(() => analyze({ path, text }), runs)),
    "a line typed, ms": milliseconds(time(() => typed(analysis), runs)),
    "fix-all, ms": milliseconds(time(() => fixAll(analysis), Math.min(runs, 20))),
  };
}

const largest: readonly Case[] = existsSync(INSTALL)
  ? [{ title: "Argo CD's install.yaml", path: "install.yaml", text: readFileSync(INSTALL, "utf8") }]
  : [];
console.log("Milliseconds of processor time: the median of repeated runs, in brackets the most.");
console.table([...CASES, ...largest].map(row));
