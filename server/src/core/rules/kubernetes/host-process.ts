import { booleanAt } from "../../kubernetes/node.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { securityContexts } from "../../kubernetes/security.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

const PATH = ["securityContext", "windowsOptions", "hostProcess"] as const;

export const hostProcess = definePodSecurityRule({
  id: "host-process",
  title: "A Windows container runs as a process of the node",
  severity: "error",
  controls: ["windowsHostProcess"],
  topic: "host-access",
  actors: ["compromised application process", "external attacker", "malicious insider"],
  why: "A HostProcess container is no container: its process runs on the Windows node itself, with the node's file system, registry and network, and often as `NT AUTHORITY\\SYSTEM`. Whoever takes it over owns the node.",
  remedy:
    "Remove `hostProcess`, and the `hostNetwork: true` that it needs. Leave work on the node to a signed agent in a namespace of its own.",
  *checkPod(document, pod) {
    for (const { owner, label } of securityContexts(pod)) {
      const hostProcess = booleanAt(owner, ...PATH);
      if (hostProcess.kind !== "known" || !hostProcess.value || hostProcess.span === undefined) continue;
      yield {
        span: hostProcess.span,
        message: `${label} runs as a process of the Windows node: whoever takes it over owns the node.`,
        fixes: manifestFix(removeField(document, owner, PATH), {
          title: "Remove `hostProcess`",
          isSafe: false,
          note: "A program that administers the node stops working.",
        }),
      };
    }
  },
  bad: [
    {
      title: "for the whole pod",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  hostNetwork: true
  securityContext:
    windowsOptions:
      hostProcess: «true»
      runAsUserName: NT AUTHORITY\\SYSTEM
  containers:
    - name: agent
      image: registry.example/agent-windows:2
  nodeSelector:
    kubernetes.io/os: windows
`,
    },
    {
      title: "for one container",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  hostNetwork: true
  containers:
    - name: agent
      image: registry.example/agent-windows:2
      securityContext: {windowsOptions: {hostProcess: «true»}}
`,
    },
  ],
  good: [
    {
      title: "a Windows container",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  os:
    name: windows
  securityContext:
    windowsOptions:
      runAsUserName: ContainerUser
  containers:
    - name: web
      image: registry.example/web-windows:1.4
`,
    },
    {
      title: "switched off",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example/web-windows:1.4
      securityContext:
        windowsOptions:
          hostProcess: false
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: HostProcess",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    {
      title: "Kubernetes: create a Windows HostProcess pod",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/",
    },
  ],
  standards: { cisKubernetes: ["5.2.10"], mitreAttack: ["T1611"] },
  equivalents: { trivy: ["KSV-0103"], polaris: ["hostProcess"] },
});
