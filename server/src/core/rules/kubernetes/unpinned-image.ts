import { parseImageReference } from "../../image/reference.ts";
import type { Container } from "../../kubernetes/model.ts";
import { stringAt } from "../../kubernetes/node.ts";
import { knownValue } from "../../text/resolved.ts";
import type { ImageOverride } from "../../workspace/facts.ts";
import { isFilledIn } from "../../workspace/images.ts";
import { imageOverrides } from "../../workspace/kustomizations.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

export const unpinnedImage = defineKubernetesRule({
  id: "unpinned-image",
  title: "A container's image is named without a digest",
  severity: "warning",
  workspace: "asked",
  topic: "images",
  actors: ["external attacker", "malicious insider"],
  why: "A tag is a label that whoever may push to the repository can move to another image; `latest`, and no tag at all, are moved with every release. Someone who takes over the publisher's account, or the registry, gets their code into the cluster with the next pod that starts, and two pods of one Deployment may run different programs.",
  remedy:
    "Name a release and add the digest: `registry.example/web:1.4@sha256:…`, and let Renovate or Dependabot raise both. Only a registry knows the digest, so there is no fix offline.",
  *check(document, { path, workspace }) {
    for (const container of document.objects.flatMap(({ pods }) => pods.flatMap((pod) => pod.containers))) {
      const finding = judge(container, (image) => fillersOf(image, path, workspace));
      if (finding !== undefined) yield finding;
    }
  },
  bad: [
    {
      title: "no tag, and latest",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      initContainers:
        - name: migrate
          image: «registry.example/migrate»
      containers:
        - name: web
          image: «nginx:latest»
          imagePullPolicy: IfNotPresent
`,
    },
    {
      title: "a tag can be moved",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: «registry.example:5000/web:1.4»
`,
    },
    {
      title: "a tag that a kustomization gives",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: «registry.example/web»
`,
      files: {
        "overlay/kustomization.yaml": `resources:
  - ../manifest.yaml
images:
  - name: registry.example/web
    newTag: "1.4"
`,
      },
    },
  ],
  good: [
    {
      title: "a digest that a kustomization gives",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: {
        "kustomization.yaml": `resources:
  - manifest.yaml
images:
  - name: registry.example/web
    digest: sha256:5dc6f84b5e97bfb0c90abfb7c55f3cacc2cb6687c8f920b64a833a2219875997
`,
      },
    },
    {
      title: "an image that Skaffold builds: it fills in what it has just pushed",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  initContainers:
    - name: migrate
      image: registry.example/migrate
  containers:
    - name: web
      image: web
`,
      files: {
        "skaffold.yaml": `apiVersion: skaffold/v4beta11
kind: Config
build:
  artifacts:
    - image: web
      jib: {}
profiles:
  - name: production
    build:
      artifacts:
        - image: registry.example/migrate
          context: migrate
`,
      },
    },
    {
      title: "a digest",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: nginx:1.27@sha256:5dc6f84b5e97bfb0c90abfb7c55f3cacc2cb6687c8f920b64a833a2219875997
`,
    },
    {
      title: "a name that something else fills in",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
    - name: proxy
      image: \${REGISTRY}/proxy
    - name: job
      image: IMAGE_PLACEHOLDER
`,
    },
    {
      title: "an image that was built on the node",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: web:latest
      imagePullPolicy: Never
`,
    },
  ],
  references: [
    { title: "Kubernetes: images", url: "https://kubernetes.io/docs/concepts/containers/images/#image-names" },
    { title: "SLSA: dependency threats", url: "https://slsa.dev/spec/v1.0/threats" },
  ],
  standards: { mitreAttack: ["T1525"] },
  equivalents: {
    trivy: ["KSV-0013"],
    checkov: ["CKV_K8S_14", "CKV_K8S_43"],
    kubeLinter: ["latest-tag"],
    kubeScore: ["container-image-tag"],
    polaris: ["tagNotSpecified"],
    kubescape: ["C-0075"],
    sonar: ["kubernetes:S6596"],
  },
});

/** What puts something else in an image's place before it reaches the cluster. */
interface Fillers {
  readonly overrides: readonly ImageOverride[];
  readonly isBuiltBySkaffold: boolean;
}

function fillersOf(image: string, path: string, workspace: WorkspaceView | undefined): Fillers {
  if (workspace === undefined) return { overrides: [], isBuiltBySkaffold: false };
  return { overrides: imageOverrides(workspace, path, image), isBuiltBySkaffold: isFilledIn(workspace, image) };
}

function judge({ image, node }: Container, fillersOfImage: (image: string) => Fillers): Finding | undefined {
  const reference = image.kind === "known" ? parseImageReference(image.value) : undefined;
  const policy = knownValue(stringAt(node, "imagePullPolicy"));
  if (image.kind !== "known" || image.span === undefined || reference === undefined) return undefined;
  if (reference.digest !== undefined || policy === "Never") return undefined;
  const { span } = image;
  const { text, repository, tag } = reference;
  const { overrides, isBuiltBySkaffold } = fillersOfImage(image.value);
  if (isBuiltBySkaffold || overrides.some(({ digest, newName }) => digest !== undefined || newName?.includes("@")))
    return undefined;
  const tagged = overrides.find(({ newTag }) => newTag !== undefined && newTag !== "latest");
  if (tagged?.newTag !== undefined) {
    return {
      span,
      severity: "information",
      message: `The tag \`${tagged.newTag}\` that a kustomization gives \`${text}\` can be moved to another image: only a digest names one image.`,
      related: [relatedAt(tagged.place, `The kustomization gives the tag \`${tagged.newTag}\` here.`)],
    };
  }
  if (tag !== undefined && tag !== "latest") {
    return {
      span,
      severity: "information",
      message: `The tag of \`${text}\` can be moved to another image: only a digest (\`@sha256:…\`) names one image.`,
    };
  }
  const consequence =
    policy === "IfNotPresent"
      ? "on the day a node first pulls it, so that each node may run another one"
      : "on the day the pod starts";
  return {
    span,
    message: `\`${text}\` is whatever \`${repository}:latest\` is ${consequence}: name a release and its digest.`,
  };
}
