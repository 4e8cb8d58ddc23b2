import type { CodeLens } from "vscode-languageserver";
import { type HistoryEntry, type LayerReport, layerReport } from "../core/dockerfile/layer-report.ts";
import type { DockerfileModel } from "../core/dockerfile/model.ts";
import type { Analysis } from "../core/engine/analysis.ts";
import { secretSpans } from "../core/engine/secret-spans.ts";
import type { KubernetesModel, Pod } from "../core/kubernetes/model.ts";
import type { Resolved } from "../core/text/resolved.ts";
import type { Span } from "../core/text/span.ts";
import { COMMANDS } from "./capabilities.ts";
import { toRange } from "./convert.ts";
import { type PodVerdict, podVerdict } from "./pod-verdict.ts";
import type { Target } from "./session.ts";
import { configOf, type Settings } from "./settings.ts";

/** What stands above the lines: what each layer of an image does, and which Pod Security level a pod meets. */
export function codeLenses({ uri, analysis, settings }: Target): CodeLens[] {
  const { model } = analysis;
  if (model?.kind === "dockerfile" && settings.layerLens) return layerLenses(analysis, model, settings);
  if (model?.kind === "kubernetes" && settings.podLens) return podLenses(uri, model, settings);
  return [];
}

function layerLenses(analysis: Analysis, model: DockerfileModel, settings: Settings): CodeLens[] {
  const report = layerReport(model, secretSpans(analysis, { config: configOf(settings) }));
  if (report === undefined) return [];
  const layers = report.entries.filter(({ isLayer }) => isLayer);
  const lens = ({ start }: Span, title: string): CodeLens => ({
    range: toRange(analysis.lines, { start, end: start }),
    command: { title, command: "" },
  });
  return [
    lens(report.shipped.from.span, imageTitle(report, layers.length)),
    ...layers.map((entry, index) => lens(entry.instruction.span, layerTitle(entry, index + 1))),
    ...report.entries
      .filter(({ isLayer, history }) => !isLayer && history.holdsSecret)
      .map(({ instruction }) => lens(instruction.span, SECRET_IN_HISTORY)),
  ];
}

const SECRET_IN_HISTORY = "secret in the image's history";

function imageTitle({ user, entries, readable }: LayerReport, layers: number): string {
  const secrets = entries.filter(({ history }) => history.holdsSecret).length;
  return [
    `ships ${asUser(user)}`,
    count(layers, "layer"),
    ...(readable.length > 0
      ? [`${count(new Set(readable.map(({ path }) => path)).size, "hidden path")} still readable`]
      : []),
    ...(secrets > 0 ? [`${count(secrets, "secret")} in the history`] : []),
  ].join(" · ");
}

function layerTitle({ user, added, removed, keeps, history }: HistoryEntry, number: number): string {
  const kept = new Set(keeps.map(({ path }) => path));
  return [
    `layer ${number}`,
    asUser(user),
    ...paths(
      "adds",
      added.filter(({ path }) => !kept.has(path)),
    ),
    ...paths("removes", removed),
    ...paths("hidden later, still readable:", keeps),
    ...(history.holdsSecret ? [SECRET_IN_HISTORY] : []),
  ].join(" · ");
}

function asUser(user: Resolved<string>): string {
  if (user.kind !== "known") return "as the base image's user";
  return /^\d/.test(user.value) ? `as uid ${user.value}` : `as ${user.value}`;
}

const MOST_PATHS = 3;

function paths(verb: string, events: readonly { readonly path: string }[]): readonly string[] {
  const names = [...new Set(events.map(({ path }) => path))].sort();
  if (names.length === 0) return [];
  const more = names.length > MOST_PATHS ? [`${names.length - MOST_PATHS} more`] : [];
  return [`${verb} ${[...names.slice(0, MOST_PATHS), ...more].join(", ")}`];
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

function podLenses(uri: string, model: KubernetesModel, settings: Settings): CodeLens[] {
  return model.parts.flatMap(({ document, offset }) => {
    const isTemplate = document.text !== document.maskedText;
    const place = (start: number) => toRange(model.lines, { start: start + offset, end: start + offset });
    return document.objects
      .flatMap((object) => object.pods.map((pod) => ({ object, pod })))
      .filter(({ pod }) => !isPartial(pod))
      .map(({ object, pod }) => {
        const verdict = podVerdict(document, pod, settings);
        const isDone = verdict.level === "restricted";
        return {
          // Above the whole object, unless several pods have to be told apart.
          range: place((object.pods.length > 1 ? pod.spec : object.root).span.start),
          command: {
            title: `Pod Security${isTemplate ? ", as far as the template tells" : ""}: ${verdictText(verdict)}`,
            command: isDone ? "" : COMMANDS.harden,
            arguments: isDone ? [] : [uri, place(pod.spec.span.start).start],
          },
        };
      });
  });
}

/** What is not written may come from elsewhere: nothing can be said of such a pod. */
function isPartial(pod: Pod): boolean {
  return pod.isPartial || pod.containers.some((container) => container.isPartial);
}

function verdictText({ level, toBaseline, toRestricted }: PodVerdict): string {
  if (level === "restricted") return level;
  const steps = level === "privileged" ? [`${count(toBaseline, "step")} to baseline`] : [];
  return `${level} — ${[...steps, `${steps.length > 0 ? toRestricted : count(toRestricted, "step")} to restricted`].join(", ")}`;
}
