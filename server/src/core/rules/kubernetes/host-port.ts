import { booleanAt, integerAt, itemsAt } from "../../kubernetes/node.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

export const hostPort = definePodSecurityRule({
  id: "host-port",
  title: "A container takes a port of the node",
  severity: "warning",
  controls: ["hostPorts"],
  topic: "host-access",
  actors: ["external attacker", "internal attacker"],
  why: "A `hostPort` opens the container on every address of the node, past Services and, with many network plugins, past network policies. Whoever reaches the node reaches the program.",
  remedy:
    "Remove `hostPort` and put a Service in front of the pod; for a port on every node, a Service of type NodePort.",
  *checkPod(document, pod) {
    const network = booleanAt(pod.spec, "hostNetwork");
    // On the node's network every container port is a port of the node; another rule reports that.
    if (network.kind === "unknown" || (network.kind === "known" && network.value)) return;
    for (const { node, label, isConditional } of pod.containers) {
      if (isConditional) continue;
      for (const port of itemsAt(node, "ports")) {
        const hostPort = integerAt(port, "hostPort");
        if (port.kind !== "mapping" || hostPort.kind !== "known" || hostPort.value === 0) continue;
        yield {
          span: hostPort.span ?? port.span,
          message: `${label} listens on port ${hostPort.value} of the node itself: whoever reaches the node reaches it, past Services and often past network policies.`,
          fixes: manifestFix(removeField(document, port, ["hostPort"]), {
            title: "Remove `hostPort`",
            isSafe: false,
            note: "Clients that use the node's address need a Service of type NodePort or LoadBalancer.",
          }),
        };
      }
    }
  },
  bad: [
    {
      title: "a web server on the node's port 80",
      code: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: edge
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
          ports:
            - name: http
              containerPort: 8080
              hostPort: «80»
            - containerPort: 9090
`,
    },
    {
      title: "in one line",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: edge
spec:
  containers:
    - {name: web, image: "web:1", ports: [{containerPort: 8080, hostPort: «8080»}]}
`,
    },
  ],
  good: [
    {
      title: "a port of the pod",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      ports:
        - containerPort: 8080
        - containerPort: 9090
          hostPort: 0
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Host Ports",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    {
      title: "Kubernetes: configuration best practices",
      url: "https://kubernetes.io/docs/concepts/configuration/overview/#services",
    },
  ],
  standards: { cisDocker: ["5.8"], cisKubernetes: ["5.2.12"] },
  equivalents: {
    trivy: ["KSV-0024"],
    checkov: ["CKV_K8S_26"],
    polaris: ["hostPortSet"],
    kubescape: ["C-0044"],
  },
});
