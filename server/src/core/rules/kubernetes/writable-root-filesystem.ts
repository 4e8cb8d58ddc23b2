import { setFields } from "../../kubernetes/edit.ts";
import { manifestFix } from "../manifest-fix.ts";
import { defineKubernetesRule } from "../rule.ts";

export const writableRootFilesystem = defineKubernetesRule({
  id: "writable-root-filesystem",
  title: "A container can change its own programs",
  severity: "information",
  topic: "file-systems",
  actors: ["compromised application process", "external attacker"],
  why: "On a writable file system, whoever takes the process over can put tools and malware beside the program, or replace the program itself, and stay until the container is replaced. On a read-only one, most ready-made attacks fail at their first step.",
  remedy:
    "Set `readOnlyRootFilesystem: true`, and mount an `emptyDir` at each directory that the program writes to, such as `/tmp`.",
  *check(document) {
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      if (pod.isWindows) continue;
      for (const container of pod.containers) {
        const { readOnlyRootFilesystem: isReadOnly } = container.security;
        const isFalse = isReadOnly.kind === "known" && !isReadOnly.value;
        if (!isFalse && (isReadOnly.kind !== "unset" || container.isPartial)) continue;
        const edit = setFields(document, container.node, { securityContext: { readOnlyRootFilesystem: true } });
        yield {
          span: (isFalse ? isReadOnly.span : undefined) ?? container.anchor,
          message: `${container.label} has a writable root file system: whoever takes it over can change its programs and bring others.`,
          fixes: manifestFix(edit, {
            title: "Set `readOnlyRootFilesystem: true`",
            isSafe: false,
            note: "Directories that the program writes to need an `emptyDir` volume.",
          }),
        };
      }
    }
  },
  bad: [
    {
      title: "not set",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: «web»
      image: registry.example/web:1.4
`,
    },
    {
      title: "switched off for an init container",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      initContainers:
        - name: migrate
          image: registry.example/migrate:1.4
          securityContext:
            readOnlyRootFilesystem: «false»
      containers:
        - name: web
          image: registry.example/web:1.4
          securityContext: {readOnlyRootFilesystem: true}
`,
    },
  ],
  good: [
    {
      title: "read-only, with a place for temporary files",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        readOnlyRootFilesystem: true
      volumeMounts:
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: tmp
      emptyDir: {}
`,
    },
    {
      title: "Windows, which has no such setting",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  os:
    name: windows
  containers:
    - name: web
      image: registry.example/web-windows:1.4
`,
    },
    {
      title: "a security context that a chart's values fill",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: configure a security context",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    },
  ],
  standards: {
    cisDocker: ["5.13"],
    cisKubernetes: ["5.6.3"],
    nsaCisa: ["immutable-file-systems"],
    mitreAttack: ["T1611"],
  },
  equivalents: {
    trivy: ["KSV-0014"],
    checkov: ["CKV_K8S_22"],
    kubeLinter: ["no-read-only-root-fs"],
    kubeScore: ["container-security-context-readonlyrootfilesystem"],
    polaris: ["notReadOnlyRootFilesystem"],
    kubescape: ["C-0017"],
  },
});
