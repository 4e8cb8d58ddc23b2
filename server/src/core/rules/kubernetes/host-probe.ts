import { HOST_PROBES_SINCE } from "../../knowledge/pod-security/versions.ts";
import { handlersOf } from "../../kubernetes/handlers.ts";
import { inSentence } from "../../kubernetes/label.ts";
import { mappingAt, stringAt } from "../../kubernetes/node.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

export const hostProbe = definePodSecurityRule({
  id: "host-probe",
  title: "A probe or lifecycle hook calls another host",
  severity: "warning",
  controls: ["hostProbesAndHostLifecycle"],
  topic: "network",
  actors: ["malicious insider", "compromised application process"],
  why: "The kubelet makes these calls, from the node. With a `host` of their choice, people who may create pods have the node send requests to addresses that they can't reach themselves: services on its localhost, the cloud's metadata, machines behind the firewall.",
  remedy: "Remove `host`: the kubelet then calls the pod itself.",
  *checkPod(document, pod, { minor }) {
    if (minor < HOST_PROBES_SINCE) return;
    for (const container of pod.containers) {
      if (container.isConditional) continue;
      for (const { path, name } of handlersOf(container)) {
        for (const action of ["httpGet", "tcpSocket"] as const) {
          const host = stringAt(container.node, ...path, action, "host");
          const owner = mappingAt(container.node, ...path, action);
          if (owner === undefined || host.kind !== "known" || host.value === "" || host.span === undefined) continue;
          yield {
            span: host.span,
            message: `The ${name} of ${inSentence(container)} makes the node call \`${host.value}\` instead of the pod.`,
            fixes: manifestFix(removeField(document, owner, ["host"]), {
              title: "Remove `host`",
              isSafe: false,
              note: "The program has to listen on the pod's address, not on localhost alone.",
            }),
          };
        }
      }
    }
  },
  bad: [
    {
      title: "a probe of the cloud's metadata",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      livenessProbe:
        httpGet:
          host: «169.254.169.254»
          path: /latest/meta-data/
          port: 80
`,
    },
    {
      title: "a hook and a socket",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
          readinessProbe:
            tcpSocket: {host: «127.0.0.1», port: 8080}
          lifecycle:
            preStop:
              httpGet:
                port: 8080
                host: «registry.internal»
`,
    },
  ],
  good: [
    {
      title: "probes of the pod",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      livenessProbe:
        httpGet:
          path: /healthz
          port: 8080
          httpHeaders:
            - name: Host
              value: shop.example.com
      readinessProbe:
        exec:
          command: [pg_isready, --host, localhost]
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Host Probes and Lifecycle Hooks",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    {
      title: "Kubernetes: probes",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes",
    },
  ],
  standards: {},
  equivalents: {},
});
